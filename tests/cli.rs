//! What a user of the command line sees: data, messages, files and exit codes.

// The helpers below are no tests to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/command.rs"]
mod command;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use command::portolan;

const GOOD: &str = r#"<?xml version='1.0' encoding='UTF-8'?>
<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Service Name and Transport Protocol Port Number Registry</title>
  <updated>2025-10-22</updated>
  <record><name>http</name><protocol>tcp</protocol><description>World Wide Web HTTP</description><number>80</number></record>
  <record><name>https</name><protocol>tcp</protocol><description>http protocol over TLS/SSL</description><number>443</number></record>
</registry>
"#;

/// Modified before it was registered: doubtful, and nothing of it is lost.
const DOUBTFUL: &str = r#"<registry xmlns="http://www.iana.org/assignments" id="service-names-port-numbers">
  <title>Service Name and Transport Protocol Port Number Registry</title>
  <record date="2011-05-23" updated="2011-05-16"><name>http</name><protocol>tcp</protocol><number>80</number></record>
</registry>
"#;

const TEXT: &str = "Service Name and Transport Protocol Port Number Registry

Service Name Port Number Transport Protocol Description Assignee Contact Registration Date Modification Date \
Reference Service Code Unauthorized Use Reported Assignment Notes
ssh 22 tcp The Secure Shell (SSH) Protocol [RFC4251]
telnet 23 tcp Telnet [Jon_Postel] [Jon_Postel]
";

fn truncated() -> String {
    GOOD.split_inclusive("</record>").next().unwrap().to_owned() + "\n  <record><name>https</name>"
}

/// A directory with an input of each kind.
fn inputs() -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, content) in [
        ("good.xml", GOOD),
        ("doubtful.xml", DOUBTFUL),
        ("text.txt", TEXT),
        ("truncated.xml", &truncated()),
        ("page.html", "<!DOCTYPE html><html><body><p>Nothing of ports here.</p></body></html>"),
        ("empty.txt", ""),
        ("binary.bin", "\u{7f}ELF\0\0\0\u{1}"),
    ] {
        fs::write(directory.path().join(name), content).unwrap();
    }
    directory
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_good_file_is_one_object_and_no_message() {
    let seen = portolan(inputs().path(), &["convert", "good.xml"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
    let json = seen.json();
    assert_eq!(json["source"]["format"], "xml");
    assert_eq!(json["records"][1]["service_name"], "https");
    assert_eq!(seen.stdout.lines().count(), 1);
}

#[test]
fn standard_input_is_a_dash_or_nothing() {
    let directory = inputs();
    for arguments in [&["convert", "-"][..], &["convert"], &["convert", "--to", "json", "--from", "TEXT"]] {
        let seen = portolan(directory.path(), arguments, TEXT.as_bytes());
        assert_eq!(seen.code, Some(0), "{}", seen.stderr);
        assert_eq!(seen.json()["records"][0]["service_name"], "ssh");
    }
}

#[test]
fn pretty_is_the_same_object() {
    let directory = inputs();
    let plain = portolan(directory.path(), &["convert", "good.xml"], b"");
    let pretty = portolan(directory.path(), &["convert", "--pretty", "good.xml"], b"");
    assert!(pretty.stdout.starts_with("{\n  \"source\""));
    assert_eq!(plain.json(), pretty.json());
}

#[test]
fn a_cut_document_gives_what_it_holds_and_exit_code_1() {
    let seen = portolan(inputs().path(), &["convert", "truncated.xml"], b"");
    assert_eq!(seen.code, Some(1));
    assert_eq!(seen.json()["records"].as_array().unwrap().len(), 1);
    assert!(seen.stderr.contains("error[truncated]: "), "{}", seen.stderr);
    assert!(seen.stderr.contains("--> truncated.xml:6:"), "{}", seen.stderr);
    assert!(seen.stderr.ends_with("portolan: truncated.xml: 1 record, 0 contacts; 1 error\n"), "{}", seen.stderr);
}

#[test]
fn what_is_no_rendering_gives_one_line_and_exit_code_2() {
    let directory = inputs();
    for input in ["empty.txt", "binary.bin", "page.html"] {
        for arguments in [&["convert", input][..], &["convert", "-q", "--to", "ndjson", input]] {
            let seen = portolan(directory.path(), arguments, b"");
            assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""), "{input}");
            assert!(seen.stderr.starts_with(&format!("{input}: error[unrecognized]: ")), "{}", seen.stderr);
            assert_eq!(seen.stderr.lines().count(), 1, "{}", seen.stderr);
        }
    }
    let seen = portolan(directory.path(), &["convert"], b"");
    assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""));
    assert_eq!(seen.stderr, "<stdin>: error[unrecognized]: the input is empty\n");
    let seen = portolan(directory.path(), &["convert", "--from", "xml", "text.txt"], b"");
    assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""));
}

