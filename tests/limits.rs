//! Each limit, through the library and through the command: it is reported by its name, and what was read is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;

use portolan::{Code, Format, Limits, Options, Parsed, Severity};

#[path = "support/command.rs"]
mod command;
mod support;
use support::hostile::{Place, RENDERINGS, place, read_by_people};
use support::written;

/// The limit of that name.
fn limit<'l>(limits: &'l mut Limits, name: &str) -> &'l mut usize {
    match name {
        "input_bytes" => &mut limits.input_bytes,
        "lines" => &mut limits.lines,
        "cell_bytes" => &mut limits.cell_bytes,
        "depth" => &mut limits.depth,
        "elements" => &mut limits.elements,
        "attributes" => &mut limits.attributes,
        "records" => &mut limits.records,
        "diagnostics" => &mut limits.diagnostics,
        _ => panic!("{name}"),
    }
}

fn names(parsed: &Parsed) -> Vec<&str> {
    parsed.registry.iter().filter_map(|record| record.service_name()).collect()
}

/// Reads with a limit by the library and by the command, which say the same.
fn limited(document: &str, name: &str, most: usize) -> Parsed {
    let mut options = Options::default();
    *limit(&mut options.limits, name) = most;
    let parsed = options.parse(document.as_bytes());
    let arguments = ["convert", "--limit", &format!("{name}={most}")];
    let seen = command::portolan(Path::new("."), &arguments, document.as_bytes());
    assert_eq!(seen.stdout.trim_end(), String::from_utf8(written(&parsed, Format::Json)).unwrap().trim_end());
    parsed
}

/// Reads with a limit that is reached, and reported by its name; without limits it is not.
fn reached(document: &str, name: &str, most: usize) -> Parsed {
    let parsed = limited(document, name, most);
    let in_words = format!("(limit: {name})");
    let is_it = |parsed: &Parsed| {
        let mut found = parsed.diagnostics.iter().filter(|found| found.code == Code::Limit);
        found.any(|found| found.message.contains(&in_words))
    };
    assert!(is_it(&parsed), "{name}: {:#?}", parsed.diagnostics);
    assert!(!is_it(&limited(document, name, usize::MAX)), "{name}");
    parsed
}

#[test]
fn records_and_contacts() {
    for (rendering, whole, _) in RENDERINGS {
        assert_eq!(names(&reached(whole, "records", 2)), ["wave", "weir"], "{rendering}");
    }
    for (rendering, whole, _) in read_by_people().filter(|(_, _, format)| *format != Format::Csv) {
        assert_eq!(limited(whole, "records", 2).registry.contacts.len(), 2, "{rendering}");
        let parsed = reached(whole, "records", 1);
        assert_eq!((names(&parsed).len(), parsed.registry.contacts.len()), (1, 1), "{rendering}");
    }
    let (_, whole, _) = RENDERINGS[9];
    let (before, contact) = whole.split_once("\"contacts\":[{\"id\"").unwrap();
    let contact = format!("{{\"id\"{}}}", contact.split('}').next().unwrap());
    let several = format!("{before}\"contacts\":[{contact},{contact},{contact}]}}");
    assert_eq!(reached(&several, "records", 2).registry.contacts.len(), 2);
}

#[test]
fn bytes_of_a_row() {
    for (rendering, whole, _) in RENDERINGS {
        // No line of a stacked row is as long as the row.
        let long = whole.replacen("Weir", &format!("Weir {}", "a".repeat(3_000)), 1);
        assert_eq!(names(&reached(&long, "cell_bytes", 2_000)), ["wave", "wharf"], "{rendering}");
    }
}

#[test]
fn bytes_and_lines_of_the_input() {
    for (rendering, whole, format) in RENDERINGS {
        let cut = whole.find("Wharf").unwrap();
        let parsed = reached(whole, "input_bytes", cut);
        assert_eq!(names(&parsed)[..2], ["wave", "weir"], "{rendering}: {parsed:?}");
        let row = place(rendering, whole, Place::Row);
        let lines = whole[..row].matches('\n').count();
        if format == Format::Json {
            continue;
        }
        let parsed = reached(whole, "lines", lines);
        assert_eq!(names(&parsed), ["wave"], "{rendering}: {parsed:?}");
        // One line more than there are is no line too many.
        let all = whole.lines().count();
        let parsed = limited(whole, "lines", all);
        assert!(parsed.diagnostics.iter().all(|found| found.code != Code::Limit), "{rendering}");
    }
    for name in ["input_bytes", "lines"] {
        let mut options = Options::default();
        *limit(&mut options.limits, name) = 0;
        assert!(!options.parse(RENDERINGS[0].1.as_bytes()).is_recognized());
    }
}

#[test]
fn elements_that_are_open() {
    for (rendering, tag) in [("html", "<div>"), ("xml", "<b>")] {
        let (_, whole, _) = RENDERINGS.into_iter().find(|(name, ..)| *name == rendering).unwrap();
        let deep = whole.replacen("Weir", &format!("{}Weir", tag.repeat(100)), 1);
        let parsed = reached(&deep, "depth", 64);
        assert_eq!(names(&parsed)[0], "wave", "{rendering}");
    }
}

#[test]
fn tags_of_a_page() {
    let (_, whole, _) = RENDERINGS[8];
    // Those of the header, of the headings and of the first row, each end tag too.
    let row = place("html", whole, Place::Row);
    let tags = whole[..row].matches('<').count();
    let parsed = reached(whole, "elements", tags);
    assert!(names(&parsed).starts_with(&["wave"]) && names(&parsed).len() < 3, "{:?}", names(&parsed));
}

#[test]
fn attributes_of_an_element() {
    let (_, html, _) = RENDERINGS[8];
    for (tag, long) in [("<td>Weir", "<td a b=1 c='2' d=\"3\" e>Weir"), ("<a href", "<a b c d e href")] {
        let parsed = reached(&html.replace(tag, long), "attributes", 4);
        assert_eq!(names(&parsed), ["wave", "weir", "wharf"]);
    }
    let (_, xml, _) = RENDERINGS[7];
    let long = xml.replacen("<record date=\"2003", "<record a=\"\" b=\"\" c=\"\" d=\"\" date=\"2003", 1);
    assert_eq!(names(&reached(&long, "attributes", 4)), ["wave", "wharf"]);
}

#[test]
fn diagnostics() {
    let damaged = RENDERINGS[6].1.to_owned() + &"a,b,c\n".repeat(100);
    let parsed = reached(&damaged, "diagnostics", 10);
    assert_eq!(names(&parsed)[..3], ["wave", "weir", "wharf"]);
    assert_eq!(parsed.diagnostics.len(), 11);
    assert_eq!(parsed.worst(), Some(Severity::Error));
}

#[test]
fn what_is_no_limit_is_refused() {
    for (argument, words) in [
        ("depth", "NAME=N"),
        ("width=3", "there is no limit \"width\""),
        ("depth=-1", "neither a number nor none"),
        ("depth=", "neither a number nor none"),
    ] {
        let seen = command::portolan(Path::new("."), &["convert", "--limit", argument], b"");
        assert!(seen.code == Some(2) && seen.stderr.contains(words), "{argument}: {}", seen.stderr);
    }
    let (_, whole, _) = RENDERINGS[0];
    let arguments = ["convert", "--limit", "records=1", "--limit", "records=none"];
    let seen = command::portolan(Path::new("."), &arguments, whole.as_bytes());
    assert_eq!(seen.json()["records"].as_array().unwrap().len(), 3);
}
