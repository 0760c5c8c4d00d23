//! Decoding one page of 500 deals: all columns, three columns, and the same page only parsed by `serde_json`.
//!
//! `cargo bench -p pipedrive-datafusion --bench decode`

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pipedrive_client::{ApiRequest, Page, QueryScope};
use pipedrive_datafusion::{PageDecoder, PipedriveSession, TableLayout};
use pipedrive_sandbox::{Sandbox, SandboxConfig};
use pipedrive_schema::table;

/// A page as the emulated account sends it, with the columns of that account.
async fn page() -> (Page, Arc<TableLayout>) {
    let config = SandboxConfig { deals: 600, ..SandboxConfig::default() };
    let sandbox = Sandbox::start(config).await.expect("the sandbox starts");
    let session = PipedriveSession::connect(&sandbox.connection_string()).await.expect("the session opens");
    let deals = table("deals").expect("`deals` is a table");
    let layout = session.account().layout(deals).await.expect("the field definitions arrive");
    let request = ApiRequest::new(deals.walks[0].route).limit(500);
    let mut pages = session.account().client().pages(request, Arc::new(QueryScope::new(None, None)));
    let page = pages.next().await.expect("the page arrives").expect("there is a page");
    (page, Arc::new(layout))
}

fn decode(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().expect("the runtime starts");
    let (page, layout) = runtime.block_on(page());
    let all: Vec<usize> = (0..layout.columns.len()).collect();
    let three: Vec<usize> =
        ["id", "title", "value"].iter().map(|name| layout.index_of(name).expect("a built-in column")).collect();

    let mut group = criterion.benchmark_group("decode 500 deals");
    group.throughput(Throughput::Bytes(u64::try_from(page.data.len()).expect("a page fits")));
    for (name, columns) in [(format!("all {} columns", all.len()), all), ("3 columns".to_owned(), three)] {
        let decoder = PageDecoder::new(Arc::clone(&layout), &columns).expect("the columns exist");
        group.bench_function(name, |bencher| bencher.iter(|| decoder.decode_page(black_box(&page))));
    }
    group.bench_function("serde_json::Value alone", |bencher| {
        bencher.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(&page.data)));
    });
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
