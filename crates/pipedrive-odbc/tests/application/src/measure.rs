//! How fast a query is fetched.

use std::time::Instant;

use arrow_odbc::OdbcReaderBuilder;
use odbc_api::ConnectionOptions;

use crate::account::manager;

/// Rows of a batch.
const BATCH: usize = 5000;
/// Most bytes of a text; what drivers say of theirs would fill memory with air.
const TEXT: usize = 255;

/// Fetches a query as batches of Arrow, and prints how many rows came in how many seconds, and the peak of resident memory
/// in kilobytes.
pub(crate) fn measure(connection: &str, sql: &str) {
    let connection = manager().connect_with_connection_string(connection, ConnectionOptions::default()).unwrap();
    let began = Instant::now();
    let cursor = connection.execute(sql, (), None).unwrap().unwrap();
    let mut builder = OdbcReaderBuilder::new();
    let reader = builder.with_max_num_rows_per_batch(BATCH).with_max_text_size(TEXT).build(cursor).unwrap();
    let mut rows = 0;
    let mut columns = 0;
    for batch in reader {
        let batch = batch.unwrap();
        rows += batch.num_rows();
        columns = batch.num_columns();
    }
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("{rows} {columns} {seconds:.3} {}", peak.trim().trim_end_matches(" kB"));
}
