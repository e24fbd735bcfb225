//! Inputs: their names and their bytes.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::PathBuf;

/// A document to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Stdin,
    File(PathBuf),
}

/// The inputs that arguments name; none: standard input.
///
/// # Errors
/// What is wrong with them.
pub(super) fn all(paths: Vec<PathBuf>) -> Result<Vec<Input>, String> {
    let mut inputs: Vec<Input> = paths.into_iter().map(Input::new).collect();
    if inputs.is_empty() {
        inputs.push(Input::Stdin);
    }
    if inputs.iter().filter(|input| **input == Input::Stdin).count() > 1 {
        return Err("standard input (-) can be read once only".to_owned());
    }
    Ok(inputs)
}

impl Input {
    /// The input that an argument names; `-` is standard input.
    fn new(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::Stdin } else { Self::File(path) }
    }

    /// The name as it was given; it goes into the data.
    pub(super) fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Stdin => Cow::Borrowed("-"),
            Self::File(path) => path.to_string_lossy(),
        }
    }

    /// The name in messages: without what would break the line or steer the terminal.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Stdin => Cow::Borrowed("<stdin>"),
            Self::File(path) => Cow::Owned(path.to_string_lossy().replace(char::is_control, "\u{fffd}")),
        }
    }

    /// Tells somebody who types a command without a file what it waits for.
    pub(super) fn tell_of_terminal(&self, subcommand: &str) {
        if *self == Self::Stdin && io::stdin().is_terminal() {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(
                anstream::stderr().lock(),
                "portolan: reading standard input; Ctrl-D ends it, `portolan {subcommand} --help` tells more"
            );
        }
    }

    /// What an output that is named after this input is called, without its extension.
    pub(super) fn stem(&self) -> &OsStr {
        match self {
            Self::Stdin => OsStr::new("stdin"),
            Self::File(path) => path.file_stem().unwrap_or(path.as_os_str()),
        }
    }

    /// The bytes: `most` of them and one more, by which the library sees that there is more. Without that bound an
    /// endless input would fill the memory. They go into `bytes`, which is empty.
    pub(super) fn read(&self, most: usize, mut bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        match self {
            Self::Stdin => io::stdin().lock().take(most).read_to_end(&mut bytes)?,
            Self::File(path) => {
                let file = File::open(path)?;
                // One byte of room to spare: the read that finds the end needs no second allocation.
                let size = file.metadata()?.len().min(most).saturating_add(1);
                bytes.reserve_exact(usize::try_from(size).unwrap_or(0));
                file.take(most).read_to_end(&mut bytes)?
            }
        };
        Ok(bytes)
    }
}
