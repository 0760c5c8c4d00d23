//! Projects of the Projects add-on.

use super::boards::phases_of;
use super::names::{AWKWARD_TITLES, SUBJECTS};
use super::{Account, Deal, Draw, Organization, Person, Table, User, Written, age};
use crate::json::DAY;

/// How a project stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProjectStatus {
    /// Under way.
    Open,
    /// Done.
    Completed,
    /// Given up.
    Canceled,
    /// Deleted; lists leave it out unless asked.
    Deleted,
}

impl ProjectStatus {
    /// The API's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
            Self::Deleted => "deleted",
        }
    }
}

/// A project; times are Unix milliseconds, days are days since 1970-01-01.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Id, from 1.
    pub id: u32,
    /// Board it is on.
    pub board_id: u32,
    /// Phase, which belongs to the board.
    pub phase_id: u32,
    /// User who owns it.
    pub owner_id: u32,
    /// How it stands.
    pub status: ProjectStatus,
    /// Deals it came from, none of them deleted.
    pub deal_ids: Vec<u32>,
    /// Persons it is for.
    pub person_ids: Vec<u32>,
    /// Organizations it is for.
    pub org_ids: Vec<u32>,
    /// Day it starts.
    pub start_day: Option<i64>,
    /// Day it ends.
    pub end_day: Option<i64>,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed.
    pub update_time: i64,
    /// When its status last changed; an open project has had its own since it was added.
    pub status_change_time: i64,
    /// When it was archived.
    pub archive_time: Option<i64>,
}

/// What is drawn for a project.
enum Of {
    Owner,
    Board,
    Phase,
    Status,
    StatusChange,
    Deals,
    FirstDeal,
    SecondDeal,
    Person,
    Organization,
    Start,
    End,
    AddTime,
    Millis,
    Touched,
    Archived,
    ArchiveTime,
    Title,
}

impl Account {
    /// Number of projects, archived and deleted ones included: one for eight deals, at least 12.
    pub fn project_count(&self) -> u32 {
        self.size.projects + self.writings.added(Table::Projects)
    }

    /// Every project.
    pub fn projects(&self) -> impl Iterator<Item = Project> + '_ {
        (1..=self.project_count()).map(|id| Project::new(self, id))
    }
}

