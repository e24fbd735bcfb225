//! The command as a user runs it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// What a user sees of a run.
pub struct Seen {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Seen {
    pub fn json(&self) -> Value {
        assert!(self.stdout.ends_with("}\n"), "no object and newline: {:?}", self.stdout);
        serde_json::from_str(&self.stdout).unwrap()
    }

    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Runs the command in `directory`.
pub fn portolan(directory: &Path, arguments: &[&str], stdin: &[u8]) -> Seen {
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
