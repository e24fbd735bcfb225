//! Where data is written: standard output, one file, or a file an input. All of it goes through a large buffer.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::form;
use super::input::Input;
use super::plan::{self, Destination, Plan};
use portolan::{Diagnostic, Parsed};

/// As much as a pipe holds. What comes in pieces as large goes by it.
const BUFFER: usize = 64 * 1024;

/// Where the data of a run goes.
pub(super) struct Output<'a> {
    plan: &'a Plan,
    sink: Sink<'a>,
}

enum Sink<'a> {
    Stdout(BufWriter<Stdout>),
    /// Begun with the first input that there is something to write of, so that a run without any changes nothing.
    File(&'a Path, Option<BufWriter<Replacement>>),
    Directory(&'a Path),
}

/// Data could not be written.
#[derive(Debug)]
pub(super) struct WriteError {
    /// Where to.
    place: String,
    source: io::Error,
}

impl WriteError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self { place: path.to_string_lossy().replace(char::is_control, "\u{fffd}"), source }
    }

    pub(super) fn stdout(source: io::Error) -> Self {
        Self { place: "standard output".to_owned(), source }
    }

    /// Whether the reader of the data has gone, as `head` does when it has enough. That is no failure.
    pub(super) fn is_closed_pipe(&self) -> bool {
        self.source.kind() == io::ErrorKind::BrokenPipe
    }
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot write {}: {}", self.place, self.source)
    }
}

impl<'a> Output<'a> {
    pub(super) fn open(plan: &'a Plan) -> Result<Self, WriteError> {
        let sink = match &plan.destination {
            Destination::Stdout => {
                Sink::Stdout(BufWriter::with_capacity(BUFFER, stdout().map_err(WriteError::stdout)?))
            }
            Destination::File(path) => Sink::File(path, None),
            Destination::Directory(path) => {
                fs::create_dir_all(path).map_err(WriteError::at(path))?;
                Sink::Directory(path)
            }
        };
        Ok(Self { plan, sink })
    }

    /// Whether an error of one input leaves nothing to write the next ones to.
    pub(super) fn is_shared(&self) -> bool {
        !matches!(self.sink, Sink::Directory(_))
    }

    /// Writes what was read of `input`, and tells what could not be written.
    pub(super) fn write(&mut self, input: &Input, parsed: &Parsed) -> Result<Vec<Diagnostic>, WriteError> {
        match &mut self.sink {
            Sink::Stdout(out) => form::write(self.plan, input, parsed, out).map_err(WriteError::stdout),
            Sink::File(path, begun) => begin_once(path, begun)
                .and_then(|out| form::write(self.plan, input, parsed, out))
                .map_err(WriteError::at(path)),
            Sink::Directory(directory) => write_in(self.plan, directory, input, parsed),
        }
    }

    /// Writes what was made of an input where all inputs go.
    pub(super) fn append(&mut self, data: &[u8]) -> Result<(), WriteError> {
        match &mut self.sink {
            Sink::Stdout(out) => out.write_all(data).map_err(WriteError::stdout),
            Sink::File(path, begun) => {
                begin_once(path, begun).and_then(|out| out.write_all(data)).map_err(WriteError::at(path))
            }
            Sink::Directory(_) => Ok(()),
        }
    }

    /// Sends on what a terminal or a pipe would get before the messages that follow.
    pub(super) fn flush(&mut self) -> Result<(), WriteError> {
        match &mut self.sink {
            Sink::Stdout(out) => out.flush().map_err(WriteError::stdout),
            Sink::File(..) | Sink::Directory(_) => Ok(()),
        }
    }

    /// Completes the output.
    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        self.flush()?;
        match self.sink {
            Sink::File(path, Some(begun)) => commit(begun).map_err(WriteError::at(path)),
            _ => Ok(()),
        }
    }
}

/// Writes what was read of `input` into its own file in `directory`, and tells what could not be written.
pub(super) fn write_in(
    plan: &Plan,
    directory: &Path,
    input: &Input,
    parsed: &Parsed,
) -> Result<Vec<Diagnostic>, WriteError> {
    let path = plan::output_in(directory, input, plan.form);
    let write = || {
        let mut out = begin(&path)?;
        let told = form::write(plan, input, parsed, &mut out)?;
        commit(out)?;
        Ok(told)
    };
    write().map_err(WriteError::at(&path))
}

/// Standard output without the library's own buffer, which looks for lines in all that it is given.
#[cfg(unix)]
type Stdout = File;
#[cfg(not(unix))]
type Stdout = io::StdoutLock<'static>;

#[cfg(unix)]
fn stdout() -> io::Result<Stdout> {
    std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned().map(File::from)
}

/// A console may take no bytes but text, which the library sees to.
#[cfg(not(unix))]
fn stdout() -> io::Result<Stdout> {
    Ok(io::stdout().lock())
}

fn begin_once<'a>(
    path: &Path,
    begun: &'a mut Option<BufWriter<Replacement>>,
) -> io::Result<&'a mut BufWriter<Replacement>> {
    Ok(match begun {
        Some(out) => out,
        None => begun.insert(begin(path)?),
    })
}

fn begin(path: &Path) -> io::Result<BufWriter<Replacement>> {
    Ok(BufWriter::with_capacity(BUFFER, Replacement::new(path)?))
}

fn commit(out: BufWriter<Replacement>) -> io::Result<()> {
    out.into_inner().map_err(io::IntoInnerError::into_error)?.commit()
}

/// The new content of a file, which takes the place of the old one when it is complete and vanishes when it is not.
enum Replacement {
    /// Beside the target, so that a rename is all that is left to do.
    Temporary { file: NamedTempFile, target: PathBuf },
    /// A device or a named pipe is written to; to put a file in its place would break it.
    Special(File),
}

impl Replacement {
    fn new(path: &Path) -> io::Result<Self> {
        // The file that a symbolic link leads to is replaced, not the link.
        // What is there and has no name of its own, such as the pipe behind /dev/stdout, is written to.
        let own = || if fs::metadata(path).is_ok() { path.to_owned() } else { linked(path) };
        let target = fs::canonicalize(path).unwrap_or_else(|_| own());
        let existing = fs::metadata(&target).ok();
        if existing.as_ref().is_some_and(|found| !found.is_file()) {
            return Ok(Self::Special(File::options().write(true).open(&target)?));
        }
        let directory = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        builder.prefix(".portolan-").suffix(".tmp");
        // A temporary file is its owner's alone; this one is to become an ordinary file, as the umask has it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(directory)?;
        if let Some(existing) = existing {
            file.as_file().set_permissions(existing.permissions())?;
        }
        Ok(Self::Temporary { file, target })
    }

    fn commit(self) -> io::Result<()> {
        match self {
            Self::Temporary { file, target } => file.persist(target).map(drop).map_err(|error| error.error),
            Self::Special(mut file) => file.flush(),
        }
    }
}

/// Where a symbolic link leads to, though nothing is there yet; a path that is none is itself.
fn linked(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => break,
        }
    }
    path
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Temporary { file, .. } => file.as_file_mut().write(bytes),
            Self::Special(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Temporary { file, .. } => file.as_file_mut().flush(),
            Self::Special(file) => file.flush(),
        }
    }
}
