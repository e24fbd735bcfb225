//! The short way of usual rows gives what the general way gives: on the fixtures, on registries that are made up, and on
//! what is left of both where bytes are lost, doubled or become others.
//!
//! * [`made_up`]: tables of rows as they are, and as they should not be; [`markdown`]: such tables in Markdown; [`joined`]:
//!   pages of joined text.

mod joined;
mod made_up;
mod markdown;

use std::fs;
use std::path::Path;

use crate::general_way;
use crate::numbers::Numbers;
use crate::{Format, Limits, Options, Parsed};

/// What makes borders, ends and marks of cells.
const BYTES: &[u8] = b",;|\t\r\n\" []()<>&!#\\-.0N9x";

impl Numbers {
    fn mutate(&mut self, text: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(text.len());
            let byte = BYTES[self.below(BYTES.len())];
            match self.below(5) {
                0 if !text.is_empty() => drop(text.remove(at)),
                1 if !text.is_empty() => text[at] = byte,
                2 => text.insert(at, byte),
                3 => text.truncate(at.max(text.len() / 2)),
                _ => {
                    // A line once more, elsewhere.
                    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
                    let line = lines.get(self.below(lines.len())).copied().unwrap_or_default().to_vec();
                    let before: usize = lines.iter().take(self.below(lines.len())).map(|line| line.len()).sum();
                    text.splice(before..before, line);
                }
            }
        }
    }
}

/// Stops where the two ways differ. What a text was read as.
fn same(what: &str, text: &[u8]) -> Option<Format> {
    let read = |options: &Options| -> Parsed { options.parse(text) };
    let mut options = Options::default();
    let mut format = None;
    let Limits { cell_bytes, records, .. } = options.limits;
    for (cell_bytes, records) in [(cell_bytes, records), (200, records), (cell_bytes, 3)] {
        (options.limits.cell_bytes, options.limits.records) = (cell_bytes, records);
        let (short, general) = (read(&options), general_way::force(|| read(&options)));
        assert_eq!(short, general, "{what}: {}", String::from_utf8_lossy(text));
        format = short.registry.source.map(|source| source.format);
    }
    format
}

#[test]
fn usual_rows_are_read_as_any() {
    for family in ["joined", "packed", "csv", "tabbed", "aligned", "html", "fixed", "stacked"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(family);
        let mut numbers = Numbers(family.len() as u64);
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read(&path).unwrap();
            let name = path.display().to_string();
            same(&name, &text);
            for _ in 0..40 {
                let mut damaged = text.clone();
                numbers.mutate(&mut damaged);
                same(&name, &damaged);
            }
        }
    }
}

#[test]
fn usual_rows_of_made_up_tables_are_read_as_any() {
    for format in [Format::Csv, Format::Text, Format::Markdown] {
        let make = match format {
            Format::Csv => made_up::csv,
            Format::Markdown => markdown::markdown,
            _ => made_up::tabbed,
        };
        let mut numbers = Numbers(6335);
        let mut recognized = 0;
        for number in 0..600 {
            let text = make(&mut numbers);
            let what = format!("{format:?} {number}");
            recognized += usize::from(same(&what, text.as_bytes()) == Some(format));
            let mut damaged = text.into_bytes();
            numbers.mutate(&mut damaged);
            same(&what, &damaged);
        }
        assert!(recognized > 400, "{format:?}: {recognized}");
    }
}

#[test]
fn made_up_fixed_text_is_read_as_any() {
    let mut numbers = Numbers(6335);
    let mut recognized = 0;
    for number in 0..300 {
        let text = made_up::fixed(&mut numbers);
        let what = format!("fixed {number}");
        recognized += usize::from(same(&what, text.as_bytes()) == Some(Format::Text));
        let mut damaged = text.into_bytes();
        numbers.mutate(&mut damaged);
        same(&what, &damaged);
    }
    assert!(recognized > 200, "{recognized}");
}

