//! What typical questions cost on a large account: requests, tokens, and the rows.
//!
//! The account has 100,000 deals, 20,000 persons, 5,000 organizations and 200,000 activities, and its limits are those
//! of a real one. Columns are known, and so is what is found out once about an account. Rows are compared with those
//! that DataFusion alone gives for the same query over tables read whole, which are in turn those of the account.

mod figures;
mod questions;
mod reference;

use arrow::array::RecordBatch;
use pipedrive_sandbox::{MissingChangeTimes, Plan, Quirks, RequestRecord, SandboxConfig};

use self::figures::Figures;
use self::questions::{Question, Rows, list, questions};
use self::reference::Reference;
use crate::fixture::{Fixture, line, small, texts};

/// The account, whose limits hold.
fn account() -> SandboxConfig {
    let quirks = Quirks { missing_change_times: MissingChangeTimes::Nowhere, ..Quirks::default() };
    SandboxConfig { deals: 100_000, seed: 5, unlimited: false, plan: Plan::Ultimate, quirks, ..small() }
}

/// What a session learns once: columns, that no row lacks a time of change, that summaries can be trusted.
const LEARN_ONCE: [&str; 5] = [
    "EXPLAIN SELECT * FROM deals d JOIN deal_products x ON x.deal_id = d.id",
    "EXPLAIN SELECT * FROM persons p JOIN organizations o ON o.id = p.org_id",
    "SELECT id FROM deals WHERE NOT is_archived ORDER BY update_time DESC LIMIT 1",
    "SELECT max(update_time) FROM persons",
    "SELECT count(*), sum(value) FROM deals WHERE status='won' AND NOT is_archived AND currency='EUR'",
];

/// All deals, with the columns that questions ask about.
const DEALS: &str = "SELECT id, title, status, stage_id, person_id, org_id, value, currency, is_archived, won_time, \
                     update_time FROM deals";

/// Tokens of all requests.
fn tokens(requests: &[RequestRecord]) -> u32 {
    requests.iter().map(|request| request.tokens).sum()
}

/// What is wrong with the price of a question, and its rows.
async fn ask(fixture: &Fixture, question: &Question, wrong: &mut Vec<String>) -> Vec<RecordBatch> {
    let sql = &question.sql;
    fixture.requests();
    fixture.expect(&format!("EXPLAIN {sql}")).await;
    let explained = fixture.requests();
    if !explained.is_empty() {
        wrong.push(format!("EXPLAIN {sql}: {:#?}", explained.iter().map(line).collect::<Vec<_>>()));
    }
    let rows = reference::read(&fixture.session, sql).await;
    let requests = fixture.requests();
    if requests.len() > question.requests || tokens(&requests) > question.tokens {
        let lines: Vec<String> = requests.iter().map(line).collect();
        let (sent, paid) = (requests.len(), tokens(&requests));
        let (most, price) = (question.requests, question.tokens);
        wrong.push(format!("{sql}: {sent} requests for {paid} tokens, not {most} for {price}: {lines:#?}"));
    }
    rows
}

/// Whether two values are the same; sums of floating-point numbers depend on the order, in their last digits.
fn is_same(one: &str, other: &str) -> bool {
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= 1e-9 * a.abs(),
        _ => one == other,
    }
}

/// Those columns of the rows as text.
fn texts_of(batches: &[RecordBatch], names: &[String]) -> Vec<Vec<String>> {
    let some = |batch: &RecordBatch| {
        let columns: Vec<usize> = names.iter().map(|name| batch.schema().index_of(name).unwrap()).collect();
        texts(&batch.project(&columns).unwrap())
    };
    batches.iter().flat_map(some).collect()
}

/// Checks the rows of a question against those of the tables read whole.
async fn compare(reference: &Reference, question: &Question, batches: &[RecordBatch]) {
    let sql = &question.sql;
    let (names, mut expected) = reference.rows(sql).await;
    assert!(!expected.is_empty(), "nothing to compare: {sql}");
    let mut rows = texts_of(batches, &names);
    match question.rows {
        Rows::All => {
            rows.sort();
            expected.sort();
        }
        Rows::Ordered => {}
        // Any deals are right, so long as they are different ones.
        Rows::AnyDeals => {
            let ids: Vec<String> = texts_of(batches, &["id".to_owned()]).concat();
            assert_eq!(ids.len(), expected.len(), "{sql}");
            let these = format!("SELECT * FROM deals WHERE id IN ({}) ORDER BY id", ids.join(", "));
            expected = reference.rows(&these).await.1;
            rows.sort_by_key(|row| row[0].parse::<i64>().unwrap());
        }
    }
    assert_eq!(rows.len(), expected.len(), "{sql}");
    for (row, expect) in rows.iter().zip(&expected) {
        let same = row.len() == expect.len() && row.iter().zip(expect).all(|(one, other)| is_same(one, other));
        assert!(same, "{sql}\n{row:?}\n{expect:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typical_questions_cost_what_their_answers_take() {
    let fixture = Fixture::with(account(), "").await;
    let figures = Figures::of(fixture.sandbox.account());
    for sql in LEARN_ONCE {
        fixture.expect(sql).await;
    }
    let questions = questions(&figures);
    let mut wrong = Vec::new();
    let mut before = Vec::new();
    for question in &questions {
        before.push(ask(&fixture, question, &mut wrong).await);
    }

    fixture.requests();
    let deals = reference::read(&fixture.session, DEALS).await;
    let requests = fixture.requests();
    let (pages, price) = (figures.pages(), figures.price_of_pages());
    assert!(requests.len() < pages + 6, "{} requests for {pages} pages", requests.len());
    assert!(tokens(&requests) * 100 <= price * 103, "{} tokens for {price}", tokens(&requests));

    let mut reference = Reference::default();
    figures.check_deals(&deals);
    reference.add("deals", deals);
    for table in ["persons", "organizations"] {
        let batches = reference::read(&fixture.session, &format!("SELECT id, name, update_time FROM {table}")).await;
        figures.check_ids(table, &batches);
        reference.add(table, batches);
    }
    let products = format!("SELECT * FROM deal_products WHERE deal_id IN ({})", list(&figures.ids_of_stage()));
    reference.add("deal_products", reference::read(&fixture.session, &products).await);

    // Now the sizes of all tables are known, which changes prices and plans, but neither the rows nor what they cost.
    for (question, rows) in questions.iter().zip(before) {
        let after = ask(&fixture, question, &mut wrong).await;
        compare(&reference, question, &rows).await;
        compare(&reference, question, &after).await;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fixture.sandbox.requests().iter().all(|request| request.status == 200));
}
