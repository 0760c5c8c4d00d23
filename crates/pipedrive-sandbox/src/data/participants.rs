//! Persons who take part in deals, and when they came and went.

use super::{Account, Deal, Table};

/// A person takes part in a deal; the time is Unix seconds.
pub(crate) struct Participant {
    pub(crate) id: u32,
    pub(crate) person_id: u32,
    pub(crate) add_time: i64,
    pub(crate) added_by_user_id: u32,
}

/// A person came to a deal or left it; the time is Unix seconds.
#[derive(Clone, Debug)]
pub(crate) struct ParticipantChange {
    /// Later for later changes of one deal.
    pub(crate) id: u64,
    /// `added` or `removed`.
    pub(crate) action: &'static str,
    pub(crate) actor_user_id: u32,
    pub(crate) person_id: u32,
    pub(crate) time: i64,
}

/// What is drawn for a deal.
const JOINED: u32 = 55_000;
const FORMER: u32 = 55_001;
const FORMER_PERSON: u32 = 55_002;
const CAME: u32 = 55_003;
const WENT: u32 = 55_004;

/// Ids of a deal's participants, and those of its changes, are the numbers after a multiple of this.
const IDS: u32 = 8;

/// Those who take part in a deal: its contact first.
pub(crate) fn participants(account: &Account, deal: &Deal) -> Vec<Participant> {
    let mut present = drawn_participants(account, deal);
    for change in account.written(Table::Deals, deal.id).iter().flat_map(|written| &written.participants) {
        present.retain(|participant| participant.person_id != change.person_id);
        if change.action == "added" {
            present.push(Participant {
                id: u32::try_from(change.id).unwrap_or(u32::MAX),
                person_id: change.person_id,
                add_time: change.time,
                added_by_user_id: change.actor_user_id,
            });
        }
    }
    present
}

/// Those who took part before clients said so.
fn drawn_participants(account: &Account, deal: &Deal) -> Vec<Participant> {
    let draw = account.draw(Table::Deals, deal.id);
    let joined = deal.add_time + draw.seconds(JOINED, deal.last_change() - deal.add_time);
    let first = (deal.id - 1) * IDS;
    let contact = deal.person_id.map(|person_id| Participant {
        id: first + 1,
        person_id,
        add_time: deal.add_time,
        added_by_user_id: deal.creator_user_id,
    });
    let other = deal.participant_id.map(|person_id| Participant {
        id: first + 2,
        person_id,
        add_time: joined,
        added_by_user_id: deal.owner_id,
    });
    contact.into_iter().chain(other).collect()
}

/// Everybody who came and went, the earliest first: it ends in those who take part.
pub(crate) fn participant_changes(account: &Account, deal: &Deal) -> Vec<ParticipantChange> {
    let draw = account.draw(Table::Deals, deal.id);
    let present = drawn_participants(account, deal);
    let mut changes: Vec<(i64, &'static str, u32, u32)> = present
        .iter()
        .map(|participant| (participant.add_time, "added", participant.person_id, participant.added_by_user_id))
        .collect();
    let former = draw.sometimes(FORMER, 12).map(|d| d.between(FORMER_PERSON, 1, account.size.persons));
    if let Some(former) = former.filter(|&former| present.iter().all(|participant| participant.person_id != former)) {
        let came = deal.add_time + draw.seconds(CAME, deal.last_change() - deal.add_time);
        let went = came + draw.seconds(WENT, deal.last_change() - came);
        changes.push((came, "added", former, deal.owner_id));
        changes.push((went, "removed", former, deal.owner_id));
    }
    changes.sort_by_key(|(time, action, ..)| (*time, *action));
    (u64::from(deal.id) * u64::from(IDS)..)
        .zip(changes)
        .map(|(id, (time, action, person_id, actor_user_id))| ParticipantChange {
            id,
            action,
            actor_user_id,
            person_id,
            time,
        })
        .chain(account.written(Table::Deals, deal.id).iter().flat_map(|written| written.participants.clone()))
        .collect()
}
