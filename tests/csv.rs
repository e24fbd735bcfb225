//! A CSV with one byte lost, or one quote put in: what that costs, and what of it is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use portolan::{Format, Parsed, Record, Severity};
use serde_json::Value;

fn fixture(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/csv").join(name)).unwrap()
}

fn key(record: &Record) -> String {
    format!("{:?} {:?} {:?}", record.service_name(), record.ports(), record.transport())
}

/// The fields of `one` that are not those of `other` and that it does not list.
fn silent(one: &Record, other: &Record) -> Vec<String> {
    let (one, other) = (serde_json::to_value(one).unwrap(), serde_json::to_value(other).unwrap());
    let listed = |field: &str| {
        let field = match field {
            "replaces" | "status" => "description",
            "alias_of" => "notes",
            own => own,
        };
        one["uncertain"].as_array().unwrap().iter().any(|name| name == field)
    };
    let fields = one.as_object().unwrap().iter();
    fields
        .filter(|(field, value)| {
            !matches!(field.as_str(), "span" | "uncertain") && other[field.as_str()] != **value && !listed(field)
        })
        .map(|(field, value): (&String, &Value)| format!("{field}: {value} was {}", other[field.as_str()]))
        .collect()
}

/// How many records of `whole` are not in `parsed`, and what is wrong without a word.
fn cost(parsed: &Parsed, whole: &Parsed) -> (usize, Vec<String>) {
    let mut lost = 0;
    let mut wrong = Vec::new();
    for record in &whole.registry {
        // Where the damage is in its name or its port, it is one that lists them.
        let same = parsed.registry.iter().filter(|other| key(other) == key(record));
        match same.map(|other| silent(other, record)).min_by_key(Vec::len) {
            Some(fields) => wrong.extend(fields),
            None => lost += 1,
        }
    }
    for record in parsed.registry.iter().filter(|record| record.uncertain().is_empty()) {
        if !whole.registry.iter().any(|other| key(other) == key(record)) {
            wrong.push(format!("{} is no record", key(record)));
        }
    }
    (lost, wrong)
}

fn check(damages: impl Fn(&str) -> Vec<(usize, String)>) {
    let mut found = Vec::new();
    for name in ["page.csv", "breaks-in-cells.csv", "quoted-lines.csv", "every-cell-quoted.csv"] {
        let text = fixture(name);
        let whole = portolan::parse(text.as_bytes());
        for (at, damaged) in damages(&text) {
            let parsed = portolan::parse(damaged.as_bytes());
            let (lost, wrong) = cost(&parsed, &whole);
            if lost > 1 || !wrong.is_empty() || (lost > 0 && parsed.diagnostics.is_empty()) {
                let around = damaged.get(at.saturating_sub(60)..(at + 60).min(damaged.len()));
                found.push(format!("{name} at {at}: {lost} lost, {wrong:?}: {around:?}"));
            }
        }
    }
    assert!(found.is_empty(), "{} findings: {:#?}", found.len(), &found[..found.len().min(12)]);
}

/// Places behind the headings: what they lose is another matter.
fn places(text: &str, bytes: &[u8]) -> Vec<usize> {
    let start = text.find('\n').unwrap() + 1;
    text.bytes().enumerate().skip(start).filter(|(_, byte)| bytes.contains(byte)).map(|(at, _)| at).collect()
}

#[test]
fn a_lost_quote_costs_one_row() {
    check(|text| {
        let lose = |at| (at, [&text[..at], &text[at + 1..]].concat());
        places(text, b"\"").into_iter().map(lose).collect()
    });
}

#[test]
fn a_lost_comma_costs_one_row() {
    check(|text| {
        let lose = |at| (at, [&text[..at], &text[at + 1..]].concat());
        // One of a text is missed by nobody.
        let is_border = |at: &usize| text[..*at].matches('"').count() % 2 == 0;
        places(text, b",").into_iter().filter(is_border).map(lose).collect()
    });
}

#[test]
fn a_quote_put_in_costs_one_row() {
    check(|text| {
        let put = |at| (at, [&text[..at], "\"", &text[at..]].concat());
        places(text, b",[\n").into_iter().flat_map(|at| [put(at), put(at + 1)]).collect()
    });
}

#[test]
fn a_line_break_lost_or_put_in_costs_one_row() {
    check(|text| {
        let lose = |at| (at, [&text[..at], &text[at + 1..]].concat());
        let is_border = |at: &usize| text[..*at].matches('"').count() % 2 == 0 && *at + 1 < text.len();
        places(text, b"\n").into_iter().filter(is_border).map(lose).collect()
    });
    check(|text| {
        let put = |at| (at, [&text[..at], "\n", &text[at..]].concat());
        // At a white space of a text it says what it said, and between two rows nothing.
        let is_within = |at: &usize| text[..*at].matches('"').count() % 2 == 0;
        places(text, b",abcde[_-5").into_iter().filter(is_within).map(put).collect()
    });
}

#[test]
fn damage_costs_no_more_than_its_length() {
    let headings = fixture("no-rows.csv");
    for row in ["a\",\"b\"\n", "a,1,tcp,\"b\n", "\"\n", "\"\"", ",", "\"a\"b", "a,1\n\"", "\n\r"] {
        let text = format!("{headings}{}", row.repeat((1 << 20) / row.len()));
        let mut options = portolan::Options::default();
        options.format = Some(Format::Csv);
        assert!(options.parse(text.as_bytes()).worst() >= Some(Severity::Warning), "{row:?}");
    }
}

