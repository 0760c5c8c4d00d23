//! An ODBC application in Rust: it loads the driver through the machine's driver manager, uses it as its users do, and
//! ends with an error where something is not as it should be.
//!
//! `pipedrive-odbc-application SESSION…` runs sessions on the account that the variable `EMULATED_ACCOUNT` connects to; the
//! variable `ODBC_DRIVER` is the path of the driver. `measure` takes a connection string and a query instead.

mod account;
mod catalogue;
mod cycles;
mod fetching;
mod measure;
mod mistakes;
mod parameters;
mod stopping;
mod writing;

use account::Account;

/// What a session is called, and what it does.
type Session = (&'static str, fn(&Account));

/// The sessions.
const SESSIONS: &[Session] = &[
    ("types", fetching::types),
    ("blocks", fetching::blocks),
    ("few-blocks", fetching::few_blocks),
    ("texts", fetching::texts),
    ("batches", fetching::batches),
    ("parameters", parameters::values),
    ("arrays", parameters::arrays),
    ("catalogue", catalogue::tables_columns_and_keys),
    ("writing", writing::row_counts),
    ("timeout", stopping::timeout),
    ("cancel", stopping::cancel),
    ("threads", stopping::threads),
    ("mistakes", mistakes::states),
    ("connections", mistakes::connections),
    ("cycles", cycles::memory_stays_flat),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["measure", connection, sql] => measure::measure(connection, sql),
        [] => panic!("give the names of sessions, or `measure CONNECTION SQL`"),
        names => {
            let account = Account::from_variables();
            for name in names {
                let session = SESSIONS.iter().find(|(known, _)| known == name);
                let Some((_, run)) = session else { panic!("no session is called `{name}`") };
                run(&account);
                println!("{name}: all checked");
            }
        }
    }
}
