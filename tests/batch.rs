//! Many inputs on several threads: everything that a user sees is what one thread gives.
#![cfg(feature = "cli")]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/command.rs"]
mod command;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use command::{Seen, portolan};

const INPUTS: usize = 40;

/// Pages of different lengths, long ones first; some are damaged, two are no pages, and one is not there.
fn inputs() -> (TempDir, Vec<String>) {
    let folder = TempDir::new().unwrap();
    let mut names = Vec::new();
    for at in 0..INPUTS {
        let name = format!("page{at:02}.txt");
        let rows = if at % 8 == 0 { 4_000 } else { 1 + at };
        let date = if at % 5 == 3 { "2005-13" } else { "2005-03" };
        let mut page = "Service Name\tPort Number\tTransport Protocol\tDescription\tRegistration Date\n".to_owned();
        for row in 0..rows {
            page += &format!("quay-{at}\t{}\ttcp\tQuay \"{row}\"\t{date}\n", 1000 + row);
        }
        match at {
            7 | 8 => fs::write(folder.path().join(&name), "neither here nor there\n").unwrap(),
            21 => {}
            _ => fs::write(folder.path().join(&name), page).unwrap(),
        }
        names.push(name);
    }
    (folder, names)
}

/// What one thread gives and writes to `output`, which several were found to give and write too.
fn same(arguments: &[&str], output: Option<&str>) -> (Seen, BTreeMap<String, Vec<u8>>) {
    let (folder, names) = inputs();
    let run = |threads| {
        let mut all = arguments.to_vec();
        all.extend(["-j", threads]);
        all.extend(output.into_iter().flat_map(|output| ["-o", output]));
        all.extend(names.iter().map(String::as_str));
        let seen = portolan(folder.path(), &all, b"");
        (seen, output.map(|output| taken(&folder.path().join(output))).unwrap_or_default())
    };
    let (one, files) = run("1");
    for threads in ["4", "64"] {
        let (other, others) = run(threads);
        assert_eq!((one.code, &one.stdout, &one.stderr), (other.code, &other.stdout, &other.stderr), "{arguments:?}");
        assert_eq!(files, others, "{arguments:?}");
    }
    (one, files)
}

/// The content of a file, or of all in a directory, which are gone then.
fn taken(path: &Path) -> BTreeMap<String, Vec<u8>> {
    if path.is_dir() {
        let entries = path.read_dir().unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let files = entries.map(|path| (name(&path), fs::read(&path).unwrap())).collect();
        fs::remove_dir_all(path).unwrap();
        return files;
    }
    let Ok(content) = fs::read(path) else { return BTreeMap::new() };
    fs::remove_file(path).unwrap();
    BTreeMap::from([(String::new(), content)])
}

#[test]
fn a_directory_gets_the_same_files_and_its_user_the_same_messages() {
    for form in ["json", "csv"] {
        let (seen, files) = same(&["convert", "--to", form], Some("out/"));
        assert_eq!(seen.code, Some(2));
        assert_eq!(files.len(), INPUTS - 3);
        assert!(seen.stderr.contains("cannot read page21.txt"));
        let places: Vec<_> = ["page03.txt", "page07.txt", "page08.txt", "page21.txt", "page38.txt"]
            .map(|name| seen.stderr.find(name).unwrap())
            .to_vec();
        assert!(places.is_sorted(), "{}", seen.stderr);
    }
}

#[test]
fn one_stream_holds_the_records_in_the_order_of_the_inputs() {
    let (seen, _) = same(&["convert", "--to", "ndjson"], None);
    let inputs: Vec<_> = seen.lines().iter().map(|line| line["input"].as_str().unwrap().to_owned()).collect();
    assert!(inputs.is_sorted() && inputs.len() > 16_000);
    let (quiet, files) = same(&["convert", "--to", "ndjson", "--quiet"], Some("all.ndjson"));
    assert_eq!(files[""], seen.stdout.as_bytes());
    // Why there is nothing of an input is told even to the quiet.
    assert_eq!(quiet.stderr.lines().count(), 3, "{}", quiet.stderr);
}

#[test]
fn detection_is_a_line_an_input_in_their_order() {
    for arguments in [&["detect"][..], &["detect", "--json"]] {
        let (seen, _) = same(arguments, None);
        assert_eq!(seen.stdout.lines().count(), INPUTS - 3);
        assert_eq!(seen.code, Some(2));
    }
}

#[test]
fn merged_pages_are_read_on_several_threads_too() {
    let (seen, files) = same(&["convert", "--merge"], Some("all.json"));
    assert_eq!(seen.code, Some(2));
    assert!(files[""].starts_with(b"{\"source\":"));
}

#[test]
fn threads_are_one_at_the_least() {
    let (folder, names) = inputs();
    for number in ["0", "-1", "x", ""] {
        let seen = portolan(folder.path(), &["detect", "--threads", number, &names[0]], b"");
        assert_eq!(seen.code, Some(2), "{number}");
    }
}

/// Who has read enough of the output ends the run, with whatever was found until then.
#[test]
fn a_closed_pipe_ends_quietly() {
    let (folder, names) = inputs();
    for threads in ["1", "4"] {
        for arguments in [&["convert", "--quiet", "--to", "ndjson"][..], &["detect"]] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_portolan"))
                .current_dir(folder.path())
                .args(arguments)
                .args(["-j", threads])
                .args(names.iter().filter(|name| !["page07.txt", "page08.txt", "page21.txt"].contains(&name.as_str())))
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            let mut told = String::new();
            child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
            assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""), "{arguments:?} -j {threads}");
        }
    }
}

/// What cannot be written ends a shared output, and the old file stays.
#[cfg(unix)]
#[test]
fn a_directory_that_takes_nothing_fails_each_input_and_a_file_the_run() {
    let (folder, names) = inputs();
    let names: Vec<_> = names.iter().map(String::as_str).take(7).collect();
    fs::create_dir_all(folder.path().join("out/page03.json/full")).unwrap();
    let mut seen = Vec::new();
    for threads in ["1", "4"] {
        let arguments = [&["convert", "--quiet", "-o", "out", "-j", threads], &names[..]].concat();
        let into_directory = portolan(folder.path(), &arguments, b"");
        assert_eq!(into_directory.code, Some(2));
        assert_eq!(into_directory.stderr.lines().count(), 1, "{}", into_directory.stderr);
        assert_eq!(folder.path().join("out").read_dir().unwrap().count(), names.len());
        let arguments = [&["convert", "--to", "ndjson", "-o", "nowhere/out", "-j", threads], &names[..]].concat();
        let into_file = portolan(folder.path(), &arguments, b"");
        assert_eq!(into_file.code, Some(2));
        // The name of the file that was to become it is another one each time.
        let reason = into_file.stderr.split(" at path").next().unwrap().to_owned();
        seen.push((into_directory.stderr, reason));
    }
    assert_eq!(seen[0], seen[1]);
}
