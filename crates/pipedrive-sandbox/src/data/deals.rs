//! Deals.

use super::names::{AWKWARD_TITLES, SUBJECTS, long_title};
use super::overlay::Overlay;
use super::{Account, Draw, Entity, Organization, Person, Reopening, Table, User, Written, age};
use crate::json::DAY;

/// How a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DealStatus {
    /// Still being worked on.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
    /// Deleted within the last 30 days.
    Deleted,
}

impl DealStatus {
    /// The API's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Deleted => "deleted",
        }
    }

    /// The status of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Open, Self::Won, Self::Lost, Self::Deleted].into_iter().find(|status| status.name() == name)
    }
}

/// A deal; times are Unix seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deal {
    /// Id, from 1.
    pub id: u32,
    /// User who owns it.
    pub owner_id: u32,
    /// User who created it.
    pub creator_user_id: u32,
    /// Main contact.
    pub person_id: Option<u32>,
    /// A second person who takes part.
    pub participant_id: Option<u32>,
    /// Organization.
    pub org_id: Option<u32>,
    /// Pipeline.
    pub pipeline_id: u32,
    /// Stage, which belongs to the pipeline.
    pub stage_id: u32,
    /// Value in its own currency.
    pub value: f64,
    /// Currency code.
    pub currency: &'static str,
    /// How it stands.
    pub status: DealStatus,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Whether it was deleted in the last 30 days.
    pub is_deleted: bool,
    /// When it was created.
    pub add_time: i64,
    /// When it last changed; none on the oldest ones.
    pub update_time: Option<i64>,
    /// When it entered its stage.
    pub stage_change_time: Option<i64>,
    /// When it was won.
    pub won_time: Option<i64>,
    /// When it was lost.
    pub lost_time: Option<i64>,
    /// When it was archived.
    pub archive_time: Option<i64>,
    /// Day it is expected to close, in days since 1970-01-01.
    pub expected_close_day: Option<i64>,
    /// Chance of winning in percent, in the pipeline that has one.
    pub probability: Option<u32>,
}

/// What is drawn for a deal.
enum Of {
    Owner,
    Creator,
    Person,
    HasPerson,
    KeyPerson,
    Participant,
    HasParticipant,
    Organization,
    OrganizationKind,
    Pipeline,
    Stage,
    Value,
    ValueKind,
    Currency,
    Closed,
    Won,
    Duration,
    Archived,
    ArchiveTime,
    Deleted,
    DeleteTime,
    AddTime,
    Imported,
    ImportAge,
    StageChange,
    StageChangeTime,
    Touched,
    ExpectedClose,
    HasExpectedClose,
    Probability,
    HasProbability,
    Title,
}

impl Deal {
    /// The deal with that id.
    pub fn new(account: &Account, id: u32) -> Self {
        let mut deal = Self::unwritten(account, id);
        if let Some(written) = account.written(Table::Deals, id) {
            deal.overwrite(&written);
        }
        deal
    }

    /// The deal as it would be if no client had written on it.
    pub(crate) fn unwritten(account: &Account, id: u32) -> Self {
        let mut deal = Self::generated(account, id);
        if let Some(overlay) = account.overlay(Entity::Deals, id) {
            deal.change(&overlay);
        }
        deal
    }

