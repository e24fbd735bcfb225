//! `portolan convert --to services`, from end to end.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/command.rs"]
mod command;

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use command::Seen;

const XML: &str = r#"<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Service Name and Transport Protocol Port Number Registry</title>
  <updated>2025-10-22</updated>
  <record><name>x11</name><protocol>tcp</protocol><description>X Window System</description><number>6000-6001</number></record>
  <record><name>http</name><protocol>tcp</protocol><description>World Wide Web HTTP</description><number>80</number></record>
  <record><name>http</name><protocol>sctp</protocol><description>HTTP</description><number>80</number></record>
  <record><name>portless</name><protocol>tcp</protocol></record>
</registry>
"#;

const HEAD: &str = "# Service Name and Transport Protocol Port Number Registry
# Last updated 2025-10-22; written as services(5) by portolan.

";

/// Runs `convert --to services` in `directory`.
fn portolan(directory: &Path, arguments: &[&str]) -> Seen {
    command::portolan(directory, &[&["convert", "--to", "services"], arguments].concat(), b"")
}

fn inputs() -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("ports.xml"), XML).unwrap();
    let spaced = XML.replace("<name>http</name>", "<name>ht tp</name>");
    fs::write(directory.path().join("spaced.xml"), spaced).unwrap();
    directory
}

#[test]
fn notes_are_no_failure() {
    let directory = inputs();
    let lines = "http\t\t80/tcp\t\t\t\t# World Wide Web HTTP\n\
                 http\t\t80/sctp\t\t\t\t# HTTP\n\
                 x11\t\t6000/tcp\t\t\t# X Window System\n";
    let note = "ports.xml:8:3: note[not-a-service]: 1 name has no port or no transport protocol, and so no line\n";
    for strict in [&["ports.xml"][..], &["--strict", "ports.xml"]] {
        let seen = portolan(directory.path(), strict);
        assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), note));
        assert_eq!(seen.stdout, format!("{HEAD}{lines}"));
    }
    let seen = portolan(directory.path(), &["-q", "-o", "made", "ports.xml"]);
    assert_eq!((seen.code, seen.stdout.as_str(), seen.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(fs::read_to_string(directory.path().join("made")).unwrap(), format!("{HEAD}{lines}"));
    let seen = portolan(directory.path(), &["-q", "-o", "made/", "ports.xml"]);
    assert_eq!(seen.code, Some(2), "a file is no directory");
    portolan(directory.path(), &["-q", "-o", "all/", "ports.xml", "spaced.xml"]);
    assert_eq!(fs::read_to_string(directory.path().join("all/ports.services")).unwrap(), format!("{HEAD}{lines}"));
}

#[test]
fn a_name_left_out_is_shown_with_its_place() {
    let directory = inputs();
    let seen = portolan(directory.path(), &["spaced.xml"]);
    assert_eq!(seen.code, Some(0));
    assert_eq!(seen.stdout, format!("{HEAD}x11\t\t6000/tcp\t\t\t# X Window System\n"));
    let told = "warning[not-a-service]: the name \"ht tp\" has white space, which ends a name; it is left out\n --> spaced.xml:6:3\n";
    assert!(seen.stderr.starts_with(told), "{}", seen.stderr);
    assert!(seen.stderr.contains("6 |   <record><name>ht tp</name>"), "{}", seen.stderr);
    assert_eq!(seen.stderr.matches("warning[").count(), 2);
    let seen = portolan(directory.path(), &["--strict", "spaced.xml"]);
    assert_eq!((seen.code, seen.stdout.lines().count()), (Some(1), 4));
    let seen = portolan(directory.path(), &["--strict", "-q", "spaced.xml"]);
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(1), ""));
}

