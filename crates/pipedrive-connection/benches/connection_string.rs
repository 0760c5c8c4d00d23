//! Parsing a connection string, a typical and a long one.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pipedrive_connection::{ConnectionConfig, Sources};

fn connection_string(c: &mut Criterion) {
    let sources = Sources::default();
    let typical = "AuthScheme=Basic;CompanyDomain=acme;APIToken=0123456789abcdef0123456789abcdef01234567;Timeout=30s";
    let tables: Vec<String> = (0..20_000).map(|number| format!("table_{number}")).collect();
    let long = format!("{typical};Tables='{}'", tables.join(","));

    let mut group = c.benchmark_group("connection_string");
    for (name, text) in [("typical", typical), ("long", long.as_str())] {
        group.throughput(criterion::Throughput::Bytes(text.len().try_into().unwrap_or(u64::MAX)));
        group.bench_function(name, |b| b.iter(|| ConnectionConfig::parse_with(black_box(text), &sources)));
    }
    group.finish();
}

criterion_group!(benches, connection_string);
criterion_main!(benches);
