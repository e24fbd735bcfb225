//! What a user of the command line sees: data, messages, files and exit codes.

// The helpers below are no tests to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

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

struct Seen {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Seen {
    fn json(&self) -> Value {
        assert!(self.stdout.ends_with("}\n"), "no object and newline: {:?}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }

    fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn portolan(directory: &Path, arguments: &[&str], stdin: &[u8]) -> Seen {
    let output = Command::new(env!("CARGO_BIN_EXE_portolan"))
        .current_dir(directory)
        .env_remove("CLICOLOR_FORCE")
        .args(arguments)
        .write_stdin(stdin)
        .output()
        .unwrap();
    Seen {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
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
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let seen = portolan(inputs().path(), &["convert", "good.xml", "-o", "/dev/stdout"], b"");
    assert_eq!(seen.code, Some(0), "{}", seen.stderr);
    assert_eq!(seen.json()["records"].as_array().unwrap().len(), 2);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_portolan"))
        .arg("convert")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child.stdin.take().unwrap().write_all(DOUBTFUL.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn help_tells_a_stranger_what_it_is_and_version_which() {
    let directory = inputs();
    for arguments in [&["--help"][..], &["convert", "--help"], &["convert", "-h"]] {
        let seen = portolan(directory.path(), arguments, b"");
        assert_eq!((seen.code, seen.stderr.as_str()), (Some(0), ""));
        for wanted in ["Usage:", "Examples:", "Exit codes:", "convert", "registry"] {
            assert!(seen.stdout.contains(wanted), "{arguments:?} lacks {wanted}");
        }
    }
    let seen = portolan(directory.path(), &["--version"], b"");
    assert_eq!(seen.stdout, concat!("portolan ", env!("CARGO_PKG_VERSION"), "\n"));
}
