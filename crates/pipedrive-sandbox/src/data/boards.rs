//! Boards of projects, their phases, and project templates: small fixed tables.

use super::Account;
use crate::json::DAY;

/// A board; its id is its place in [`BOARDS`], from 1.
pub(crate) struct Board {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) order_nr: u32,
    /// Age in days.
    pub(crate) age: i64,
}

/// A phase; its id is its place in [`PHASES`], from 1.
pub(crate) struct Phase {
    pub(crate) id: u32,
    pub(crate) board_id: u32,
    pub(crate) name: &'static str,
    pub(crate) order_nr: u32,
}

/// A project template; its id is its place in [`TEMPLATES`], from 1.
pub(crate) struct Template {
    pub(crate) id: u32,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) board_id: u32,
    pub(crate) owner_id: u32,
    /// Age in days.
    pub(crate) age: i64,
}

const fn phase(id: u32, board_id: u32, name: &'static str, order_nr: u32) -> Phase {
    Phase { id, board_id, name, order_nr }
}

/// The boards; nobody has used the last one yet.
pub(crate) const BOARDS: [Board; 3] = [
    Board { id: 1, name: "Client Delivery", order_nr: 1, age: 1200 },
    Board { id: 2, name: "Onboarding, EMEA", order_nr: 3, age: 640 },
    Board { id: 3, name: "Internal", order_nr: 2, age: 90 },
];

/// The phases, by board and in order; the last board has none.
pub(crate) const PHASES: [Phase; 7] = [
    phase(1, 1, "Kick-off", 1),
    phase(2, 1, "Planning", 2),
    phase(3, 1, "Implementation", 3),
    phase(4, 1, "Review & sign-off", 4),
    phase(5, 2, "Welcome", 1),
    phase(6, 2, "Training", 2),
    phase(7, 2, "Live", 3),
];

/// The project templates.
pub(crate) const TEMPLATES: [Template; 3] = [
    Template {
        id: 1,
        title: "Roll-out",
        description: "From kick-off to sign-off in twelve weeks",
        board_id: 1,
        owner_id: 1,
        age: 1100,
    },
    Template {
        id: 2,
        title: "Customer onboarding",
        description: "Welcome, \"train the trainer\", go live",
        board_id: 2,
        owner_id: 3,
        age: 600,
    },
    Template { id: 3, title: "Office move", description: "", board_id: 3, owner_id: 12, age: 80 },
];

/// The phases of a board, in order.
pub(crate) fn phases_of(board_id: u32) -> impl Iterator<Item = &'static Phase> {
    PHASES.iter().filter(move |phase| phase.board_id == board_id)
}

impl Board {
    /// When it was added and when it last changed: Unix milliseconds.
    pub(crate) fn times(&self, account: &Account) -> (i64, i64) {
        let added = (account.now - self.age * DAY) * 1000 + i64::from(self.id) * 111;
        (added, added + i64::from(self.id % 2) * 30 * DAY * 1000)
    }
}

impl Phase {
    /// When it was added, shortly after its board, and when it last changed: Unix milliseconds.
    pub(crate) fn times(&self, account: &Account) -> (i64, i64) {
        let board = BOARDS.iter().find(|board| board.id == self.board_id);
        let added = board.map_or(0, |board| board.times(account).0) + i64::from(self.order_nr) * 60_000;
        (added, added + i64::from(self.id % 3) * 9 * DAY * 1000)
    }
}
