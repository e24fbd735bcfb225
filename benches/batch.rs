//! Many files by the command line, with one thread and with all: `PORTOLAN_HISTORY=DIR cargo bench --bench batch` takes the
//! XML in `DIR` (the snapshots of the corpus, unpacked), else it writes files of its own.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that cannot go on stops")]

mod support;

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use portolan::{Format, Parsed};
use support::generate;
use support::measure::by_turns;

fn main() {
    let own = std::env::temp_dir().join(format!("portolan-batch-{}", std::process::id()));
    let given = std::env::var_os("PORTOLAN_HISTORY").map(PathBuf::from);
    let directory = given.clone().unwrap_or_else(|| {
        std::fs::create_dir_all(&own).expect("a directory for the files");
        let mut xml = Vec::new();
        portolan::write(&Parsed::from(generate::registry(14_500)), Format::Xml, &mut xml).expect("a buffer takes all");
        for number in 0..40 {
            std::fs::write(own.join(format!("{number}.xml")), &xml).expect("a file");
        }
        own.clone()
    });
    let files: Vec<PathBuf> = std::fs::read_dir(&directory)
        .expect("the files")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .collect();
    let bytes: u64 = files.iter().map(|file| file.metadata().expect("a file").len()).sum();
    let convert = |threads: usize| {
        let status = Command::new(env!("CARGO_BIN_EXE_portolan"))
            .args(["convert", "--quiet", "--to", "ndjson", "--threads", &threads.to_string()])
            .args(&files)
            .stdout(Stdio::null())
            .status()
            .expect("portolan runs");
        assert!(status.success(), "portolan reads the files");
    };
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let took = by_turns(Duration::from_secs(60), &mut [&mut || convert(1), &mut || convert(all)]);
    println!("{} files, {:.0} MB, XML to ndjson\n", files.len(), bytes as f64 / 1e6);
    println!("| threads | ms | MB/s | times as fast |\n|---|---|---|---|");
    for (threads, took_one) in [1, all].into_iter().zip(&took) {
        let rate = bytes as f64 / 1e6 / took_one.median.as_secs_f64();
        println!("| {threads} | {:.0} | {rate:.0} | {:.2} |", took_one.millis(), took[0].over(*took_one));
    }
    if given.is_none() {
        std::fs::remove_dir_all(own).expect("the files go");
    }
}
