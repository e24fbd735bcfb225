//! How long each reader and writer takes, and how many times as long as the bare tokeniser under it: `cargo bench`.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

mod support;

use std::hint::black_box;
use std::time::Duration;

use portolan::{Format, Options};
use support::documents::{Documents, rows};
use support::measure::by_turns;
use support::{floors, measure};

const BUDGET: Duration = Duration::from_millis(1500);

fn parse(text: &str) {
    black_box(portolan::parse(black_box(text.as_bytes())));
}

/// A line of the table: what, how large, floor, ours, ratio.
fn line(what: &str, bytes: usize, floor: Option<(&str, measure::Took)>, ours: measure::Took) {
    let size = bytes as f64 / 1e6;
    let rate = size / ours.median.as_secs_f64();
    match floor {
        Some((name, floor)) => println!(
            "| {what} | {size:.2} | {name} {:.2} | {:.2} | {rate:.0} | {:.2} |",
            floor.millis(),
            ours.millis(),
            ours.over(floor)
        ),
        None => println!("| {what} | {size:.2} | | {:.2} | {rate:.0} | |", ours.millis()),
    }
}

/// The name of a bare tokeniser, and itself.
type Floor<'a> = (&'a str, &'a dyn Fn(&str));

fn against(what: &str, text: &str, floors: &[Floor<'_>]) {
    let mut turns: Vec<Box<dyn FnMut() + '_>> = vec![Box::new(|| parse(text))];
    for (_, floor) in floors {
        turns.push(Box::new(move || floor(black_box(text))));
    }
    let mut ways: Vec<&mut dyn FnMut()> = turns.iter_mut().map(|way| &mut **way as &mut dyn FnMut()).collect();
    let took = by_turns(BUDGET, &mut ways);
    for ((name, _), &floor) in floors.iter().zip(&took[1..]) {
        line(what, text.len(), Some((name, floor)), took[0]);
    }
}

fn main() {
    let only = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = |what: &str| only.as_deref().is_none_or(|only| what.contains(only));
    let documents = Documents::new();
    println!("{}: {} records\n", documents.origin, documents.parsed.registry.records.len());
    println!("| what | MB | floor, ms | portolan, ms | MB/s | ratio |\n|---|---|---|---|---|---|");
    let quick_xml = |text: &str| {
        black_box(floors::quick_xml_events(text));
    };
    let scraper = |text: &str| {
        black_box(floors::scraper_tree(text));
    };
    let tokens = |text: &str| {
        black_box(floors::tokens(text));
    };
    let csv = |text: &str| {
        black_box(floors::csv_records(text));
    };
    let html5ever = |text: &str| floors::html5ever_tokens(text);
    for (rendering, text) in documents.all() {
        let floors: &[Floor<'_>] = match rendering {
            "xml" => &[("quick-xml", &quick_xml)],
            "csv" => &[("csv", &csv)],
            "html" => &[("quick-xml", &quick_xml), ("scraper", &scraper)],
            "html, not well-formed" => &[("scraper", &scraper), ("html5ever", &html5ever)],
            _ => &[("tokens", &tokens)],
        };
        let what = format!("{rendering} → AST");
        if wanted(&what) {
            against(&what, text, floors);
        }
    }
    if wanted("json") {
        let mut out = Vec::new();
        let mut plain = Vec::new();
        portolan::write(&documents.parsed, Format::Json, &mut out).expect("a buffer takes all");
        let size = out.len();
        let cells = rows(&documents.csv);
        let records: Vec<_> = cells.iter().map(|cells| floors::PlainRecord::new(cells)).collect();
        let took = by_turns(
            BUDGET,
            &mut [
                &mut || {
                    out.clear();
                    portolan::write(&documents.parsed, Format::Json, &mut out).expect("a buffer takes all");
                },
                &mut || floors::plain_json(black_box(&records), &mut plain),
            ],
        );
        line("AST → json", size, Some(("serde_json", took[1])), took[0]);
    }
    // JSON has a floor, and is measured above.
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Json) {
        let what = format!("AST → {format}");
        if wanted("write") {
            let mut out = Vec::new();
            let took = by_turns(
                BUDGET,
                &mut [&mut || {
                    out.clear();
                    portolan::write(&documents.parsed, format, &mut out).expect("a buffer takes all");
                }],
            );
            line(&what, out.len(), None, took[0]);
        }
    }
    if wanted("detect") {
        let options = Options::default();
        for (rendering, text) in documents.all() {
            let took = by_turns(
                BUDGET / 4,
                &mut [&mut || {
                    black_box(options.detect(black_box(text.as_bytes())));
                }],
            );
            line(&format!("detect {rendering}"), text.len(), None, took[0]);
        }
    }
}
