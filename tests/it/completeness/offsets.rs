//! Lists whose pages are numbered, while rows before the page go: the rest moves up, and none of it is lost.

use std::collections::{BTreeMap, BTreeSet};

use pipedrive_sandbox::{Entity, Mutation, SandboxConfig};

use crate::fixture::{Fixture, line, small, texts};

/// The product with the most deals, and its deals in the order of the list.
async fn longest(fixture: &Fixture) -> (String, Vec<u32>) {
    let mut longest = (String::new(), Vec::new());
    for product in 1..=5 {
        let sql = format!("SELECT id FROM product_deals WHERE product_id = {product}");
        let deals: Vec<u32> = fixture.column(&sql).await.iter().map(|id| id.parse().unwrap()).collect();
        if deals.len() > longest.1.len() {
            longest = (sql, deals);
        }
    }
    longest
}

/// Reads the list page by page, and before each further page deletes the deals that `gone` picks from those read so
/// far and the number of the page to come. Every other deal must come once.
async fn check(keys: &str, gone: impl Fn(&[u32], usize) -> Vec<u32>) -> Vec<String> {
    let fixture = Fixture::with(SandboxConfig { deals: 1_500, ..small() }, keys).await;
    fixture.expect("SET pipedrive.parallel_scan = false").await;
    let (sql, before) = longest(&fixture).await;
    assert!(before.len() > 12, "a list of {} rows is too short", before.len());
    fixture.requests();
    let mut deleted = BTreeSet::new();
    let mut read: Vec<u32> = Vec::new();
    let mut rows = fixture.session.query(&sql).await.unwrap();
    let mut page = 1;
    while let Some(batch) = rows.next().await.unwrap() {
        read.extend(texts(&batch).iter().map(|row| row[0].parse::<u32>().unwrap()));
        page += 1;
        for id in gone(&read, page) {
            if fixture.sandbox.account().mutate(Entity::Deals, id, Mutation::Delete) {
                deleted.insert(id);
            }
        }
    }
    let requests: Vec<String> = fixture.requests().iter().map(line).collect();
    let mut came: BTreeMap<u32, usize> = BTreeMap::new();
    for id in &read {
        *came.entry(*id).or_default() += 1;
    }
    let lost: Vec<&u32> = before.iter().filter(|id| !deleted.contains(id) && !came.contains_key(id)).collect();
    let twice: Vec<_> = came.iter().filter(|(_, times)| **times > 1).collect();
    assert!(lost.is_empty() && twice.is_empty(), "lost {lost:?}, twice {twice:?}\n{requests:#?}");
    requests
}

#[tokio::test]
async fn a_row_that_goes_before_the_page_takes_none_with_it() {
    check("PageSize=4", |read, page| if page == 2 { read[..1].to_vec() } else { Vec::new() }).await;
    check("PageSize=4", |read, page| if page == 3 { read[2..4].to_vec() } else { Vec::new() }).await;
}

#[tokio::test]
async fn the_row_that_pages_share_may_go_too() {
    check("PageSize=4", |read, page| if page == 2 { read[3..].to_vec() } else { Vec::new() }).await;
    check("PageSize=4", |read, _| read.last().copied().into_iter().collect()).await;
}

#[tokio::test]
async fn all_rows_read_so_far_may_go() {
    check("PageSize=4", |read, page| if page == 2 { read.to_vec() } else { Vec::new() }).await;
    check("PageSize=3", |read, page| if page == 4 { read.to_vec() } else { Vec::new() }).await;
}

#[tokio::test]
async fn pages_of_one_row_cannot_share_any_and_are_read_as_they_come() {
    check("PageSize=1", |_, _| Vec::new()).await;
}

#[tokio::test]
async fn a_list_that_stays_as_it_is_takes_no_further_request() {
    let requests = check("PageSize=500", |_, _| Vec::new()).await;
    assert_eq!(requests.len(), 1, "{requests:#?}");
    let rows = check("PageSize=1", |_, _| Vec::new()).await.len();
    // All rows on one full page.
    let requests = check(&format!("PageSize={rows}"), |_, _| Vec::new()).await;
    assert_eq!(requests.len(), 1, "{requests:#?}");
    let requests = check("PageSize=5", |_, _| Vec::new()).await;
    // Five rows from the first page, four from each of the others.
    assert_eq!(requests.len(), 1 + (rows - 5).div_ceil(4), "{requests:#?}");
}
