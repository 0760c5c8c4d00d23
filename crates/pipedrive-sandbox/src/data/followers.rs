//! Who follows deals, persons, organizations, products and users.

use super::{Account, Deal, Organization, Person, Product, Table, User};

/// A user who follows a record; the time is Unix seconds.
#[derive(Clone, Copy)]
pub(crate) struct Follower {
    pub(crate) user_id: u32,
    pub(crate) add_time: i64,
}

/// A user began or ceased to follow a record; the time is Unix seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FollowerChange {
    /// `added` or `removed`.
    pub(crate) action: &'static str,
    pub(crate) actor_user_id: u32,
    pub(crate) follower_user_id: u32,
    pub(crate) time: i64,
}

/// What can be followed.
#[derive(Clone, Copy)]
pub(crate) struct Followed {
    pub(crate) table: Table,
    pub(crate) id: u32,
    /// User who owns the record, and follows it from the start; users have none.
    pub(crate) owner_id: Option<u32>,
    /// When the record was added.
    pub(crate) add_time: i64,
}

/// What is drawn for a record.
const COUNT: u32 = 53_000;
const FIRST: u32 = 53_001;
const FORMER: u32 = 53_002;
const FOLLOWED: u32 = 53_010;
const LEFT: u32 = 53_030;
const ACTOR: u32 = 53_050;

impl Followed {
    pub(crate) fn deal(deal: &Deal) -> Self {
        Self { table: Table::Deals, id: deal.id, owner_id: Some(deal.owner_id), add_time: deal.add_time }
    }

    /// The record of that id in a table whose records can be followed.
    pub(crate) fn of(account: &Account, table: Table, id: u32) -> Self {
        match table {
            Table::Deals => Self::deal(&Deal::new(account, id)),
            Table::Persons => Self::person(&Person::new(account, id)),
            Table::Organizations => Self::organization(&Organization::new(account, id)),
            _ => {
                let Product { owner_id, add_time, .. } = Product::new(account, id);
                Self { table: Table::Products, id, owner_id: Some(owner_id), add_time }
            }
        }
    }

    pub(crate) fn person(person: &Person) -> Self {
        Self { table: Table::Persons, id: person.id, owner_id: Some(person.owner_id), add_time: person.add_time }
    }

    pub(crate) fn organization(organization: &Organization) -> Self {
        let Organization { id, owner_id, add_time, .. } = *organization;
        Self { table: Table::Organizations, id, owner_id: Some(owner_id), add_time }
    }

    /// Those who follow it now, the earliest first.
    pub(crate) fn followers(&self, account: &Account) -> Vec<Follower> {
        let mut followers: Vec<Follower> = Vec::new();
        for change in self.changes(account) {
            followers.retain(|follower| follower.user_id != change.follower_user_id);
            if change.action == "added" {
                followers.push(Follower { user_id: change.follower_user_id, add_time: change.time });
            }
        }
        followers
    }

    /// Everybody who came and went, in order of time.
    pub(crate) fn changes(&self, account: &Account) -> Vec<FollowerChange> {
        let mut changes = self.drawn_changes(account);
        let written = account.written(self.table, self.id);
        changes.extend(written.iter().flat_map(|written| &written.followers));
        changes
    }

    /// Who came and went before clients said so; nobody comes back.
    fn drawn_changes(&self, account: &Account) -> Vec<FollowerChange> {
        let draw = account.draw(self.table, self.id);
        let span = account.now() - self.add_time;
        let others = draw.weighted(COUNT, &[(55, 0), (25, 1), (12, 2), (8, 3)]);
        let former = draw.percent(FORMER, 10);
        // Users who follow each other's ids, beginning anywhere behind the owner: nobody is drawn twice, and a user
        // does not follow himself.
        let from = self.owner_id.unwrap_or(self.id) + draw.between(FIRST, 1, User::COUNT - 5);
        let user = |place: u32| (from + place - 1) % User::COUNT + 1;
        let added = |user: u32, time: i64| FollowerChange {
            action: "added",
            actor_user_id: self.owner_id.filter(|_| draw.percent(ACTOR + user, 40)).unwrap_or(user),
            follower_user_id: user,
            time,
        };
        let mut changes: Vec<FollowerChange> =
            self.owner_id.map(|owner| added(owner, self.add_time)).into_iter().collect();
        for place in 0..others + u32::from(former) {
            let time = self.add_time + draw.seconds(FOLLOWED + place, span);
            changes.push(added(user(place), time));
            if former && place == others {
                let time = time + draw.seconds(LEFT, account.now() - time);
                changes.push(FollowerChange { action: "removed", ..added(user(place), time) });
            }
        }
        changes.sort_by_key(|change| (change.time, change.action));
        changes
    }
}