    fn generated(account: &Account, id: u32) -> Self {
        let draw = account.draw(Table::Deals, id);
        let (person_id, org_id) = contacts(account, draw);
        let (pipeline_id, stage_id) = place(draw);
        let (value, currency) = worth(draw);
        let add_time = created(account, draw, id);

        let age = account.now - add_time;
        let closing_chance = match age / DAY {
            i64::MIN..2 => 0,
            2..=60 => 25,
            61..=150 => 60,
            _ => 82,
        };
        let close_time = draw
            .percent(Of::Closed as u32, closing_chance)
            .then(|| add_time + DAY + draw.seconds(Of::Duration as u32, (age - DAY).min(150 * DAY)));
        let is_won = draw.percent(Of::Won as u32, 45);
        let worked_until = close_time.unwrap_or(account.now);
        let stage_change_time = draw
            .percent(Of::StageChange as u32, 80)
            .then(|| add_time + draw.seconds(Of::StageChangeTime as u32, worked_until - add_time));
        let settled = close_time.or(stage_change_time).unwrap_or(add_time);
        let archive_time = (age > 3 * DAY && draw.percent(Of::Archived as u32, account.size.archived_percent))
            .then(|| settled + draw.seconds(Of::ArchiveTime as u32, account.now - settled));
        let delete_time = (age > DAY && draw.percent(Of::Deleted as u32, 3)).then(|| {
            let latest = archive_time.unwrap_or(settled);
            (account.now - draw.seconds(Of::DeleteTime as u32, 29 * DAY)).max(latest)
        });
        let last_event = archive_time.unwrap_or(settled);
        // The oldest records come from before the API kept the time of changes.
        let is_ancient = u64::from(id) * 50 <= u64::from(account.size.deals);
        let update_time = match delete_time {
            Some(time) => Some(time),
            None if is_ancient => account.changed(None, last_event),
            None => Some(last_event + draw.seconds(Of::Touched as u32, (account.now - last_event).min(10 * DAY))),
        };
        let status = match (delete_time, close_time) {
            (Some(_), _) => DealStatus::Deleted,
            (None, None) => DealStatus::Open,
            (None, Some(_)) if is_won => DealStatus::Won,
            (None, Some(_)) => DealStatus::Lost,
        };
        Self {
            id,
            owner_id: owner(draw),
            creator_user_id: draw.between(Of::Creator as u32, 1, User::COUNT),
            person_id,
            participant_id: draw
                .percent(Of::HasParticipant as u32, 15)
                .then(|| draw.between(Of::Participant as u32, 1, account.size.persons))
                .filter(|other| Some(*other) != person_id),
            org_id,
            pipeline_id,
            stage_id,
            value,
            currency,
            status,
            is_archived: archive_time.is_some(),
            is_deleted: delete_time.is_some(),
            add_time,
            update_time,
            stage_change_time,
            won_time: close_time.filter(|_| is_won),
            lost_time: close_time.filter(|_| !is_won),
            archive_time,
            expected_close_day: draw
                .percent(Of::HasExpectedClose as u32, 65)
                .then(|| (add_time + draw.seconds(Of::ExpectedClose as u32, 120 * DAY)).div_euclid(DAY)),
            probability: (pipeline_id == 1 && draw.percent(Of::HasProbability as u32, 40))
                .then(|| draw.below(Of::Probability as u32, 11) * 10),
        }
    }

    /// Applies what has changed since it was generated.
    fn change(&mut self, overlay: &Overlay) {
        if let Some(add_time) = overlay.inserted {
            let open = Self {
                status: DealStatus::Open,
                is_archived: false,
                is_deleted: false,
                stage_change_time: None,
                won_time: None,
                lost_time: None,
                archive_time: None,
                add_time,
                ..*self
            };
            *self = open;
        }
        self.update_time = Some(overlay.changed);
        self.owner_id = overlay.owner(self.owner_id, User::COUNT);
        self.value = ((self.value + f64::from(overlay.version)) * 100.0).round() / 100.0;
        if let Some(flipped) = overlay.flipped {
            let is_open = self.status == DealStatus::Open;
            self.status = if is_open { DealStatus::Won } else { DealStatus::Open };
            self.won_time = is_open.then_some(flipped);
            self.lost_time = None;
        }
        if let Some(moved) = overlay.moved {
            self.is_archived = !self.is_archived;
            self.archive_time = self.is_archived.then_some(moved);
        }
        if overlay.deleted {
            self.is_deleted = true;
            self.status = DealStatus::Deleted;
        }
    }

    /// Applies what clients wrote.
    fn overwrite(&mut self, written: &Written) {
        if written.is_created {
            *self = Self { person_id: None, participant_id: None, org_id: None, ..*self };
        }
        written.put("owner_id", &mut self.owner_id);
        written.put("creator_user_id", &mut self.creator_user_id);
        written.put("person_id", &mut self.person_id);
        written.put("org_id", &mut self.org_id);
        written.put("pipeline_id", &mut self.pipeline_id);
        written.put("stage_id", &mut self.stage_id);
        written.put("value", &mut self.value);
        written.put_currency("currency", &mut self.currency);
        written.put("is_archived", &mut self.is_archived);
        written.put("add_time", &mut self.add_time);
        written.put("update_time", &mut self.update_time);
        written.put("stage_change_time", &mut self.stage_change_time);
        written.put("won_time", &mut self.won_time);
        written.put("lost_time", &mut self.lost_time);
        written.put("archive_time", &mut self.archive_time);
        written.put_day("expected_close_date", &mut self.expected_close_day);
        written.put("probability", &mut self.probability);
        let status = written.values.get("status").and_then(|status| status.as_str());
        if let Some(status) = status.and_then(DealStatus::named) {
            self.status = status;
        }
        self.participant_id = self.participant_id.filter(|id| Some(*id) != self.person_id);
        if written.is_deleted() {
            self.is_deleted = true;
            self.status = DealStatus::Deleted;
        }
    }

