//! What changed on deals, persons and organizations, and when: histories that end in what the records are now.

mod contacts;
mod deals;
mod moves;

use serde_json::Value;

use super::{Account, Draw, Table, User};

pub(crate) use contacts::{organization_history, person_history};
pub(crate) use deals::{Reopening, deal_history};

/// One field of one record got another value; the time is Unix seconds.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    /// Unique among the changes of a kind of record, and later for later changes of one record.
    pub(crate) id: u64,
    /// Name of the field in v1, or the key of a custom field.
    pub(crate) field: String,
    pub(crate) is_custom: bool,
    pub(crate) old: Value,
    pub(crate) new: Value,
    pub(crate) time: i64,
    pub(crate) actor_user_id: u32,
    /// Where it was done, such as `app`; unknown for some.
    pub(crate) source: Option<&'static str>,
    pub(crate) is_bulk: bool,
}

/// What is drawn for a change.
enum Of {
    Actor,
    ByOwner,
    Source,
    Bulk,
}

/// Appends what clients changed on a record.
fn append_edits(account: &Account, table: Table, id: u32, changes: &mut Vec<Change>) {
    let Some(written) = account.written(table, id) else { return };
    let first = u64::from(id) * History::IDS + 1;
    let first = changes.last().map_or(first, |change| change.id + 1);
    changes.extend((first..).zip(&written.edits).map(|(id, edit)| Change {
        id,
        field: edit.field.clone(),
        is_custom: edit.field.len() == 40,
        old: edit.old.clone(),
        new: edit.new.clone(),
        time: edit.time,
        actor_user_id: 1,
        source: Some("api"),
        is_bulk: false,
    }));
}

/// The changes of one record, in the order they were noted.
struct History {
    draw: Draw,
    owner_id: u32,
    changes: Vec<Change>,
}

impl History {
    /// Ids of a record's changes are the numbers after a multiple of this.
    const IDS: u64 = 64;

    fn new(draw: Draw, owner_id: u32) -> Self {
        Self { draw, owner_id, changes: Vec::new() }
    }

    fn note(&mut self, field: &str, time: i64, old: Value, new: Value) {
        // What happens at one moment is done by one user in one place.
        let draw = self.draw.within(u32::try_from(time.rem_euclid(1_000_000_007)).unwrap_or_default());
        let by_owner = draw.percent(Of::ByOwner as u32, 75);
        self.changes.push(Change {
            id: 0,
            field: field.to_owned(),
            is_custom: field.len() == 40,
            old,
            new,
            time,
            actor_user_id: if by_owner { self.owner_id } else { draw.between(Of::Actor as u32, 1, User::COUNT) },
            source: draw.weighted(
                Of::Source as u32,
                &[(70, Some("app")), (12, Some("api")), (8, Some("automation")), (5, Some("import")), (5, None)],
            ),
            is_bulk: draw.percent(Of::Bulk as u32, 8),
        });
    }

    /// Notes that a field went through some values, one after the other, at those times.
    fn chain(&mut self, field: &str, mut times: Vec<i64>, values: &[Value]) {
        times.sort_unstable();
        for (time, pair) in times.into_iter().zip(values.windows(2)) {
            self.note(field, time, pair[0].clone(), pair[1].clone());
        }
    }

    /// The changes in order of time, numbered for the record with that id.
    fn finish(mut self, record_id: u32) -> Vec<Change> {
        self.changes.sort_by_key(|change| change.time);
        for (place, change) in (1..).zip(&mut self.changes) {
            change.id = u64::from(record_id) * Self::IDS + place;
        }
        self.changes
    }
}
