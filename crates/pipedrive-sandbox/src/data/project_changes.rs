//! What happened to a project, consistent with how it stands now.

use super::boards::phases_of;
use super::{Account, Project, ProjectStatus, Table, User};

/// Something that changed about a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProjectEdit {
    Title(String, String),
    Phase(u32, u32),
    Status(ProjectStatus, ProjectStatus),
    /// It was archived, at that time in Unix milliseconds.
    Archived(i64),
}

/// A change of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProjectChange {
    /// Unix milliseconds.
    pub(crate) time: i64,
    pub(crate) edit: ProjectEdit,
    pub(crate) user_id: u32,
    /// Whether it was made in the app; otherwise through the API.
    pub(crate) in_app: bool,
}

/// What is drawn for the changes of a project; the parts are those of single changes.
enum Of {
    Renamed,
    User,
    InApp,
}

impl Project {
    /// Every change, oldest first: a project enters at its board's first phase and goes through the phases in order.
    pub(crate) fn changes(&self, account: &Account) -> Vec<ProjectChange> {
        let draw = account.draw(Table::Projects, self.id).within(50_000);
        let is_created = account.is_created(Table::Projects, self.id);
        let earlier = phases_of(self.board_id).map(|phase| phase.id).take_while(|id| *id < self.phase_id);
        let phases: Vec<u32> = earlier.filter(|_| !is_created).collect();
        let next_phases = phases.iter().skip(1).copied().chain([self.phase_id]);
        let moves = phases.iter().copied().zip(next_phases).map(|(old, new)| ProjectEdit::Phase(old, new));
        let renamed = draw.percent(Of::Renamed as u32, 20).then(|| {
            let title = self.title(account);
            ProjectEdit::Title(format!("{title} (draft)"), title)
        });
        let edits: Vec<ProjectEdit> = renamed.into_iter().chain(moves).collect();
        // All of that happened before the project was closed, or else up to now.
        let until = if self.status == ProjectStatus::Open { self.update_time } else { self.status_change_time };
        let steps = i64::try_from(edits.len()).unwrap_or(i64::MAX).saturating_add(1);
        let timed = (1..).zip(edits).map(|(step, edit)| (self.add_time + (until - self.add_time) / steps * step, edit));
        let closed = (self.status != ProjectStatus::Open)
            .then_some((self.status_change_time, ProjectEdit::Status(ProjectStatus::Open, self.status)));
        let archived = self.archive_time.map(|time| (time, ProjectEdit::Archived(time)));
        let mut all: Vec<_> = timed.chain(closed).chain(archived).collect();
        all.sort_by_key(|(time, _)| *time);
        (0..)
            .zip(all)
            .map(|(place, (time, edit))| ProjectChange {
                time,
                edit,
                user_id: draw.within(Of::User as u32).between(place, 1, User::COUNT),
                in_app: draw.within(Of::InApp as u32).percent(place, 80),
            })
            .collect()
    }
}