#[test]
fn an_unreadable_file_is_told_even_to_the_quiet() {
    for arguments in [&["convert", "missing.xml"][..], &["convert", "-q", "missing.xml"]] {
        let seen = portolan(inputs().path(), arguments, b"");
        assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""));
        assert!(seen.stderr.starts_with("portolan: cannot read missing.xml: "), "{}", seen.stderr);
    }
}

#[test]
fn bad_usage_is_exit_code_2_and_says_what_to_do() {
    let directory = inputs();
    for (arguments, said) in [
        (&["convert", "--bogus"][..], "--bogus"),
        (&["convert", "--from", "pdf"], "xml, csv, html, markdown"),
        (&["convert", "--to", "yaml"], "ndjson"),
        (&["convert", "good.xml", "text.txt"], "-o DIR"),
        (&["convert", "good.xml", "text.txt", "-o", "empty.txt"], "must name a directory"),
        (&["convert", "--to", "ndjson", "--pretty", "good.xml"], "--pretty"),
        (&["convert", "--to", "ndjson", "-", "-"], "once only"),
        (&["convert", "--merge", "good.xml", "-", "-"], "once only"),
        (&["convert", "--merge", "good.xml", "text.txt", "-o", "new/"], "must name a file"),
        (&["detect", "-", "-"], "once only"),
        (&[], "Usage"),
    ] {
        let seen = portolan(directory.path(), arguments, GOOD.as_bytes());
        assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(seen.stderr.contains(said), "{arguments:?}: {}", seen.stderr);
        assert!(seen.stderr.contains("--help"), "{arguments:?}: {}", seen.stderr);
    }
    assert_eq!(fs::read_to_string(directory.path().join("empty.txt")).unwrap(), "");
}

#[test]
fn the_place_is_underlined_in_its_line() {
    let seen = portolan(inputs().path(), &["convert", "doubtful.xml"], b"");
    assert_eq!(seen.code, Some(0));
    let lines: Vec<_> = seen.stderr.lines().collect();
    assert!(lines[0].starts_with("warning[date-order]: "), "{}", seen.stderr);
    assert_eq!(lines[1], " --> doubtful.xml:3:3");
    assert_eq!(lines[3], format!("3 | {}", DOUBTFUL.lines().nth(2).unwrap()));
    assert!(lines[4].starts_with("  |   ^^^"), "{}", seen.stderr);
    assert_eq!(lines.last(), Some(&"portolan: doubtful.xml: 1 record, 0 contacts; 1 warning"));
}

#[test]
fn an_endless_line_is_cut_around_the_place() {
    let input = DOUBTFUL.replace('\n', &" ".repeat(100_000));
    let seen = portolan(inputs().path(), &["convert"], input.as_bytes());
    assert_eq!(seen.code, Some(0));
    assert!(seen.stderr.contains("--> <stdin>:1:200"), "{}", seen.stderr);
    assert!(seen.stderr.lines().all(|line| line.chars().count() < 140), "{}", seen.stderr);
    assert!(seen.stderr.contains("<record date=\"2011-05-23\""), "{}", seen.stderr);
}

