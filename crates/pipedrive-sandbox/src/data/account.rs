//! The account as a whole: how many records of each kind there are, and what is worked out from them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};

use super::conversions::Job;
use super::custom::{CustomField, Owner, custom_fields};
use super::fields::{Definitions, field_definitions};
use super::filters::{FilterStore, SavedFilter, saved_filters};
use super::index::Built;
use super::line_items::LineItem;
use super::links::{Link, Links};
use super::overlay::Overlays;
use super::participants::participants;
use super::shelf::Shelves;
use super::written::{Writings, Written};
use super::{Activity, Deal, Draw, Entity, Lead, Note, Organization, Person, Product, Size, Table, User};
use crate::http::SortKey;
use crate::json::DAY;
use crate::{Clock, MissingChangeTimes, SandboxConfig, SandboxError};

/// The records of a sandbox account, computed from the seed when asked for, and what has changed on them since.
///
/// Ids of each kind run from 1 without gaps.
#[derive(Debug)]
pub struct Account {
    pub(crate) seed: u64,
    pub(crate) now: i64,
    /// Whether the company has the Projects add-on.
    pub(crate) has_projects: bool,
    /// Where records without a time of change stand.
    missing: MissingChangeTimes,
    pub(crate) size: Size,
    pub(super) clock: Clock,
    users: Vec<User>,
    filters: FilterStore,
    /// The custom fields the account began with.
    custom: [(Owner, Vec<CustomField>); 5],
    /// The fields there are by now.
    pub(super) definitions: RwLock<Arc<Definitions>>,
    pub(super) indexes: Built<(Table, &'static str), Vec<u32>>,
    pub(super) links: Built<Link, Links>,
    pub(super) overlays: Overlays,
    pub(super) writings: Writings,
    pub(super) shelves: Shelves,
    /// The conversions that clients asked for.
    pub(super) jobs: Mutex<Vec<Job>>,
    /// What was uploaded, by the id of the file.
    pub(super) contents: RwLock<HashMap<u32, Arc<[u8]>>>,
    /// Keys of the activity types that clients made.
    pub(super) kinds: RwLock<Vec<&'static str>>,
}

impl Account {
    /// Name of the company.
    pub const COMPANY: &'static str = "Acme";
    /// First label of the company's host name.
    pub const DOMAIN: &'static str = "acme";
    /// Id of the company.
    pub const COMPANY_ID: u32 = 9_182_736;
    /// The account's time zone, which has no daylight saving.
    pub const TIME_ZONE: &'static str = "Africa/Johannesburg";
    /// Seconds the account's time zone is ahead of UTC.
    pub const UTC_OFFSET: i64 = 7200;
    /// Most deals an account may have.
    pub const MAX_DEALS: u32 = 100_000_000;

    /// The account a configuration describes.
    ///
    /// # Errors
    /// When there are too many deals, or the present is too far off.
    pub fn new(config: &SandboxConfig) -> Result<Self, SandboxError> {
        let size = Size::of(config)?;
        let now = config.now.unwrap_or_else(|| {
            let seconds = i64::try_from(Clock::System.now().as_secs()).unwrap_or(i64::MAX);
            seconds - seconds.rem_euclid(DAY)
        });
        // 1980-01-01 and 2200-01-01: far enough from the ends of what a date can be.
        if !(315_532_800..7_258_118_400).contains(&now) {
            return Err(SandboxError::Now { now });
        }
        let seed = config.seed;
        let custom = Owner::ALL.map(|owner| (owner, custom_fields(seed, owner)));
        let fields = field_definitions(&custom);
        let filters = FilterStore::new(saved_filters(now, &fields));
        let (indexes, links) = (Built::default(), Built::default());
        let admin_id = if config.admin { 1 } else { 2 };
        let has_projects = config.projects_add_on;
        Ok(Self {
            seed,
            now,
            has_projects,
            missing: config.quirks.missing_change_times,
            size,
            clock: config.clock.clone(),
            users: User::all(seed, now, admin_id),
            filters,
            definitions: RwLock::new(Arc::new(Definitions::new(&custom, fields))),
            custom,
            indexes,
            links,
            overlays: Overlays::default(),
            writings: Writings::default(),
            shelves: Shelves::default(),
            jobs: Mutex::default(),
            contents: RwLock::default(),
            kinds: RwLock::default(),
        })
    }

    /// The data's present: Unix seconds.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Number of deals, archived and deleted ones included.
    pub fn deal_count(&self) -> u32 {
        self.size.deals + self.overlays.added(Entity::Deals)
    }

    /// Number of persons, deleted ones included: half as many as deals, in accounts of more than 4,000 deals less,
    /// down to a fifth; at least 50.
    pub fn person_count(&self) -> u32 {
        self.size.persons + self.overlays.added(Entity::Persons)
    }

    /// Number of organizations, deleted ones included: a quarter of the deals, in accounts of more than 4,000 deals
    /// less, down to a twentieth; at least 25.
    pub fn organization_count(&self) -> u32 {
        self.size.organizations + self.overlays.added(Entity::Organizations)
    }