#[test]
fn titles_comments_and_sums_with_all_delimiters_are_no_records_without_a_word() {
    let page = fixture("page.csv");
    let whole = portolan::parse(page.as_bytes());
    let text = format!("Quays and Piers,,,,,,,,,,,\n{page}# as of May,,,,,,,,,,,\nTotal,25,,,,,,,,,,\n");
    let parsed = portolan::parse(text.as_bytes());
    let told: Vec<_> = parsed.diagnostics.iter().map(|found| &*found.message).collect();
    assert_eq!(
        told,
        [
            "words stand in the place of a name here, and nothing beside them; they are left out",
            "this row has neither a transport protocol nor a description; it may be no record",
        ]
    );
    let (sum, records) = parsed.registry.records.split_last().unwrap();
    assert_eq!(records.iter().map(key).collect::<Vec<_>>(), whole.registry.iter().map(key).collect::<Vec<_>>());
    assert_eq!(sum.uncertain().iter().map(portolan::Field::as_str).collect::<Vec<_>>(), ["service_name", "ports"]);
    let short = portolan::parse(b"Service Name,Port Number,Reference\nquay,4000,\npier,4001,[RFC1]\n");
    assert_eq!((short.diagnostics.len(), short.registry.records.len()), (0, 2));
}

#[test]
fn headings_in_another_order_are_told_and_followed() {
    let head = "Service Name,Port Number,Transport Protocol,Description\n";
    let text = format!(
        "{head}quay,4000,tcp,Quay\n{head}pier,4001,udp,Pier\nPort Number,Service Name,Transport Protocol,Description\n\
         4002,weir,tcp,Weir\n"
    );
    let parsed = portolan::parse(text.as_bytes());
    let told: Vec<_> = parsed.diagnostics.iter().map(|found| (found.span.line, &*found.message)).collect();
    let message = "headings of other columns, or in another order, stand here; the rows below are read by them";
    assert_eq!(told, [(5, message)]);
    let names: Vec<_> = parsed.registry.iter().filter_map(Record::service_name).collect();
    assert_eq!(names, ["quay", "pier", "weir"]);
}

#[test]
fn marks_at_the_end_of_a_text_are_no_part_of_it() {
    let page = fixture("page.csv");
    let whole = portolan::parse(page.as_bytes());
    for end in ["\u{1a}", "\0\0\0", "\u{1a}\r\n", "\u{1a}\0\0"] {
        let parsed = portolan::parse(format!("{page}{end}").as_bytes());
        assert_eq!(parsed, whole, "{end:?}");
    }
}

/// The cells of a CSV, each as `cell` writes it, with `border` between them.
fn rewritten(name: &str, border: &str, cell: impl Fn(&str) -> String) -> String {
    let fixture = fixture(name);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(fixture.as_bytes());
    let line = |row: csv::StringRecord| row.iter().map(&cell).collect::<Vec<_>>().join(border) + "\n";
    reader.records().map(|row| line(row.unwrap())).collect()
}

#[test]
fn blanks_beside_quotes_are_no_part_of_cells() {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let where_needed = |cell: &str| if cell.contains(['"', ',', '\n']) { quoted(cell) } else { cell.to_owned() };
    let mut count = 0;
    for name in ["alias-pair.csv", "basic.csv", "brackets-in-description.csv", "breaks-in-cells.csv"] {
        let plain = portolan::parse(rewritten(name, ",", quoted).as_bytes());
        assert_eq!(plain.diagnostics, [], "{name}");
        let ways: [&dyn Fn(&str) -> String; 2] = [&quoted, &where_needed];
        for (border, way) in
            [", ", " ,", " , ", ",\t ", " ; "].into_iter().flat_map(|border| ways.map(|way| (border, way)))
        {
            let apart = portolan::parse(rewritten(name, border, way).as_bytes());
            assert_eq!(apart.diagnostics, [], "{name} {border:?}");
            let records = |parsed: &Parsed| {
                let mut records = serde_json::to_value(&parsed.registry.records).unwrap();
                records.as_array_mut().unwrap().iter_mut().for_each(|record| record["span"] = Value::Null);
                records
            };
            assert_eq!(records(&apart), records(&plain), "{name} {border:?}");
            count += apart.registry.records.len();
        }
    }
    assert!(count >= 40, "{count}");
}

#[test]
fn stray_quotes_beside_blanks_cost_the_rows_they_stand_in() {
    let row = |number: usize| format!("r{number},{number},tcp,Desc {number},[A_B],[A_B],,,,,,\n");
    for (begin, end) in [("tcp, \"Desc", "\" ,"), ("tcp, \"Desc", "\","), ("tcp,\"Desc", "\" ,")] {
        let mut text = fixture("basic.csv").lines().next().unwrap().to_owned() + "\n";
        for number in 1..=40 {
            text += &match number {
                2 => row(2).replace("tcp,Desc", begin),
                30 => row(30).replace(" 30,", &format!(" 30{end}")),
                other => row(other),
            };
        }
        let parsed = portolan::parse(text.as_bytes());
        assert!(parsed.worst() >= Some(Severity::Warning), "{begin}");
        let others = parsed.registry.records.iter().filter(|record| {
            let number = record.ports().map_or(0, |ports| usize::from(ports.first()));
            record.uncertain().is_empty() && record.description() == Some(&format!("Desc {number}"))
        });
        assert!(others.count() >= 38, "{begin} {:?}", parsed.registry.records.len());
    }
}

#[test]
fn the_limit_of_diagnostics_changes_no_record_whose_quotes_stand_apart() {
    let text = rewritten("breaks-in-cells.csv", ", ", |cell| format!("\"{cell}\""));
    let records = |most: usize| {
        let mut options = portolan::Options::default();
        options.limits.diagnostics = most;
        serde_json::to_value(options.parse(text.as_bytes()).registry.records).unwrap()
    };
    assert_eq!(records(0), records(1_000));
    assert_eq!(records(1), records(1_000));
}