#[test]
fn bytes_that_are_not_utf_8_do_not_shift_the_place() {
    let input = DOUBTFUL.replace("Registry", "Registr\u{e9}\u{e9}\u{e9}");
    let latin1: Vec<u8> = input.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let seen = portolan(inputs().path(), &["convert"], &latin1);
    assert_eq!(seen.code, Some(0), "{}", seen.stderr);
    assert!(seen.stderr.contains("warning[encoding]: 3 bytes are not UTF-8"), "{}", seen.stderr);
    assert!(seen.stderr.contains("\n  |   ^^^"), "{}", seen.stderr);
}

#[test]
fn strict_counts_warnings_and_no_notes() {
    let directory = inputs();
    assert_eq!(portolan(directory.path(), &["convert", "--strict", "doubtful.xml"], b"").code, Some(1));
    assert_eq!(portolan(directory.path(), &["convert", "--strict", "good.xml"], b"").code, Some(0));
    let one_date = TEXT
        .replace("Protocol [RFC4251]\ntelnet 23 tcp Telnet [Jon_Postel] [Jon_Postel]", "Protocol 2011-05-23 [RFC4251]");
    let seen = portolan(directory.path(), &["convert", "--strict"], one_date.as_bytes());
    assert_eq!(seen.code, Some(0));
    assert!(seen.stderr.starts_with("<stdin>:4:1: note[lone-date]: "), "{}", seen.stderr);
    assert_eq!(seen.stderr.lines().count(), 2, "{}", seen.stderr);
    assert_eq!(portolan(directory.path(), &["convert", "--strict", "truncated.xml"], b"").code, Some(1));
}

#[test]
fn quiet_hides_diagnostics_and_keeps_the_exit_code() {
    let directory = inputs();
    let seen = portolan(directory.path(), &["convert", "-q", "truncated.xml"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(1), ""));
    assert_eq!(seen.json()["diagnostics"][0]["code"], "truncated");
    let seen = portolan(directory.path(), &["convert", "-q", "--strict", "doubtful.xml"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(1), ""));
}

#[test]
fn ndjson_is_a_record_a_line() {
    let seen = portolan(inputs().path(), &["convert", "--to", "ndjson", "good.xml"], b"");
    assert_eq!(seen.code, Some(0));
    let lines = seen.lines();
    assert_eq!(lines.len(), 2);
    assert!(seen.stdout.starts_with("{\"service_name\":\"http\","));
    let whole = portolan(inputs().path(), &["convert", "good.xml"], b"");
    assert_eq!(whole.json()["records"], Value::Array(lines));
}

#[test]
fn ndjson_of_several_inputs_names_them_and_one_bad_input_stops_none() {
    let arguments = ["convert", "--to", "ndjson", "good.xml", "missing.xml", "empty.txt", "truncated.xml", "-"];
    let seen = portolan(inputs().path(), &arguments, TEXT.as_bytes());
    assert_eq!(seen.code, Some(2));
    assert!(seen.stdout.lines().all(|line| line.starts_with("{\"input\":\"")), "{}", seen.stdout);
    let found: Vec<_> = seen
        .lines()
        .iter()
        .map(|line| format!("{} {}", line["input"].as_str().unwrap(), line["service_name"].as_str().unwrap()))
        .collect();
    assert_eq!(found, ["good.xml http", "good.xml https", "truncated.xml http", "- ssh", "- telnet"]);
}

#[test]
fn output_to_a_file() {
    let directory = inputs();
    let seen = portolan(directory.path(), &["convert", "good.xml", "-o", "out.json"], b"");
    assert_eq!((seen.code, seen.stdout.as_str(), seen.stderr.as_str()), (Some(0), "", ""));
    let written = fs::read_to_string(directory.path().join("out.json")).unwrap();
    assert_eq!(written, portolan(directory.path(), &["convert", "good.xml"], b"").stdout);

    let seen = portolan(directory.path(), &["convert", "--to", "ndjson", "good.xml", "text.txt", "-o", "all"], b"");
    assert_eq!(seen.code, Some(0));
    assert_eq!(fs::read_to_string(directory.path().join("all")).unwrap().lines().count(), 4);
    let seen = portolan(directory.path(), &["convert", "good.xml", "-o", "no/such/out.json"], b"");
    assert_eq!(seen.code, Some(2));
    assert!(seen.stderr.starts_with("portolan: cannot write no/such/out.json: "), "{}", seen.stderr);
    assert!(names(directory.path()).iter().all(|name| !name.contains("tmp")), "a temporary file was left");
}