    /// Number of activities, deleted ones included: two for each deal.
    pub fn activity_count(&self) -> u32 {
        self.size.activities + self.overlays.added(Entity::Activities)
    }

    /// Number of leads, archived ones included: a tenth of the deals, at least 20.
    pub fn lead_count(&self) -> u32 {
        self.size.leads + self.writings.added(Table::Leads)
    }

    /// Number of notes, deleted ones included: half as many as deals.
    pub fn note_count(&self) -> u32 {
        self.size.notes + self.writings.added(Table::Notes)
    }

    /// Number of products, deleted ones included.
    pub fn product_count(&self) -> u32 {
        self.size.products + self.overlays.added(Entity::Products)
    }

    /// Every deal.
    pub fn deals(&self) -> impl Iterator<Item = Deal> + '_ {
        (1..=self.deal_count()).map(|id| Deal::new(self, id))
    }

    /// Every person.
    pub fn persons(&self) -> impl Iterator<Item = Person> + '_ {
        (1..=self.person_count()).map(|id| Person::new(self, id))
    }

    /// Every organization.
    pub fn organizations(&self) -> impl Iterator<Item = Organization> + '_ {
        (1..=self.organization_count()).map(|id| Organization::new(self, id))
    }

    /// Every activity.
    pub fn activities(&self) -> impl Iterator<Item = Activity> + '_ {
        (1..=self.activity_count()).map(|id| Activity::new(self, id))
    }

    /// Every product.
    pub fn products(&self) -> impl Iterator<Item = Product> + '_ {
        (1..=self.product_count()).map(|id| Product::new(self, id))
    }

    /// Every lead.
    pub fn leads(&self) -> impl Iterator<Item = Lead> + '_ {
        let numbers = (1..=self.lead_count()).filter(|&number| !Lead::is_deleted(self, number));
        numbers.map(|number| Lead::new(self, number))
    }

    /// Every note.
    pub fn notes(&self) -> impl Iterator<Item = Note> + '_ {
        (1..=self.note_count()).map(|id| Note::new(self, id))
    }

    /// Every user; the first is the API token's.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// Every saved filter there is by now.
    pub fn filters(&self) -> Vec<Arc<SavedFilter>> {
        self.filters.all()
    }

    pub(crate) fn filter_store(&self) -> &FilterStore {
        &self.filters
    }

    /// The 40-hex key of the first custom field with that label that the account began with: `deals`, `persons`, `organizations`, `products` or
    /// `projects`.
    pub fn custom_field_key(&self, table: &str, label: &str) -> Option<&str> {
        let owner = Owner::ALL.into_iter().find(|owner| owner.name() == table)?;
        let fields = self.custom.iter().find(|(of, _)| *of == owner).map_or(&[][..], |(_, fields)| fields);
        fields.iter().find(|field| field.label == label).map(|field| field.key.as_str())
    }

    pub(crate) fn filter(&self, id: u32) -> Option<Arc<SavedFilter>> {
        self.filters.get(id)
    }

    pub(crate) fn draw(&self, table: Table, id: u32) -> Draw {
        let draw = Draw::new(self.seed, table, id);
        if self.writings.is_created(table, id) { draw.quiet() } else { draw }
    }

    /// The records of a table that clients made and that belong to a parent, the earliest first.
    pub(crate) fn children(&self, table: Table, parent: u32) -> Vec<u32> {
        self.writings.children(table, parent)
    }

    /// Whether a client made the record.
    pub(crate) fn is_created(&self, table: Table, id: u32) -> bool {
        self.writings.is_created(table, id)
    }

    /// What clients wrote on a record.
    pub(crate) fn written(&self, table: Table, id: u32) -> Option<Arc<Written>> {
        self.writings.get(table, id)
    }

    /// A text that clients wrote on a record.
    pub(crate) fn written_text(&self, table: Table, id: u32, name: &str) -> Option<String> {
        self.written(table, id)?.values.get(name)?.as_str().map(str::to_owned)
    }

    /// The time of a record's last change: what happened to it `earlier` stands in for a time that was not kept,
    /// where all times are kept.
    pub(crate) fn changed(&self, time: Option<i64>, earlier: i64) -> Option<i64> {
        time.or((self.missing == MissingChangeTimes::Nowhere).then_some(earlier))
    }

    /// The key that puts a record without a value where the account has such records.
    pub(crate) fn placed(&self, key: SortKey) -> SortKey {
        match self.missing {
            MissingChangeTimes::First | MissingChangeTimes::Nowhere => key,
            MissingChangeTimes::Last => key.nulls_last(),
        }
    }

    /// Ids 1 to `count` in ascending order of a field and then of the id.
    pub(crate) fn index(
        &self,
        table: Table,
        field: &'static str,
        count: u32,
        key: impl Fn(u32) -> SortKey,
    ) -> Arc<Vec<u32>> {
        self.indexes.get((table, field), || {
            let mut ids: Vec<u32> = (1..=count).collect();
            ids.sort_by_cached_key(|&id| (key(id), id));
            Arc::new(ids)
        })
    }

    /// Children of every parent of one relation; deleted children do not count.
    pub(crate) fn links(&self, link: Link) -> Arc<Links> {
        let activities = || self.activities().filter(|activity| !activity.is_deleted);
        let deals = || self.deals().filter(|deal| !deal.is_deleted);
        let notes = || self.notes().filter(|note| !note.is_deleted);
        let pair = |parent: Option<u32>, child: u32| parent.map(|parent| (parent, child));
        self.links.get(link, || match link {
            Link::DealActivities => {
                Links::new(self.deal_count(), || activities().filter_map(|a| pair(a.deal_id, a.id)))
            }
            Link::PersonActivities => {
                Links::new(self.person_count(), || activities().filter_map(|a| pair(a.person_id, a.id)))
            }
            Link::OrganizationActivities => {
                Links::new(self.organization_count(), || activities().filter_map(|a| pair(a.org_id, a.id)))
            }
            Link::LeadActivities => {
                Links::new(self.lead_count(), || activities().filter_map(|a| pair(a.lead_number, a.id)))
            }
            Link::PersonDeals => Links::new(self.person_count(), || deals().filter_map(|d| pair(d.person_id, d.id))),
            Link::PersonParticipations => Links::new(self.person_count(), || {
                let others = |d: Deal| {
                    let all = participants(self, &d).into_iter().map(|participant| participant.person_id);
                    all.filter(move |person| Some(*person) != d.person_id).map(move |person| (person, d.id))
                };
                deals().flat_map(others)
            }),
            Link::OrganizationDeals => {
                Links::new(self.organization_count(), || deals().filter_map(|d| pair(d.org_id, d.id)))
            }
            Link::OrganizationPersons => {
                let persons = || self.persons().filter(|person| !person.is_deleted);
                Links::new(self.organization_count(), || persons().filter_map(|p| pair(p.org_id, p.id)))
            }
            Link::DealNotes => Links::new(self.deal_count(), || notes().filter_map(|n| pair(n.deal_id, n.id))),
            Link::PersonNotes => Links::new(self.person_count(), || notes().filter_map(|n| pair(n.person_id, n.id))),
            Link::OrganizationNotes => {
                Links::new(self.organization_count(), || notes().filter_map(|n| pair(n.org_id, n.id)))
            }
            Link::ProjectTasks => {
                let tasks = || self.tasks().filter(|task| !task.is_deleted);
                Links::new(self.project_count(), || tasks().map(|task| (task.project_id, task.id)))
            }
            Link::ProjectActivities => {
                Links::new(self.project_count(), || activities().filter_map(|a| pair(a.project_id, a.id)))
            }
            Link::OrganizationRelationships => Links::new(self.organization_count(), || {
                self.relationships().flat_map(|r| r.org_ids().map(move |organization| (organization, r.id)))
            }),
            Link::UserCalls => Links::new(User::COUNT, || {
                activities().filter(Activity::was_logged_call).map(|activity| (activity.owner_id, activity.id))
            }),
            Link::ProductDeals => {
                let lines =
                    || (1..=self.deal_count()).flat_map(|deal| LineItem::ids(self, deal).map(move |line| (deal, line)));
                Links::new(self.product_count(), || {
                    lines().map(|(deal, line)| (LineItem::product_id(self, line), deal))
                })
            }
            Link::DealFiles => Links::new(self.deal_count(), || self.files().filter_map(|f| pair(f.deal_id, f.id))),
            Link::PersonFiles => {
                Links::new(self.person_count(), || self.files().filter_map(|f| pair(f.person_id, f.id)))
            }
            Link::OrganizationFiles => {
                Links::new(self.organization_count(), || self.files().filter_map(|f| pair(f.org_id, f.id)))
            }
            Link::ProductFiles => {
                Links::new(self.product_count(), || self.files().filter_map(|f| pair(f.product_id, f.id)))
            }
            Link::DealThreads => Links::new(self.deal_count(), || self.threads().filter_map(|t| pair(t.deal_id, t.id))),
            Link::PersonThreads => {
                Links::new(self.person_count(), || self.threads().filter_map(|t| pair(t.person_id, t.id)))
            }
            Link::OrganizationThreads => {
                Links::new(self.organization_count(), || self.threads().filter_map(|t| pair(t.org_id, t.id)))
            }
            Link::PersonLeads => {
                Links::new(self.person_count(), || self.leads().filter_map(|l| pair(l.person_id, l.number)))
            }
            Link::LeadNotes => Links::new(self.lead_count(), || notes().filter_map(|n| pair(n.lead_number, n.id))),
            Link::OrganizationLeads => {
                Links::new(self.organization_count(), || self.leads().filter_map(|l| pair(l.organization_id, l.number)))
            }
        })
    }
}