#[test]
fn what_a_page_leaves_uncertain_is_told() {
    let directory = inputs();
    let json = portolan(directory.path(), &["--to", "json"]);
    assert_eq!(json.code, Some(2), "once is enough");
    let mut made = Command::new(env!("CARGO_BIN_EXE_portolan"));
    let made = made.current_dir(directory.path()).args(["convert", "ports.xml"]).output().unwrap();
    let unsure = String::from_utf8(made.stdout).unwrap().replace("\"uncertain\":[]", "\"uncertain\":[\"ports\"]");
    fs::write(directory.path().join("unsure.json"), unsure).unwrap();
    let seen = portolan(directory.path(), &["unsure.json"]);
    assert_eq!(seen.code, Some(0));
    // Of a document that is not here the line is known and not the column.
    let told = "unsure.json:5: warning[not-carried]: services cannot say what is uncertain; 3 services of uncertain";
    assert!(seen.stderr.contains(told), "{}", seen.stderr);
    assert_eq!(portolan(directory.path(), &["--strict", "unsure.json"]).code, Some(1));
}

#[test]
fn places_in_merged_pages_are_those_of_the_page() {
    let directory = inputs();
    let seen = portolan(directory.path(), &["--merge", "ports.xml", "spaced.xml"]);
    assert_eq!(seen.code, Some(0));
    assert!(seen.stderr.contains("ports.xml:8:3: note[not-a-service]"), "{}", seen.stderr);
    assert_eq!(seen.stderr.matches("--> spaced.xml:").count(), 2, "{}", seen.stderr);
    assert!(
        seen.stderr.contains("--> spaced.xml:6:3") && seen.stderr.contains("--> spaced.xml:7:3"),
        "{}",
        seen.stderr
    );
}

#[test]
fn lines_are_chosen() {
    let directory = inputs();
    let ports = |arguments: &[&str]| {
        let seen = portolan(directory.path(), &[arguments, &["ports.xml"]].concat());
        assert_eq!(seen.code, Some(0), "{}", seen.stderr);
        let lines = seen.stdout.strip_prefix(HEAD).unwrap().lines();
        lines.map(|line| line.split_whitespace().nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ports(&["--ranges", "first"]), ["80/tcp", "80/sctp", "6000/tcp"]);
    assert_eq!(ports(&["--ranges", "ALL"]), ["80/tcp", "80/sctp", "6000/tcp", "6001/tcp"]);
    assert_eq!(ports(&["--ranges", "none"]), ["80/tcp", "80/sctp"]);
    assert_eq!(ports(&["--ranges", "all", "--max-port", "6000"]), ["80/tcp", "80/sctp", "6000/tcp"]);
    assert_eq!(ports(&["--transport", "TCP,udp", "--max-port", "80"]), ["80/tcp"]);
    assert_eq!(ports(&["--transport", "sctp", "--transport", "tcp"]), ["80/tcp", "80/sctp", "6000/tcp"]);
    assert_eq!(ports(&["--transport", "udplite"]), [""; 0]);
}

#[test]
fn bad_usage_is_refused() {
    let directory = inputs();
    for arguments in [
        &["--transport", ""][..],
        &["--transport", "tcp,,udp"],
        &["--transport", "80/tcp"],
        &["--transport", "tcp udp"],
        &["--ranges", "some"],
        &["--max-port", "65536"],
        &["--max-port", "-1"],
        &["--pretty"],
    ] {
        let seen = portolan(directory.path(), &[arguments, &["ports.xml"]].concat());
        assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(seen.stderr.starts_with("error: "), "{arguments:?}: {}", seen.stderr);
    }
    for form in ["json", "ndjson", "csv", "xml", "html", "markdown", "text"] {
        for flag in [&["--ranges", "first"][..], &["--transport", "tcp"], &["--max-port", "80"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
            command.current_dir(directory.path()).args(["convert", "--to", form, "ports.xml"]).args(flag);
            let output = command.output().unwrap();
            assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{form} {flag:?}");
            assert!(String::from_utf8(output.stderr).unwrap().contains("go with --to services"));
        }
    }
}