#[test]
fn output_to_a_directory() {
    let directory = inputs();
    let arguments = ["convert", "good.xml", "page.html", "truncated.xml", "-", "-o", "made/here"];
    let seen = portolan(directory.path(), &arguments, TEXT.as_bytes());
    assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""));
    let made = directory.path().join("made/here");
    assert_eq!(names(&made), ["good.json", "stdin.json", "truncated.json"]);
    let good = fs::read_to_string(made.join("good.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&good).unwrap()["records"].as_array().unwrap().len(), 2);

    assert_eq!(portolan(directory.path(), &["convert", "text.txt", "-o", "made/here"], b"").code, Some(0));
    assert_eq!(portolan(directory.path(), &["convert", "--to", "ndjson", "text.txt", "-o", "new/"], b"").code, Some(0));
    assert!(made.join("text.json").is_file());
    assert!(directory.path().join("new/text.ndjson").is_file());
}

#[test]
fn two_inputs_that_would_be_one_output_are_refused_before_anything_is_written() {
    let directory = inputs();
    fs::write(directory.path().join("good.html"), GOOD).unwrap();
    let seen = portolan(directory.path(), &["convert", "text.txt", "good.xml", "good.html", "-o", "out"], b"");
    assert_eq!(seen.code, Some(2));
    assert!(seen.stderr.contains("good.xml and good.html would both be written to good.json"), "{}", seen.stderr);
    assert!(!directory.path().join("out").exists());
}

#[test]
fn a_failed_conversion_leaves_the_old_file() {
    let directory = inputs();
    assert_eq!(portolan(directory.path(), &["convert", "good.xml", "-o", "out.json"], b"").code, Some(0));
    let before = fs::read(directory.path().join("out.json")).unwrap();
    for input in ["page.html", "empty.txt", "missing.xml"] {
        let seen = portolan(directory.path(), &["convert", input, "-o", "out.json"], b"");
        assert_eq!(seen.code, Some(2), "{input}");
        assert_eq!(fs::read(directory.path().join("out.json")).unwrap(), before, "{input}");
    }
    assert!(names(directory.path()).iter().all(|name| !name.contains("tmp")), "a temporary file was left");
}

#[cfg(unix)]
#[test]
fn outputs_have_usual_permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let directory = inputs();
    let at = |name: &str| directory.path().join(name);
    let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
    fs::write(at("made-by-others"), "").unwrap();
    assert_eq!(portolan(directory.path(), &["convert", "good.xml", "-o", "new.json"], b"").code, Some(0));
    assert_eq!(mode("new.json"), mode("made-by-others"));

    fs::set_permissions(at("new.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("new.json", at("link.json")).unwrap();
    assert_eq!(portolan(directory.path(), &["convert", "text.txt", "-o", "link.json"], b"").code, Some(0));
    assert!(fs::symlink_metadata(at("link.json")).unwrap().is_symlink());
    assert_eq!(mode("new.json"), 0o640);
    assert!(fs::read_to_string(at("new.json")).unwrap().contains("telnet"));

    // A link to what is not there yet leads to what is made.
    symlink("later.json", at("ahead.json")).unwrap();
    assert_eq!(portolan(directory.path(), &["convert", "good.xml", "-o", "ahead.json"], b"").code, Some(0));
    assert!(fs::symlink_metadata(at("ahead.json")).unwrap().is_symlink());
    assert!(at("later.json").is_file());
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let seen = portolan(inputs().path(), &["convert", "good.xml", "-o", "/dev/stdout"], b"");
    assert_eq!(seen.code, Some(0), "{}", seen.stderr);
    assert_eq!(seen.json()["records"].as_array().unwrap().len(), 2);
}

#[test]
fn every_rendering_is_written_and_read_again() {
    let directory = inputs();
    let json = portolan(directory.path(), &["convert", "good.xml"], b"").json();
    for (form, extension) in [("csv", "csv"), ("xml", "xml"), ("html", "html"), ("markdown", "md"), ("text", "txt")] {
        let arguments = ["convert", "--to", form, "good.xml", "-o", "made/"];
        assert_eq!(portolan(directory.path(), &arguments, b"").code, Some(0), "{form}");
        let made = format!("made/good.{extension}");
        let seen = portolan(directory.path(), &["convert", &made], b"");
        assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""), "{form}");
        let again = seen.json();
        assert_eq!(again["source"]["format"], form);
        for (one, other) in json["records"].as_array().unwrap().iter().zip(again["records"].as_array().unwrap()) {
            let without_place = |record: &Value| {
                let mut record = record.clone();
                record.as_object_mut().unwrap().remove("span");
                record
            };
            assert_eq!(without_place(one), without_place(other), "{form}");
        }
    }
}

