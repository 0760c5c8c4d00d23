//! Pictures of persons.

use super::{Account, Person, Table, User};

/// A person's picture; the time is Unix seconds.
pub(crate) struct Picture {
    pub(crate) id: u32,
    pub(crate) added_by_user_id: u32,
    pub(crate) add_time: i64,
    /// Bytes.
    pub(crate) file_size: u32,
    hash: u64,
}

/// What is drawn for a person.
const PICTURE: u32 = 57_000;

impl Picture {
    /// The picture of a person, if there is one.
    pub(crate) fn of(account: &Account, person: &Person) -> Option<Self> {
        let draw = account.draw(Table::Persons, person.id).sometimes(PICTURE, 10)?;
        Some(Self {
            id: person.id * 2 + 1,
            added_by_user_id: draw.between(0, 1, User::COUNT),
            add_time: person.add_time + draw.seconds(1, account.now() - person.add_time),
            file_size: draw.between(2, 9_000, 900_000),
            hash: draw.bits(3),
        })
    }

    /// Where it is found in that many pixels: 128 or 512.
    pub(crate) fn url(&self, pixels: u32) -> String {
        format!("https://pictures.example/{:016x}_{pixels}.jpg", self.hash)
    }
}
