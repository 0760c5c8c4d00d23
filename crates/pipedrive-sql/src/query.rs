//! One statement: planned, executed, its rows written, and one line about what it took.

use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{SchemaRef, UInt64Type};
use pipedrive_datafusion::{Counts, QueryResult, StatementKind, parse};

use crate::console::Console;
use crate::failure::Failure;
use crate::output::{Encoder, Extent, Wide, encoder};
use crate::progress::Progress;
use crate::settings::{MaxRows, Settings};
use crate::shell::Shell;
use crate::task::{Batches, elsewhere};
use crate::wording::{count, counted, elapsed};

/// What a statement took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Receipt {
    done: Done,
    time: Duration,
    pub(crate) spent: Counts,
}

/// What a statement did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    /// Gave so many rows.
    Rows(u64),
    /// Wrote so many rows somewhere else than to standard output.
    Wrote(u64),
    /// Explained a plan.
    Explained,
    /// Changed the session.
    Changed,
}

/// Runs the statement of `sql`.
///
/// # Errors
/// If it fails, is cancelled, or nobody reads its rows any more.
pub(crate) async fn run(shell: &mut Shell, sql: &str) -> Result<(), Failure> {
    let progress = Progress::new(&shell.console, &shell.session);
    // Planning holds much on its stack; boxed once here, no caller has to carry it.
    let work = Box::pin(execute(shell, sql, &progress));
    let done = match shell.watched(&progress, work).await {
        Ok(done) => done,
        Err(failure) => return Err(after_writing(shell, &progress, failure).await),
    };
    let Some(done) = done else { return Ok(()) };
    let receipt = Receipt { done, time: progress.elapsed(), spent: progress.spent() };
    shell.console.note(&summary(&receipt, &shell.settings));
    shell.last = Some(receipt);
    Ok(())
}

/// The failure, with what the statement has written by then where nothing else tells.
async fn after_writing(shell: &Shell, progress: &Progress<'_>, failure: Failure) -> Failure {
    let goes_on = shell.interrupts.goes_on();
    match failure {
        // What a call gives went nowhere, and it was carried out all the same.
        Failure::Closed => {
            let written = progress.settled(goes_on).await;
            if !written.is_empty() {
                shell.console.say(&format!("nobody reads the output any more{written}"));
            }
            Failure::Closed
        }
        // The error names some of the rows, and afterwards nobody can ask for the others.
        Failure::Reported(mut report) if !goes_on => {
            report.hints.extend(progress.unlisted());
            Failure::Reported(report)
        }
        other => other,
    }
}

/// `None` if the text holds no statement.
async fn execute(shell: &Shell, sql: &str, progress: &Progress<'_>) -> Result<Option<Done>, Failure> {
    let mut done = None;
    for statement in parse(sql)? {
        let session = shell.session.clone();
        let result = elsewhere(async move {
            let prepared = session.plan(statement).await?;
            session.execute(&prepared, &[]).await
        });
        let result = result.await?;
        progress.follow(&result);
        done = Some(drain(shell, result).await?);
    }
    Ok(done)
}

async fn drain(shell: &Shell, result: QueryResult) -> Result<Done, Failure> {
    let (schema, kind) = (result.schema(), result.kind());
    let mut batches = Batches::of(result);
    if kind == StatementKind::Write {
        let mut written = 0;
        while let Some(batch) = batches.next().await? {
            written += reported_count(&batch);
        }
        return Ok(Done::Wrote(written));
    }
    if schema.fields().is_empty() {
        while batches.next().await?.is_some() {}
        return Ok(Done::Changed);
    }
    let mut rows = Rows::new(&shell.console, &shell.settings, &schema, shell.settings.max_rows, Wide::Records);
    while let Some(batch) = batches.next().await? {
        rows.write(&batch)?;
    }
    let written = rows.finish()?;
    Ok(match kind {
        StatementKind::Explain => Done::Explained,
        _ => Done::Rows(written),
    })
}

