//! What the account holds, counted by its own records.

use std::collections::BTreeSet;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type, TimestampMicrosecondType};
use chrono::{DateTime, Datelike};
use pipedrive_sandbox::{Account, Deal, DealStatus};

/// Rows of a page.
const PAGE: usize = 500;

/// Some deals, and how many others they name.
#[derive(Default)]
pub(super) struct Slice {
    pub(super) deals: usize,
    pub(super) persons: usize,
    pub(super) organizations: usize,
}

impl Slice {
    fn of<'a>(deals: impl Iterator<Item = &'a Deal>) -> Self {
        let (mut persons, mut organizations) = (BTreeSet::new(), BTreeSet::new());
        let count = deals
            .inspect(|deal| {
                persons.extend(deal.person_id);
                organizations.extend(deal.org_id);
            })
            .count();
        Self { deals: count, persons: persons.len(), organizations: organizations.len() }
    }

    /// Pages they take, of which there is one even without rows.
    pub(super) fn pages(&self) -> usize {
        self.deals.div_ceil(PAGE).max(1)
    }
}

/// Deals that changed lately, and the persons of some of them.
pub(super) struct Changed {
    active: Slice,
    archived: Slice,
    persons: usize,
}

impl Changed {
    /// Pages of changed deals, and a request for each hundred persons.
    pub(super) fn requests(&self) -> usize {
        self.active.pages() + self.archived.pages() + self.persons.div_ceil(100)
    }

    /// A page of archived deals costs twice as much.
    pub(super) fn tokens(&self) -> u32 {
        u32::try_from(self.requests() + self.archived.pages()).unwrap() * 10
    }
}

/// What the questions are about.
pub(super) struct Figures {
    deals: Vec<Deal>,
    persons: BTreeSet<i64>,
    organizations: BTreeSet<i64>,
    /// The stage with the most open deals that fit on a page.
    pub(super) stage: u32,
    /// The first day of the month.
    pub(super) month: String,
    /// Its open deals that are not archived, those that are, and both.
    pub(super) open: Slice,
    pub(super) open_archived: Slice,
    pub(super) open_everywhere: Slice,
    /// All its deals that are not archived.
    pub(super) of_stage: Slice,
    /// Deals won this month.
    pub(super) won: Changed,
}

impl Figures {
    pub(super) fn of(account: &Account) -> Self {
        let deals: Vec<Deal> = account.deals().filter(|deal| !deal.is_deleted).collect();
        let is_open = |deal: &Deal, stage: u32| deal.stage_id == stage && deal.status == DealStatus::Open;
        let open_of = |stage: u32| deals.iter().filter(move |deal| is_open(deal, stage));
        let stages: BTreeSet<u32> = deals.iter().map(|deal| deal.stage_id).collect();
        let fits = |stage: &u32| open_of(*stage).count() <= PAGE;
        let stage = stages.into_iter().filter(fits).max_by_key(|stage| open_of(*stage).count()).unwrap();

        let now = DateTime::from_timestamp(account.now(), 0).unwrap();
        let first = now.date_naive().with_day(1).unwrap();
        let begins = first.and_time(chrono::NaiveTime::MIN).and_utc().timestamp();
        let changed =
            |deal: &&Deal| deal.status == DealStatus::Won && deal.update_time.is_some_and(|time| time >= begins);
        let won_now = |deal: &&Deal| changed(deal) && deal.won_time.is_some_and(|time| time >= begins);
        let won = Changed {
            active: Slice::of(deals.iter().filter(changed).filter(|deal| !deal.is_archived)),
            archived: Slice::of(deals.iter().filter(changed).filter(|deal| deal.is_archived)),
            persons: Slice::of(deals.iter().filter(won_now)).persons,
        };
        Self {
            stage,
            month: first.to_string(),
            open: Slice::of(open_of(stage).filter(|deal| !deal.is_archived)),
            open_archived: Slice::of(open_of(stage).filter(|deal| deal.is_archived)),
            open_everywhere: Slice::of(open_of(stage)),
            of_stage: Slice::of(deals.iter().filter(|deal| deal.stage_id == stage && !deal.is_archived)),
            won,
            persons: account.persons().filter(|p| !p.is_deleted).map(|p| p.id.into()).collect(),
            organizations: account.organizations().filter(|o| !o.is_deleted).map(|o| o.id.into()).collect(),
            deals,
        }
    }

    /// The ids of the stage's deals.
    pub(super) fn ids_of_stage(&self) -> Vec<u32> {
        self.deals.iter().filter(|deal| deal.stage_id == self.stage).map(|deal| deal.id).collect()
    }

    /// So many ids, spread over the account; some are of deals that are archived or deleted.
    pub(super) fn any_ids(count: u32) -> Vec<u32> {
        (1..=count).map(|number| number * 397).collect()
    }

    /// So many ids of deals that are not archived, spread over the account.
    pub(super) fn active_ids(&self, count: usize) -> Vec<u32> {
        let active = self.deals.iter().filter(|deal| !deal.is_archived);
        active.map(|deal| deal.id).step_by(301).take(count).collect()
    }

    /// How many of those are not ids of active deals.
    pub(super) fn not_active(&self, ids: &[u32]) -> usize {
        let active: BTreeSet<u32> = self.deals.iter().filter(|deal| !deal.is_archived).map(|deal| deal.id).collect();
        ids.iter().filter(|id| !active.contains(id)).count()
    }

    /// Pages of the two lists of deals.
    fn lists(&self) -> (usize, usize) {
        let archived = self.deals.iter().filter(|deal| deal.is_archived).count();
        ((self.deals.len() - archived).div_ceil(PAGE), archived.div_ceil(PAGE))
    }

    /// Pages of all deals.
    pub(super) fn pages(&self) -> usize {
        let (active, archived) = self.lists();
        active + archived
    }

    /// Tokens that they cost.
    pub(super) fn price_of_pages(&self) -> u32 {
        let (active, archived) = self.lists();
        u32::try_from(10 * active + 20 * archived).unwrap()
    }

    /// Checks that those are all deals, each once, as they are.
    pub(super) fn check_deals(&self, batches: &[RecordBatch]) {
        let mut rows = Vec::new();
        for batch in batches {
            let column = |name: &str| batch.column_by_name(name).unwrap();
            let ids = column("id").as_primitive::<Int64Type>();
            let values = column("value").as_primitive::<Float64Type>();
            let changes = column("update_time").as_primitive::<TimestampMicrosecondType>();
            let archived = column("is_archived").as_boolean();
            for row in 0..batch.num_rows() {
                rows.push((ids.value(row), values.value(row), changes.value(row) / 1_000_000, archived.value(row)));
            }
        }
        rows.sort_by_key(|row| row.0);
        assert_eq!(rows.len(), self.deals.len());
        for (row, deal) in rows.iter().zip(&self.deals) {
            assert_eq!(*row, (deal.id.into(), deal.value, deal.update_time.unwrap(), deal.is_archived));
        }
    }

    /// Checks that those are all persons or organizations, each once.
    pub(super) fn check_ids(&self, table: &str, batches: &[RecordBatch]) {
        let expected = if table == "persons" { &self.persons } else { &self.organizations };
        let ids = |batch: &RecordBatch| batch.column_by_name("id").unwrap().as_primitive::<Int64Type>().clone();
        let found: Vec<i64> = batches.iter().flat_map(|batch| ids(batch).values().to_vec()).collect();
        assert_eq!(found.len(), expected.len(), "{table}");
        assert_eq!(&found.into_iter().collect::<BTreeSet<_>>(), expected, "{table}");
    }
}
