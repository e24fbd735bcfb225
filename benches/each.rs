//! Each reader, writer and question by itself, with the spread of its times: `cargo bench --bench each -- read`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on stops"
)]

mod support;

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use portolan::Format;
use support::documents::Documents;

static DOCUMENTS: LazyLock<Documents> = LazyLock::new(Documents::new);

fn main() {
    divan::main();
}

fn document(name: &str) -> &'static str {
    DOCUMENTS.all().into_iter().find(|(known, _)| *known == name).map_or("", |(_, document)| document)
}

#[divan::bench(args = Documents::NAMES)]
fn read(bencher: Bencher<'_, '_>, name: &str) {
    let document = document(name);
    bencher.counter(BytesCount::of_str(document)).bench(|| portolan::parse(document.as_bytes()));
}

#[divan::bench(args = Documents::NAMES)]
fn detect(bencher: Bencher<'_, '_>, name: &str) {
    let document = document(name);
    bencher.bench(|| portolan::detect(document.as_bytes()));
}

#[divan::bench(args = Format::ALL)]
fn write(bencher: Bencher<'_, '_>, format: Format) {
    let mut out = Vec::new();
    bencher.bench_local(|| {
        out.clear();
        portolan::write(&DOCUMENTS.parsed, format, &mut out)
    });
}
