//! Tokens in this process's memory, under an id.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

use crate::Tokens;

/// Places by id and app.
type Places = HashMap<(String, String), Arc<Cell>>;

/// What all connections of this process keep.
static KEPT: LazyLock<Mutex<Places>> = LazyLock::new(Mutex::default);

#[derive(Debug, Default)]
struct Cell {
    tokens: Mutex<Option<Tokens>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// A place in memory, which lasts as long as the process.
#[derive(Clone, Debug)]
pub(crate) struct MemoryStore {
    cell: Arc<Cell>,
}

impl MemoryStore {
    /// The place with that id for an app. Another app's tokens are never found under the same id.
    pub(super) fn open(id: &str, client_id: &str) -> Self {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        Self { cell: Arc::clone(kept.entry((id.to_owned(), client_id.to_owned())).or_default()) }
    }

    pub(super) fn load(&self) -> Option<Tokens> {
        self.cell.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn save(&self, tokens: Option<Tokens>) {
        *self.cell.tokens.lock().unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    pub(super) async fn lock(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.cell.turn).lock_owned().await
    }
}