#[test]
fn what_a_rendering_has_no_place_for_is_told() {
    let directory = inputs();
    let seen = portolan(directory.path(), &["convert", "--to", "csv", "good.xml"], b"");
    assert_eq!(seen.code, Some(0));
    assert_eq!(seen.stderr, "good.xml: note[not-carried]: csv has no place for 1 title and 1 date\n");
    assert!(seen.stdout.starts_with("Service Name,Port Number,"), "{}", seen.stdout);
    let seen = portolan(directory.path(), &["convert", "-q", "--to", "csv", "good.xml"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
    let seen = portolan(directory.path(), &["convert", "--to", "xml", "good.xml"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_value_that_would_look_certain_is_a_warning() {
    let one_date = TEXT.replace("Protocol [RFC4251]", "Protocol 2011-05-23 [RFC4251]");
    let seen = portolan(inputs().path(), &["convert", "--to", "csv"], one_date.as_bytes());
    assert_eq!(seen.code, Some(0));
    let told = "<stdin>: warning[not-carried]: csv cannot mark what is uncertain: 1 row with uncertain fields looks";
    assert!(seen.stderr.contains(told), "{}", seen.stderr);
    let seen = portolan(inputs().path(), &["convert", "--strict", "--to", "csv"], one_date.as_bytes());
    assert_eq!(seen.code, Some(1));
    // The others carry it.
    for form in ["html", "markdown", "xml"] {
        let written = portolan(inputs().path(), &["convert", "--to", form], one_date.as_bytes());
        let seen = portolan(inputs().path(), &["convert"], written.stdout.as_bytes());
        let uncertain = &seen.json()["records"][0]["uncertain"];
        assert_eq!(*uncertain, serde_json::json!(["registration_date", "modification_date"]), "{form}");
    }
}

#[test]
fn an_input_is_not_replaced_by_what_is_made_of_it() {
    let directory = inputs();
    let before = fs::read(directory.path().join("good.xml")).unwrap();
    let seen = portolan(directory.path(), &["convert", "--to", "xml", "good.xml", "-o", "."], b"");
    assert_eq!(seen.code, Some(2));
    assert!(seen.stderr.contains("good.xml would be replaced by what is made of it"), "{}", seen.stderr);
    assert_eq!(fs::read(directory.path().join("good.xml")).unwrap(), before);
    // Who names the file means it.
    assert_eq!(
        portolan(directory.path(), &["convert", "--to", "xml", "good.xml", "-o", "good.xml"], b"").code,
        Some(0)
    );
}

#[test]
fn options_of_one_form_are_refused_with_another() {
    let directory = inputs();
    for arguments in [
        &["convert", "--to", "csv", "--pretty", "good.xml"][..],
        &["convert", "--ranges", "all", "good.xml"],
        &["convert", "--to", "text", "--max-port", "1023", "good.xml"],
        &["convert", "--to", "html", "--transport", "tcp", "good.xml"],
        &["convert", "--to", "csv", "good.xml", "text.txt"],
        &["convert", "--to", "pdf", "good.xml"],
    ] {
        let seen = portolan(directory.path(), arguments, b"");
        assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let directory = inputs();
    for form in ["csv", "xml", "html", "markdown", "text", "json", "ndjson"] {
        let seen = portolan(directory.path(), &["convert", "-q", "--to", form, "good.xml", "-o", "/dev/full"], b"");
        assert_eq!(
            (seen.code, seen.stderr.contains("cannot write /dev/full")),
            (Some(2), true),
            "{form}: {}",
            seen.stderr
        );
    }
}

#[test]
fn every_form_ends_quietly_at_a_closed_pipe() {
    for form in ["csv", "xml", "html", "markdown", "text", "json", "ndjson", "services"] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_portolan"))
            .args(["convert", "--to", form])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(DOUBTFUL.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""), "{form}");
    }
}

/// Pages of the registry of a date, with a record for each port.
fn page(date: &str, ports: &[u16]) -> String {
    let rows: String = (ports.iter())
        .map(|port| format!("<tr><td>name-{port}<td>{port}<td>tcp<td>Of {port}<td>[At_{port}]</tr>\n"))
        .collect();
    let contacts: String = (ports.iter())
        .map(|port| format!("<tr><td>[At_{port}]<td>At {port}<td>mailto:{port}@example.org</tr>\n"))
        .collect();
    format!(
        "<html><h1>Service Name and Transport Protocol Port Number Registry</h1>\n\
         <dl><dt>Last Updated</dt><dd>{date}</dd></dl>\n<table><tr><th>Service Name<th>Port Number\
         <th>Transport Protocol<th>Description<th>Assignee</tr>\n{rows}</table>\n\
         <table><tr><th>ID<th>Name<th>Contact URI</tr>\n{contacts}</table></html>\n"
    )
}

/// A directory with two pages that follow one another, a search of both and a page of another day.
fn pages() -> TempDir {
    let directory = TempDir::new().unwrap();
    for (name, date, ports) in [
        ("b.html", "2025-10-22", &[40, 50, 60][..]),
        ("a.html", "2025-10-22", &[10, 20, 30]),
        ("search.html", "2025-10-22", &[20, 25, 50]),
        ("old.html", "2017-03-10", &[70]),
    ] {
        fs::write(directory.path().join(name), page(date, ports)).unwrap();
    }
    fs::write(directory.path().join("other.bin"), "\u{7f}ELF\0").unwrap();
    directory
}

fn ports(records: &Value) -> Vec<u64> {
    records.as_array().unwrap().iter().map(|record| record["ports"]["first"].as_u64().unwrap()).collect()
}

#[test]
fn merged_pages_are_one_registry_in_its_order() {
    let directory = pages();
    let seen = portolan(directory.path(), &["convert", "--merge", "search.html", "b.html", "a.html"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
    let json = seen.json();
    assert_eq!(ports(&json["records"]), [10, 20, 25, 30, 40, 50, 60]);
    assert_eq!(json["contacts"].as_array().unwrap().len(), 7);
    assert_eq!((&json["updated"], &json["source"]["format"]), (&"2025-10-22".into(), &"html".into()));

    let arguments = ["convert", "--merge", "--to", "ndjson", "b.html", "a.html", "-o", "out.ndjson"];
    assert_eq!(portolan(directory.path(), &arguments, b"").code, Some(0));
    let written = fs::read_to_string(directory.path().join("out.ndjson")).unwrap();
    assert!(written.starts_with("{\"service_name\":\"name-10\","), "{written}");
    assert_eq!(written.lines().count(), 6);
}

#[test]
fn merging_one_page_is_to_convert_it() {
    let directory = inputs();
    for input in ["good.xml", "doubtful.xml", "text.txt", "truncated.xml"] {
        let merged = portolan(directory.path(), &["convert", "--merge", input], b"");
        let plain = portolan(directory.path(), &["convert", input], b"");
        assert_eq!((merged.code, merged.stdout, merged.stderr), (plain.code, plain.stdout, plain.stderr), "{input}");
    }
    let seen = portolan(directory.path(), &["convert", "--merge"], GOOD.as_bytes());
    assert_eq!((seen.code, seen.json()["records"].as_array().unwrap().len()), (Some(0), 2));
}

#[test]
fn pages_of_different_dates_are_refused_by_name_and_the_old_file_stays() {
    let directory = pages();
    fs::write(directory.path().join("out.json"), "old").unwrap();
    let seen = portolan(directory.path(), &["convert", "--merge", "a.html", "old.html", "-o", "out.json"], b"");
    assert_eq!((seen.code, seen.stdout.as_str()), (Some(2), ""));
    assert_eq!(
        seen.stderr,
        "portolan: pages of different dates are not merged: a.html is of 2025-10-22, old.html of 2017-03-10; \
         nothing was written\n"
    );
    assert_eq!(fs::read_to_string(directory.path().join("out.json")).unwrap(), "old");
    // A page without a date goes with any.
    let undated = page("", &[70]);
    let seen = portolan(directory.path(), &["convert", "--merge", "old.html", "-"], undated.as_bytes());
    assert_eq!((seen.code, ports(&seen.json()["records"])), (Some(0), vec![70]));
}

#[test]
fn a_bad_page_is_told_and_the_others_are_merged() {
    let directory = pages();
    let arguments = ["convert", "--merge", "b.html", "other.bin", "missing.html", "a.html"];
    let seen = portolan(directory.path(), &arguments, b"");
    assert_eq!((seen.code, ports(&seen.json()["records"])), (Some(2), vec![10, 20, 30, 40, 50, 60]));
    assert!(seen.stderr.starts_with("other.bin: error[unrecognized]: "), "{}", seen.stderr);
    assert!(seen.stderr.contains("portolan: cannot read missing.html: "), "{}", seen.stderr);
    let seen = portolan(directory.path(), &["convert", "--merge", "other.bin", "-o", "out.json"], b"");
    assert_eq!((seen.code, directory.path().join("out.json").exists()), (Some(2), false));
}

#[test]
fn what_two_pages_say_differently_is_shown_in_the_page_that_says_it() {
    let directory = pages();
    let other = page("2025-10-22", &[20]).replace("Of 20", "On 20").replace("20@", "twenty@");
    fs::write(directory.path().join("other.html"), &other).unwrap();
    let seen = portolan(directory.path(), &["convert", "--merge", "a.html", "other.html"], b"");
    assert_eq!((seen.code, ports(&seen.json()["records"])), (Some(0), vec![10, 20, 20, 30]));
    assert!(seen.stderr.contains("warning[different-copies]: another page has this name"), "{}", seen.stderr);
    assert!(seen.stderr.contains(" --> other.html:4:1\n"), "{}", seen.stderr);
    assert!(seen.stderr.contains("4 | <tr><td>name-20<td>20<td>tcp<td>On 20"), "{}", seen.stderr);
    assert!(seen.stderr.contains("warning[duplicate-contact]: contact \"At_20\""), "{}", seen.stderr);
    let arguments = ["convert", "--merge", "--strict", "-q", "a.html", "other.html"];
    let seen = portolan(directory.path(), &arguments, b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(1), ""));
}

#[test]
fn contacts_that_another_page_has_are_not_missed() {
    let directory = pages();
    let page = page("2025-10-22", &[20]);
    let without = page.split("<table><tr><th>ID").next().unwrap().to_owned() + "</html>";
    let alone = portolan(directory.path(), &["convert", "--merge"], without.as_bytes());
    assert!(alone.stderr.contains("warning[missing-contacts]"), "{}", alone.stderr);
    let seen = portolan(directory.path(), &["convert", "--merge", "-", "a.html"], without.as_bytes());
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
    assert_eq!(seen.json()["diagnostics"].as_array().unwrap().len(), 0);
}

#[test]
fn detect_is_a_line_an_input() {
    let directory = inputs();
    fs::write(directory.path().join("title.txt"), TEXT.lines().next().unwrap()).unwrap();
    fs::write(directory.path().join("page-of-ports.html"), page("2025-10-22", &[1])).unwrap();
    let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(directory.path().join("wide.txt"), [&[0xff, 0xfe][..], &wide].concat()).unwrap();
    let arguments =
        ["detect", "good.xml", "text.txt", "truncated.xml", "title.txt", "page-of-ports.html", "wide.txt", "-"];
    let seen = portolan(directory.path(), &arguments, DOUBTFUL.as_bytes());
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
    let lines: Vec<_> = seen.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "good.xml\txml\t-\tutf-8\t100%\tall 12",
            "text.txt\ttext\tjoined\tutf-8\t100%\tall 12",
            "truncated.xml\txml\t-\tutf-8\t100%\tall 12",
            "title.txt\ttext\tjoined\tutf-8\t25%\t-",
            "page-of-ports.html\thtml\t-\tutf-8\t100%\tservice_name,ports,transport,description,assignees",
            "wide.txt\ttext\tjoined\tutf-16le\t100%\tall 12",
            "-\txml\t-\tutf-8\t100%\tall 12",
        ]
    );
}

#[test]
fn detect_json_is_an_object_a_line() {
    let seen = portolan(inputs().path(), &["detect", "--json", "good.xml", "-"], TEXT.as_bytes());
    assert_eq!(seen.code, Some(0));
    assert!(
        seen.stdout.starts_with("{\"input\":\"good.xml\",\"format\":\"xml\",\"layout\":null,\"encoding\":\"utf-8\",")
    );
    let lines = seen.lines();
    assert_eq!((&lines[1]["input"], &lines[1]["layout"]), (&"-".into(), &"joined".into()));
    assert_eq!(lines[1]["columns"].as_array().unwrap().len(), 12);
    assert_eq!(lines[1]["confidence"], 1.0);
}

#[test]
fn detect_tells_what_is_no_rendering_and_goes_on() {
    let directory = inputs();
    let arguments = ["detect", "page.html", "binary.bin", "missing.txt", "empty.txt", "good.xml"];
    let seen = portolan(directory.path(), &arguments, b"");
    assert_eq!((seen.code, seen.stdout.lines().count()), (Some(2), 1));
    let lines: Vec<_> = seen.stderr.lines().collect();
    assert_eq!(lines.len(), 4, "{}", seen.stderr);
    assert!(lines[0].starts_with("page.html: error[unrecognized]: this is no rendering"), "{}", seen.stderr);
    assert!(lines[1].starts_with("binary.bin: error[unrecognized]: this is binary data"), "{}", seen.stderr);
    assert!(lines[2].starts_with("portolan: cannot read missing.txt: "), "{}", seen.stderr);
    assert_eq!(lines[3], "empty.txt: error[unrecognized]: the input is empty");
    let seen = portolan(directory.path(), &["detect"], b"");
    assert_eq!((seen.code, seen.stderr.as_str()), (Some(2), "<stdin>: error[unrecognized]: the input is empty\n"));
}

#[test]
fn help_tells_a_stranger_what_it_is_and_version_which() {
    let directory = inputs();
    for arguments in [&["--help"][..], &["convert", "--help"], &["convert", "-h"], &["detect", "--help"]] {
        let seen = portolan(directory.path(), arguments, b"");
        assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
        for wanted in ["Usage:", "Examples:", "Exit codes:", "registry"] {
            assert!(seen.stdout.contains(wanted), "{arguments:?} lacks {wanted}");
        }
    }
    let seen = portolan(directory.path(), &["--version"], b"");
    assert_eq!(seen.stdout, concat!("portolan ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn what_is_read_back_shows_no_lines_of_its_own_as_those_of_its_document() {
    let directory = inputs();
    let first = portolan(directory.path(), &["convert", "doubtful.xml"], b"");
    let seen = portolan(directory.path(), &["convert"], first.stdout.as_bytes());
    assert_eq!((seen.code, &seen.stdout), (first.code, &first.stdout));
    let told = seen.stderr.lines().find(|line| line.contains("warning[")).unwrap();
    assert!(told.starts_with("<stdin>:"), "{}", seen.stderr);
    assert!(!seen.stderr.contains("-->"), "{}", seen.stderr);
}
