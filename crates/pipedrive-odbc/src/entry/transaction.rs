//! `SQLEndTran`: every statement takes effect by itself, so a commit has nothing to do and a rollback cannot be had.

use crate::abi::{Handle, handle_type, returns};
use crate::diag::{Record, state};
use crate::handle::{Connection, Environment, enter};

const COMMIT: i16 = 0;
const ROLLBACK: i16 = 1;

fn complete(completion: i16) -> Result<i16, Record> {
    match completion {
        COMMIT => Ok(returns::SUCCESS),
        ROLLBACK => Err(Record::with(
            state::NOT_IMPLEMENTED,
            "Pipedrive has no transactions; what was written cannot be rolled back",
        )),
        _ => Err(Record::new(state::INVALID_TRANSACTION_CODE)),
    }
}

pub(super) unsafe fn end(kind: i16, handle: Handle, completion: i16) -> i16 {
    match kind {
        handle_type::ENV => enter::<Environment>(handle, |_, _| complete(completion)),
        handle_type::DBC => enter::<Connection>(handle, |_, _| complete(completion)),
        _ => returns::INVALID_HANDLE,
    }
}