impl Project {
    /// The project with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut project = Self::drawn(account, id);
        if let Some(written) = account.written(Table::Projects, id) {
            project.overwrite(&written);
        }
        project
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, written: &Written) {
        if written.is_created {
            self.deal_ids.clear();
            self.person_ids.clear();
            self.org_ids.clear();
            written.put("add_time", &mut self.status_change_time);
        }
        written.put("board_id", &mut self.board_id);
        written.put("phase_id", &mut self.phase_id);
        written.put("owner_id", &mut self.owner_id);
        written.put("deal_ids", &mut self.deal_ids);
        written.put("person_ids", &mut self.person_ids);
        written.put("org_ids", &mut self.org_ids);
        written.put_day("start_date", &mut self.start_day);
        written.put_day("end_date", &mut self.end_day);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        written.put("status_change_time", &mut self.status_change_time);
        written.put("archive_time", &mut self.archive_time);
        self.status = Self::written_status(written).unwrap_or(self.status);
    }

    /// The status clients gave a project, or that of one they deleted.
    fn written_status(written: &Written) -> Option<ProjectStatus> {
        if written.is_deleted() {
            return Some(ProjectStatus::Deleted);
        }
        let name = written.values.get("status").and_then(|status| status.as_str());
        let all = [ProjectStatus::Open, ProjectStatus::Completed, ProjectStatus::Canceled];
        all.into_iter().find(|status| Some(status.name()) == name)
    }

    fn drawn(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Projects, id);
        let board_id = draw.weighted(Of::Board as u32, &[(65, 1), (35, 2)]);
        let phases: Vec<u32> = phases_of(board_id).map(|phase| phase.id).collect();
        let deals = deals(account, draw);
        let (person_ids, org_ids) = contacts(account, draw, &deals);

        let (status, add_time) = Self::drawn_outline(account, id);
        let now = account.now * 1000;
        // A time between the given one and the present.
        let later = |attribute: Of, from: i64| from + draw.seconds(attribute as u32, (now - from) / 1000) * 1000;
        let status_change_time =
            if status == ProjectStatus::Open { add_time } else { later(Of::StatusChange, add_time) };
        let archive_time = (status != ProjectStatus::Deleted && draw.percent(Of::Archived as u32, 14))
            .then(|| later(Of::ArchiveTime, status_change_time));
        let last_event = archive_time.unwrap_or(status_change_time);
        // Nothing happens to a deleted project.
        let update_time = if status == ProjectStatus::Deleted { last_event } else { later(Of::Touched, last_event) };
        let start_day =
            draw.sometimes(Of::Start as u32, 90).map(|d| add_time.div_euclid(1000 * DAY) + i64::from(d.below(0, 30)));
        Self {
            id,
            board_id,
            phase_id: draw.pick(Of::Phase as u32, &phases),
            owner_id: draw.between(Of::Owner as u32, 1, User::COUNT),
            status,
            deal_ids: deals.iter().map(|deal| deal.id).collect(),
            person_ids,
            org_ids,
            start_day,
            end_day: start_day
                .and_then(|start| draw.sometimes(Of::End as u32, 80).map(|d| start + 10 + i64::from(d.below(0, 170)))),
            add_time,
            update_time,
            status_change_time,
            archive_time,
        }
    }

    /// Status and time of creation, for those who need no more.
    pub(crate) fn outline(account: &Account, id: u32) -> (ProjectStatus, i64) {
        let (status, add_time) = Self::drawn_outline(account, id);
        let written = account.written(Table::Projects, id);
        (written.and_then(|written| Self::written_status(&written)).unwrap_or(status), add_time)
    }

    fn drawn_outline(account: &Account, id: u32) -> (ProjectStatus, i64) {
        let draw = account.draw(Table::Projects, id);
        let status = draw.weighted(
            Of::Status as u32,
            &[
                (55, ProjectStatus::Open),
                (28, ProjectStatus::Completed),
                (10, ProjectStatus::Canceled),
                (7, ProjectStatus::Deleted),
            ],
        );
        let age = age(id, account.size.projects) + draw.seconds(Of::AddTime as u32, 20 * DAY);
        (status, (account.now - 7200 - age) * 1000 + i64::from(draw.below(Of::Millis as u32, 1000)))
    }

    /// Whether it is archived.
    pub fn is_archived(&self) -> bool {
        self.archive_time.is_some()
    }

    /// Whether it was deleted.
    pub fn is_deleted(&self) -> bool {
        self.status == ProjectStatus::Deleted
    }

    pub(crate) fn title(&self, account: &Account) -> String {
        if let Some(title) = account.written_text(Table::Projects, self.id, "title") {
            return title;
        }
        let subject = account.draw(Table::Projects, self.id).pick(Of::Title as u32, &SUBJECTS);
        match (self.id % 23, self.org_ids.first(), self.person_ids.first()) {
            (11, _, _) => AWKWARD_TITLES[usize::try_from(self.id / 23).unwrap_or(0) % AWKWARD_TITLES.len()].to_owned(),
            (_, Some(&org), _) => format!("{}: {subject}", Organization::new(account, org).name(account)),
            (_, None, Some(&person)) => format!("{}: {subject}", Person::new(account, person).name(account)),
            (_, None, None) => format!("Project: {subject}"),
        }
    }
}

/// The deals a project came from: usually one, sometimes two or none.
fn deals(account: &Account, draw: Draw) -> Vec<Deal> {
    let wanted = match draw.below(Of::Deals as u32, 100) {
        _ if account.size.deals == 0 => 0,
        0..12 => 0,
        12..88 => 1,
        _ => 2,
    };
    let attributes = [Of::FirstDeal, Of::SecondDeal].into_iter().take(wanted);
    let mut ids: Vec<u32> = attributes.map(|of| draw.between(of as u32, 1, account.size.deals)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(|id| Deal::new(account, id)).filter(|deal| !deal.is_deleted).collect()
}

/// Persons and organizations: those of the deals, or others where no deal says.
fn contacts(account: &Account, draw: Draw, deals: &[Deal]) -> (Vec<u32>, Vec<u32>) {
    let distinct = |mut ids: Vec<u32>| {
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let mut persons =
        distinct(deals.iter().flat_map(|deal| deal.person_id.into_iter().chain(deal.participant_id)).collect());
    let mut organizations = distinct(deals.iter().filter_map(|deal| deal.org_id).collect());
    if deals.is_empty() {
        persons.extend(draw.sometimes(Of::Person as u32, 60).map(|d| d.between(0, 1, account.size.persons)));
        let organization = draw.sometimes(Of::Organization as u32, 60);
        organizations.extend(organization.map(|d| d.between(0, 1, account.size.organizations)));
    }
    (persons, organizations)
}
