//! What somebody sees who runs the command at a terminal; `script`, of util-linux, is one.
#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Longer than what is done before anything moves on the terminal.
const WAIT: Duration = Duration::from_millis(2000);

/// What a terminal shows of a run, into which `typed` is typed after a while; `None` where there is no such terminal.
fn shown(arguments: &str, typed: &[u8]) -> Option<String> {
    let command = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_portolan"));
    let terminal = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut terminal) = terminal else {
        eprintln!("skipped: there is no `script` here");
        return None;
    };
    let mut keys = terminal.stdin.take().unwrap();
    if !typed.is_empty() {
        thread::sleep(WAIT);
        keys.write_all(typed).unwrap();
    }
    drop(keys);
    let output = terminal.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/csv").join(name)).unwrap()
}

#[test]
fn who_types_a_command_without_a_file_is_told_what_it_waits_for() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.ndjson");
    let typed = b"Service Name,Port Number,Transport Protocol,Description\nquay,4010,tcp,Quay\n";
    let Some(shown) = shown(&format!("convert - --to ndjson -o '{}'", out.display()), typed) else { return };
    assert!(shown.contains("reading standard input; Ctrl-D ends it"), "{shown}");
    assert!(shown.contains("reading <stdin>"), "{shown}");
    assert!(fs::read_to_string(out).unwrap().starts_with(r#"{"service_name":"quay","#));
}

#[test]
fn a_bar_counts_the_files_that_are_done_and_is_gone_at_the_end() {
    let folder = TempDir::new().unwrap();
    let [slow, quick, out] = ["slow.csv", "quick.csv", "out.ndjson"].map(|name| folder.path().join(name));
    if !Command::new("mkfifo").arg(&slow).status().is_ok_and(|status| status.success()) {
        return eprintln!("skipped: there is no `mkfifo` here");
    }
    fs::write(&quick, fixture("ranges.csv")).unwrap();
    let writer = {
        let slow = slow.clone();
        thread::spawn(move || {
            let mut pipe = File::options().write(true).open(slow).unwrap();
            thread::sleep(WAIT);
            pipe.write_all(&fixture("basic.csv")).unwrap();
        })
    };
    let arguments = format!("convert '{}' '{}' --to ndjson -o '{}'", slow.display(), quick.display(), out.display());
    let Some(shown) = shown(&arguments, b"") else { return };
    writer.join().unwrap();
    assert!(shown.contains("0/2 files 0.0 files/s"), "{shown}");
    let (_, last) = shown.rsplit_once('\r').unwrap();
    assert!(last.starts_with("\u{1b}[2K") && !last.contains("files"), "{shown}");
}