#[test]
fn made_up_joined_text_is_read_as_any() {
    let mut numbers = Numbers(793);
    let mut recognized = 0;
    for page in 0..100 {
        let text = joined::joined(&mut numbers);
        let what = format!("joined {page}");
        recognized += usize::from(same(&what, text.as_bytes()) == Some(Format::Text));
        for _ in 0..4 {
            let mut damaged = text.clone().into_bytes();
            numbers.mutate(&mut damaged);
            same(&what, &damaged);
        }
    }
    assert!(recognized > 90, "{recognized}");
}

/// A page of stacked text with rows of many sorts, and contacts of all.
fn stacked_page(numbers: &mut Numbers) -> String {
    const HEADINGS: &str = "Service Name and Transport Protocol Port Number Registry\n\nService Name\nPort Number\n\
        Transport Protocol\nDescription\nAssignee\nContact\nRegistration Date\nModification Date\nReference\n\
        Service Code\nUnauthorized Use Reported\nAssignment Notes\n";
    const WORDS: &[&str] = &[
        "Echo",
        "IBM app over tcp",
        "File Transfer [Default Data]",
        "Reserved",
        "reserved",
        "any private mail system",
        "- Unassigned",
        "Rr Eserved",
        "De-registered",
        "Remote login",
        "see bootp",
        "Über",
        "A (b), c/",
    ];
    const ENDS: &[&str] = &[
        "2002-09",
        "2019-08-02",
        "2019-08-02\n2020-01-31",
        "[RFC862]",
        "[RFC6335][RFC9260]",
        "1145656131",
        "52",
        "Known Unauthorized Use on port 7",
        "Defined TXT keys: path=<path>",
        "Defined TXT keys:\npath\nuser",
        "This entry is an alias to \"x\".",
        "Not used,\nas of now",
        "was by [Jo_Tarn]",
        "7 tcp Echo",
        "]",
        "2020",
    ];
    const PEOPLE: &[&str] = &["[Jo_Tarn]", "[IESG]", "[Kit_Sturgeon_2]", "[A B]", "[Nobody]"];
    let mut text = HEADINGS.to_owned();
    let mut port = numbers.below(9000);
    for row in 0..20 + numbers.below(60) {
        port += numbers.below(2);
        let name = format!("{}{}", ["svc", "http", "Old_", "x-y.z", "3com"][numbers.below(5)], row / 2);
        let transport = ["tcp", "udp", "sctp", "dccp"][[0, 1, 0, 1, 2, 3][numbers.below(6)]];
        let words = WORDS[numbers.below(WORDS.len())];
        let person = PEOPLE[numbers.below(PEOPLE.len())];
        let other = PEOPLE[numbers.below(PEOPLE.len())];
        text += &match numbers.below(12) {
            0 => format!("{port}\nUnassigned\n"),
            1 => format!("{port}-{}\nUnassigned\n", port + 9),
            2 => format!("{port}\n{transport}\nReserved\n"),
            3 => format!("{name}\n{port}\n{transport}\n{words}\n{person}\n{other}\n"),
            4 => format!("{name}\n{transport}\n{words}\n{person}\n{person}\n"),
            5 => format!("{name}\n{words}\n[RFC862]\n"),
            _ => format!("{name}\n{port}\n{transport}\n{words}\n{person}\n{person}\n"),
        };
        for _ in 0..numbers.below(3) / 2 * (1 + numbers.below(2)) {
            text += ENDS[numbers.below(ENDS.len())];
            text.push('\n');
        }
    }
    text += "People\nID\nName\nOrganization\nContact URI\nLast Updated\n[IESG]\nIESG\nmailto:iesg&ietf.org\n2001-01\n\
             [Jo_Tarn]\nJo Tarn\nTarn Ltd\nmailto:jo&tarn.example\n[Kit_Sturgeon_2]\nKit\nno address\n";
    text
}

#[test]
fn rows_of_lines_are_read_as_any() {
    let mut numbers = Numbers(5);
    for page in 0..60 {
        let text = stacked_page(&mut numbers).into_bytes();
        let what = format!("page {page}");
        same(&what, &text);
        for _ in 0..6 {
            let mut damaged = text.clone();
            numbers.mutate(&mut damaged);
            same(&what, &damaged);
        }
    }
}
