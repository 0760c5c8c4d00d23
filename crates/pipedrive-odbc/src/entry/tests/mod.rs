//! A program that calls the exported functions as a C program does, without a driver manager, on an emulated account.

mod browsing;
mod fetching;
mod order;
mod parameters;
mod refusals;
mod rowsets;
mod threads;

use std::ptr::{null, null_mut};

use pipedrive_sandbox::{Sandbox, SandboxConfig};
use tokio::runtime::Runtime;

use super::exports::*;
use crate::abi::{Handle, c_type, handle_type, length, returns};

/// `SQL_ATTR_ODBC_VERSION` and `SQL_OV_ODBC3_80`.
const VERSION: (i32, usize) = (200, 380);

/// A program with one connection.
struct Program {
    environment: Handle,
    connection: Handle,
    sandbox: Sandbox,
    /// Serves the account.
    host: Runtime,
}

fn allocate(kind: i16, parent: Handle) -> Handle {
    let mut handle = null_mut();
    assert_eq!(SQLAllocHandle(kind, parent, &raw mut handle), returns::SUCCESS, "{:?}", state(kind - 1, parent));
    handle
}

/// SQLSTATE and message of the first diagnostic.
fn diagnosis(kind: i16, handle: Handle) -> Option<(String, String)> {
    let (mut state, mut message, mut native, mut length) = ([0_u8; 6], [0_u8; 1024], 0, 0);
    let (state_at, message_at) = (state.as_mut_ptr().cast(), message.as_mut_ptr().cast());
    let code = SQLGetDiagRec(kind, handle, 1, state_at, &raw mut native, message_at, 1024, &raw mut length);
    let message = &message[..usize::try_from(length).unwrap().min(1023)];
    (code != returns::NO_DATA)
        .then(|| (String::from_utf8_lossy(&state[..5]).into_owned(), String::from_utf8_lossy(message).into_owned()))
}

/// SQLSTATEs of all diagnostics.
fn diagnoses(kind: i16, handle: Handle) -> Vec<String> {
    let read = |number| {
        let mut state = [0_u8; 6];
        let at = state.as_mut_ptr().cast();
        let code = SQLGetDiagRec(kind, handle, number, at, null_mut(), null_mut(), 0, null_mut());
        (code != returns::NO_DATA).then(|| String::from_utf8_lossy(&state[..5]).into_owned())
    };
    (1..).map_while(read).collect()
}

fn state(kind: i16, handle: Handle) -> Option<String> {
    diagnosis(kind, handle).map(|(state, _)| state)
}

/// A narrow text for a function that takes a pointer and a length.
fn text(text: &str) -> (*mut std::ffi::c_void, i32) {
    (text.as_ptr().cast_mut().cast(), i32::try_from(text.len()).unwrap())
}

fn short(length: i32) -> i16 {
    i16::try_from(length).unwrap()
}

impl Program {
    /// A program with an open connection to a small account; `keys` go into the connection string.
    fn open(keys: &str) -> Self {
        let program = Self::allocated();
        let code = program.connect(&format!("{};{keys}", program.sandbox.connection_string()));
        assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::DBC, program.connection));
        program
    }

    /// A program whose connection is not open.
    fn allocated() -> Self {
        let host = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let config = SandboxConfig { deals: 30, ..SandboxConfig::default() };
        let sandbox = host.block_on(Sandbox::start(config)).unwrap();
        let environment = allocate(handle_type::ENV, null_mut());
        let version = std::ptr::without_provenance_mut(VERSION.1);
        assert_eq!(SQLSetEnvAttr(environment, VERSION.0, version, 0), returns::SUCCESS);
        let connection = allocate(handle_type::DBC, environment);
        Self { environment, connection, sandbox, host }
    }

    fn connect(&self, string: &str) -> i16 {
        let (string, length) = text(string);
        SQLDriverConnect(self.connection, null_mut(), string, short(length), null_mut(), 0, null_mut(), 0)
    }

    fn statement(&self) -> Handle {
        allocate(handle_type::STMT, self.connection)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        SQLDisconnect(self.connection);
        assert_eq!(SQLFreeHandle(handle_type::DBC, self.connection), returns::SUCCESS);
        assert_eq!(SQLFreeHandle(handle_type::ENV, self.environment), returns::SUCCESS);
    }
}

fn execute(statement: Handle, sql: &str) -> i16 {
    let (sql, length) = text(sql);
    SQLExecDirect(statement, sql, length)
}

/// Executes what must succeed.
#[track_caller]
fn run(statement: Handle, sql: &str) {
    let code = execute(statement, sql);
    assert_eq!(code, returns::SUCCESS, "{sql}: {:?}", diagnosis(handle_type::STMT, statement));
}

/// A column of the current row as text, `None` for NULL.
#[track_caller]
fn column(statement: Handle, number: u16) -> Option<String> {
    let mut buffer = [0_u8; 4096];
    let mut indicator = 0_isize;
    let code = SQLGetData(statement, number, c_type::CHAR, buffer.as_mut_ptr().cast(), 4096, &raw mut indicator);
    assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement));
    let length = usize::try_from(indicator).ok();
    assert!(length.is_some() || indicator == length::NULL_DATA);
    length.map(|length| String::from_utf8(buffer[..length].to_vec()).unwrap())
}

/// All remaining rows, columns joined by `|`, and the cursor closed.
#[track_caller]
fn rows(statement: Handle) -> Vec<String> {
    let mut columns = 0;
    assert_eq!(SQLNumResultCols(statement, &raw mut columns), returns::SUCCESS);
    let columns = u16::try_from(columns).unwrap();
    let mut rows = Vec::new();
    loop {
        match SQLFetch(statement) {
            returns::NO_DATA => break,
            code => assert_eq!(code, returns::SUCCESS, "{:?}", diagnosis(handle_type::STMT, statement)),
        }
        let cells: Vec<String> = (1..=columns).map(|at| column(statement, at).unwrap_or("NULL".to_owned())).collect();
        rows.push(cells.join("|"));
    }
    assert_eq!(SQLCloseCursor(statement), returns::SUCCESS);
    rows
}

/// What is read from nowhere.
const NOWHERE: *const u8 = null();