/// The number of rows that `COPY` and `INSERT` give as their only value.
fn reported_count(batch: &RecordBatch) -> u64 {
    let counts = batch.columns().first().and_then(|column| column.as_primitive_opt::<UInt64Type>());
    counts.map_or(0, |counts| counts.iter().flatten().sum())
}

/// Rows on their way to standard output; nothing is written before the first ones are there.
pub(crate) struct Rows<'a> {
    console: &'a Console,
    encoder: Box<dyn Encoder>,
    bytes: Vec<u8>,
    begun: bool,
    written: u64,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(
        console: &'a Console,
        settings: &Settings,
        schema: &SchemaRef,
        max_rows: MaxRows,
        wide: Wide,
    ) -> Self {
        let format = settings.format.resolve(console.out_is_terminal);
        let extent = Extent { max_rows, width: console.width(), wide };
        Self { console, encoder: encoder(format, schema, extent), bytes: Vec::new(), begun: false, written: 0 }
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), Failure> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        self.begin()?;
        self.written += count(batch.num_rows());
        self.encoder.rows(batch, &mut self.bytes)?;
        self.flush()
    }

    /// Ends the output; returns how many rows there were.
    pub(crate) fn finish(mut self) -> Result<u64, Failure> {
        self.begin()?;
        self.encoder.finish(&mut self.bytes)?;
        self.flush()?;
        Ok(self.written)
    }

    fn begin(&mut self) -> Result<(), Failure> {
        if !std::mem::replace(&mut self.begun, true) {
            self.encoder.begin(&mut self.bytes)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let written = self.console.data(&self.bytes);
        self.bytes.clear();
        written
    }
}

/// `3 requests · 25 tokens`.
pub(crate) fn cost(spent: Counts) -> String {
    if spent.requests == 0 {
        return "no requests".to_owned();
    }
    format!("{} · {}", counted(spent.requests, "request"), counted(spent.tokens, "token"))
}

/// `4 rows · 0.21 s · 3 requests · 25 tokens`.
fn summary(receipt: &Receipt, settings: &Settings) -> String {
    let mut parts = vec![match receipt.done {
        Done::Rows(rows) => counted(rows, "row"),
        Done::Wrote(rows) => format!("{} written", counted(rows, "row")),
        Done::Explained => "explained".to_owned(),
        Done::Changed => "done".to_owned(),
    }];
    if settings.timing {
        parts.push(elapsed(receipt.time));
    }
    // A change of the session is free, and saying so each time would be noise.
    if settings.cost && (receipt.done != Done::Changed || receipt.spent.requests > 0) {
        parts.push(cost(receipt.spent));
    }
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Format;

    #[test]
    fn the_line_after_a_statement_says_what_it_took() {
        let check = |done, requests, tokens, timing, with_cost, expect: &str| {
            let spent = Counts { requests, tokens, ..Counts::default() };
            let receipt = Receipt { done, time: Duration::from_millis(210), spent };
            let settings = Settings { format: Format::Csv, max_rows: MaxRows::default(), timing, cost: with_cost };
            assert_eq!(summary(&receipt, &settings), expect);
        };
        check(Done::Rows(4), 3, 25, true, true, "4 rows · 0.21 s · 3 requests · 25 tokens");
        check(Done::Rows(1), 1, 1, true, true, "1 row · 0.21 s · 1 request · 1 token");
        check(Done::Rows(0), 0, 0, true, true, "0 rows · 0.21 s · no requests");
        check(Done::Rows(4), 3, 25, false, true, "4 rows · 3 requests · 25 tokens");
        check(Done::Rows(4), 3, 25, true, false, "4 rows · 0.21 s");
        check(Done::Wrote(1200), 3, 25, false, false, "1,200 rows written");
        check(Done::Explained, 0, 0, false, true, "explained · no requests");
        check(Done::Changed, 0, 0, true, true, "done · 0.21 s");
        check(Done::Changed, 2, 20, false, true, "done · 2 requests · 20 tokens");
    }
}
