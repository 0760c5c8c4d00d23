//! Tasks of projects.

use super::{Account, Project, ProjectStatus, Table, User};
use crate::json::DAY;

/// A task; times are Unix milliseconds, days are days since 1970-01-01.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Id, from 1.
    pub id: u32,
    /// Project it belongs to.
    pub project_id: u32,
    /// The task it is a part of, which belongs to the same project.
    pub parent_task_id: Option<u32>,
    /// User who created it.
    pub creator_id: u32,
    /// Users who are to do it.
    pub assignee_ids: Vec<u32>,
    /// Whether it is a milestone.
    pub is_milestone: bool,
    /// Day it starts.
    pub start_day: Option<i64>,
    /// Day it is due.
    pub due_day: Option<i64>,
    /// Priority, from 1.
    pub priority: Option<u32>,
    /// When it was added.
    pub add_time: i64,
    /// When it last changed.
    pub update_time: i64,
    /// When it was marked as done.
    pub done_time: Option<i64>,
    /// Whether it went with its deleted project; lists leave it out.
    pub is_deleted: bool,
}

/// Tasks come in fours that belong to one project: two tasks, and two that may be parts of the first.
const GROUP: u32 = 4;

const TITLES: [&str; 8] = [
    "Write the brief",
    "Collect requirements",
    "Book the room, order lunch",
    "Set up \"staging\"",
    "Migrate the data",
    "Train the users",
    "Go-live check 🚦",
    "Hand over",
];

/// What is drawn for a task.
enum Of {
    Project,
    IsPart,
    Creator,
    Assignees,
    FirstAssignee,
    Milestone,
    Start,
    Due,
    Priority,
    AddTime,
    Done,
    DoneTime,
    Title,
    Description,
}

impl Account {
    /// Number of tasks, those of deleted projects included: four for each project.
    pub fn task_count(&self) -> u32 {
        self.size.projects * GROUP
    }

    /// Every task.
    pub fn tasks(&self) -> impl Iterator<Item = Task> + '_ {
        (1..=self.task_count()).map(|id| Task::new(self, id))
    }
}

impl Task {
    /// The task with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Tasks, id);
        let first = (id - 1) / GROUP * GROUP + 1;
        let project_id = account.draw(Table::Tasks, first).between(Of::Project as u32, 1, account.size.projects);
        let (status, begun) = Project::outline(account, project_id);
        let parent_task_id = (id - first >= 2 && draw.percent(Of::IsPart as u32, 70)).then_some(first);
        let until_now = |from: i64| account.now - from.div_euclid(1000);
        let add_time = begun + draw.seconds(Of::AddTime as u32, until_now(begun)) * 1000;
        let done_time = draw
            .percent(Of::Done as u32, 55)
            .then(|| add_time + draw.seconds(Of::DoneTime as u32, until_now(add_time)) * 1000);
        let start_day =
            draw.sometimes(Of::Start as u32, 60).map(|d| add_time.div_euclid(1000 * DAY) + i64::from(d.below(0, 20)));
        let assignees = draw.weighted(Of::Assignees as u32, &[(15, 0), (60, 1), (25, 2)]);
        let assignee = draw.below(Of::FirstAssignee as u32, User::COUNT);
        Self {
            id,
            project_id,
            parent_task_id,
            creator_id: draw.between(Of::Creator as u32, 1, User::COUNT),
            assignee_ids: (0..assignees).map(|place| (assignee + place * 5) % User::COUNT + 1).collect(),
            is_milestone: draw.percent(Of::Milestone as u32, 12),
            start_day,
            due_day: draw
                .sometimes(Of::Due as u32, 75)
                .map(|d| start_day.unwrap_or_else(|| add_time.div_euclid(1000 * DAY)) + i64::from(d.below(0, 40))),
            priority: draw.sometimes(Of::Priority as u32, 35).map(|d| d.between(0, 1, 3)),
            add_time,
            update_time: done_time.unwrap_or(add_time),
            done_time,
            is_deleted: status == ProjectStatus::Deleted,
        }
    }

    pub(crate) fn title(&self, account: &Account) -> &'static str {
        account.draw(Table::Tasks, self.id).pick(Of::Title as u32, &TITLES)
    }

    pub(crate) fn description(&self, account: &Account) -> Option<&'static str> {
        let draw = account.draw(Table::Tasks, self.id).sometimes(Of::Description as u32, 40);
        draw.map(|d| d.pick(0, &["See the shared folder", "First draft\nthen review", "Ask <b>Ada</b> & Ben"]))
    }
}
