//! Comments on notes.

use super::{Account, Draw, Table, User, uuid};
use crate::Note;

/// A comment; times are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) uuid: String,
    pub(crate) user_id: u32,
    pub(crate) updater_id: u32,
    pub(crate) content: &'static str,
    pub(crate) add_time: i64,
    pub(crate) update_time: i64,
}

const CONTENTS: [&str; 5] = [
    "Agreed.",
    "Who follows up, <b>Ben</b> or me?",
    "Done, see the offer of today.",
    "Nicht vergessen: Rabatt läuft aus!",
    "@Grace Okoye please check &amp; confirm",
];

/// What is drawn for a comment, or for a note about its comments.
enum Of {
    Count,
    User,
    Updater,
    HasUpdater,
    Content,
    Time,
    Touched,
    High,
    Low,
}

impl Comment {
    /// The comments of a note, oldest first.
    pub(crate) fn of(account: &Account, note: &Note) -> Vec<Self> {
        let draw = account.draw(Table::Comments, note.id);
        let count: u32 = draw.weighted(Of::Count as u32, &[(70, 0), (18, 1), (8, 2), (4, 5)]);
        (0..count).map(|place| Self::new(account, note, draw.within(40_000 + place), place, count)).collect()
    }

    fn new(account: &Account, note: &Note, draw: Draw, place: u32, count: u32) -> Self {
        let step = (account.now - note.add_time) / i64::from(count + 1);
        let seconds = note.add_time + step * i64::from(place) + draw.seconds(Of::Time as u32, step);
        let add_time = seconds * 1000 + i64::from(draw.below(Of::Time as u32, 1000));
        let user_id = draw.between(Of::User as u32, 1, User::COUNT);
        let edited = draw.sometimes(Of::HasUpdater as u32, 25);
        Self {
            uuid: uuid(draw.bits(Of::High as u32), draw.bits(Of::Low as u32)),
            user_id,
            updater_id: edited.map_or(user_id, |d| d.between(Of::Updater as u32, 1, User::COUNT)),
            content: draw.pick(Of::Content as u32, &CONTENTS),
            add_time,
            update_time: add_time + edited.map_or(0, |d| d.seconds(Of::Touched as u32, account.now - seconds) * 1000),
        }
    }
}
