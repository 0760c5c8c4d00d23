//! `SQLEndTran`: every statement takes effect by itself, so a commit has nothing to do, and a rollback succeeds only where
//! nothing was written since the last one.

use crate::abi::{Handle, handle_type, returns};
use crate::diag::{Record, state};
use crate::handle::{Connection, Environment, enter, lock};

const COMMIT: i16 = 0;
const ROLLBACK: i16 = 1;

fn complete(completion: i16, is_uncommitted: bool) -> Result<i16, Record> {
    match completion {
        COMMIT => Ok(returns::SUCCESS),
        ROLLBACK if !is_uncommitted => Ok(returns::SUCCESS),
        ROLLBACK => Err(Record::with(
            state::NOT_IMPLEMENTED,
            "Pipedrive has no transactions; what was written cannot be rolled back",
        )),
        _ => Err(Record::new(state::INVALID_TRANSACTION_CODE)),
    }
}

pub(super) unsafe fn end(kind: i16, handle: Handle, completion: i16) -> i16 {
    match kind {
        // Whether one of its connections wrote, it does not know.
        handle_type::ENV => enter::<Environment>(handle, |_, _| complete(completion, true)),
        handle_type::DBC => enter::<Connection>(handle, |connection, _| {
            let mut state = lock(&connection.state);
            state.note_writes();
            let done = complete(completion, state.is_uncommitted)?;
            state.is_uncommitted = false;
            Ok(done)
        }),
        _ => returns::INVALID_HANDLE,
    }
}