    /// When it was won or lost.
    pub fn close_time(&self) -> Option<i64> {
        self.won_time.or(self.lost_time)
    }

    /// The latest thing known to have happened to it.
    pub(crate) fn last_change(&self) -> i64 {
        let settled = self.close_time().or(self.stage_change_time).unwrap_or(self.add_time);
        self.update_time.or(self.archive_time).unwrap_or(settled)
    }

    /// When it was won for the first time; it may have been opened again since.
    pub(crate) fn first_won_time(&self, account: &Account) -> Option<i64> {
        let before = Reopening::of(account, self).filter(|reopening| reopening.was_won);
        before.map(|reopening| reopening.closed).or(self.won_time)
    }

    pub(crate) fn title(&self, account: &Account) -> String {
        if let Some(title) = account.written_text(Table::Deals, self.id, "title") {
            return title;
        }
        match (self.id % 17, self.id % 211) {
            (_, 150) => return long_title(),
            (7, _) => {
                let choice = usize::try_from(self.id / 17).unwrap_or_default() % AWKWARD_TITLES.len();
                return AWKWARD_TITLES[choice].to_owned();
            }
            _ => {}
        }
        let subject = account.draw(Table::Deals, self.id).pick(Of::Title as u32, &SUBJECTS);
        match (self.org_id, self.person_id) {
            (Some(org_id), _) => format!("{} – {subject}", Organization::new(account, org_id).name(account)),
            (None, Some(person_id)) => format!("{} – {subject}", Person::new(account, person_id).name(account)),
            (None, None) => format!("Untitled {subject}"),
        }
    }
}

/// Most deals belong to a few users, some to one who has left.
fn owner(draw: Draw) -> u32 {
    draw.weighted(
        Of::Owner as u32,
        &[(12, 1), (14, 2), (13, 3), (12, 4), (10, 5), (9, 6), (8, 7), (8, 8), (6, 9), (4, 10), (1, 11), (3, 12)],
    )
}

/// Person and organization: usually the person's own organization, sometimes another, sometimes none.
fn contacts(account: &Account, draw: Draw) -> (Option<u32>, Option<u32>) {
    let person_id = draw.percent(Of::HasPerson as u32, 85).then(|| {
        let persons = account.size.persons;
        let from = if draw.percent(Of::KeyPerson as u32, 12) { (persons / 20).max(1) } else { persons };
        draw.between(Of::Person as u32, 1, from)
    });
    let any = || Some(draw.between(Of::Organization as u32, 1, account.size.organizations));
    let org_id = match draw.below(Of::OrganizationKind as u32, 100) {
        0..70 => person_id.map_or_else(any, |id| Person::organization(account, id)),
        70..88 => any(),
        _ => None,
    };
    (person_id, org_id)
}

/// Pipeline and stage.
fn place(draw: Draw) -> (u32, u32) {
    let pipeline_id = draw.weighted(Of::Pipeline as u32, &[(70, 1), (22, 2), (8, 3)]);
    let stages: &[(u32, u32)] = match pipeline_id {
        1 => &[(30, 1), (26, 2), (18, 3), (16, 4), (9, 5), (1, 14)],
        2 => &[(40, 6), (30, 7), (20, 8), (10, 9)],
        _ => &[(50, 10), (35, 11), (15, 12)],
    };
    (pipeline_id, draw.weighted(Of::Stage as u32, stages))
}

/// Value and currency.
fn worth(draw: Draw) -> (f64, &'static str) {
    let currency = draw.weighted(Of::Currency as u32, &[(55, "EUR"), (24, "USD"), (12, "GBP"), (6, "JPY"), (3, "CRD")]);
    let cents = match draw.below(Of::ValueKind as u32, 100) {
        0..5 => 0,
        5..45 => draw.between(Of::Value as u32, 5_000, 900_000),
        45..70 => draw.between(Of::Value as u32, 10, 200) * 10_000,
        70..97 => draw.between(Of::Value as u32, 900_000, 9_000_000),
        _ => draw.between(Of::Value as u32, 100_000_000, 2_000_000_000),
    };
    // Yen have no smaller unit.
    (if currency == "JPY" { f64::from(cents) } else { f64::from(cents) / 100.0 }, currency)
}

/// When the deal was created: later ids later on the whole, but not strictly.
fn created(account: &Account, draw: Draw, id: u32) -> i64 {
    let age = age(id, account.size.deals);
    let spread = draw.seconds(Of::AddTime as u32, 20 * DAY);
    let import = if draw.percent(Of::Imported as u32, 8) { draw.seconds(Of::ImportAge as u32, 200 * DAY) } else { 0 };
    account.now - 3600 - age - spread - import
}
