//! From arguments to what is to be done: which input goes where. Bad usage ends here, before anything is read or
//! written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use portolan::{Options, Services};

use super::args::{Convert, Form};
use super::batch;
use super::input::{self, Input};

/// What is to be done.
#[derive(Debug)]
pub(super) struct Plan {
    /// At least one.
    pub(super) inputs: Vec<Input>,
    pub(super) destination: Destination,
    /// How many inputs may be worked on at a time; at least one.
    pub(super) threads: usize,
    pub(super) form: Form,
    /// What `/etc/services` is to hold.
    pub(super) services: Services,
    /// All inputs are one output.
    pub(super) merge: bool,
    pub(super) pretty: bool,
    pub(super) options: Options,
    pub(super) strict: bool,
    pub(super) quiet: bool,
    pub(super) all_diagnostics: bool,
}

/// Where the data goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Stdout,
    /// One file for all inputs.
    File(PathBuf),
    /// One file in it for each input.
    Directory(PathBuf),
}

impl Plan {
    /// # Errors
    /// What is wrong with the arguments, and what to do instead.
    pub(super) fn new(arguments: Convert) -> Result<Self, String> {
        let Convert {
            inputs,
            from,
            to: form,
            merge,
            pretty,
            ranges,
            transport,
            max_port,
            output,
            threads,
            strict,
            quiet,
            limit,
            all_diagnostics,
        } = arguments;
        let inputs = input::all(inputs)?;
        if pretty && form == Form::Ndjson {
            return Err("--pretty does not go with --to ndjson, where a record is one line".to_owned());
        }
        if pretty && form != Form::Json {
            return Err(format!("--pretty does not go with --to {}: it indents JSON", form.as_str()));
        }
        if form != Form::Services && (ranges.is_some() || !transport.is_empty() || max_port.is_some()) {
            return Err("--ranges, --transport and --max-port go with --to services".to_owned());
        }
        let mut services = Services::default();
        services.ranges = ranges.map(Into::into).unwrap_or_default();
        services.transports = transport;
        services.max_port = max_port;
        let outputs = if merge { 1 } else { inputs.len() };
        let destination = destination(output, form, outputs)?;
        if let Destination::Directory(_) = destination {
            if merge {
                return Err("--merge gives one output: -o must name a file".to_owned());
            }
            refuse_equal_names(&inputs, form)?;
            refuse_inputs(&inputs, form, &destination)?;
        }
        let mut options = Options::default();
        options.format = from;
        if all_diagnostics {
            options.limits.diagnostics = usize::MAX;
        }
        limit.into_iter().for_each(|limit| limit.set(&mut options.limits));
        let threads = batch::threads(threads);
        Ok(Self {
            inputs,
            destination,
            threads,
            form,
            services,
            merge,
            pretty,
            options,
            strict,
            quiet,
            all_diagnostics,
        })
    }
}

fn destination(output: Option<PathBuf>, form: Form, outputs: usize) -> Result<Destination, String> {
    let is_several = form != Form::Ndjson && outputs > 1;
    let form = form.as_str();
    match output {
        Some(path) if path.as_os_str() != "-" => {
            if path.as_os_str().is_empty() {
                Err("-o needs the name of a file or of a directory".to_owned())
            } else if path.is_dir() || names_directory(&path) {
                Ok(Destination::Directory(path))
            } else if !is_several {
                Ok(Destination::File(path))
            } else if path.exists() {
                Err(format!(
                    "several inputs to {form} are several outputs: -o must name a directory, and {} is none (--merge makes \
                     one of pages of one registry)",
                    path.display()
                ))
            } else {
                Ok(Destination::Directory(path))
            }
        }
        _ if is_several => Err(format!(
            "several inputs to {form} are several outputs: name a directory for them with -o DIR, write their records in \
             one stream with --to ndjson, or make one of pages of one registry with --merge"
        )),
        _ => Ok(Destination::Stdout),
    }
}

/// Whether a path says by itself that it is a directory's.
fn names_directory(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

/// Two inputs with one stem would write one file, and the later would hide the earlier.
fn refuse_equal_names(inputs: &[Input], form: Form) -> Result<(), String> {
    let mut stems = HashMap::new();
    for input in inputs {
        if let Some(other) = stems.insert(input.stem(), input) {
            return Err(format!(
                "{} and {} would both be written to {}.{}; convert them into different directories",
                other.shown(),
                input.shown(),
                input.stem().to_string_lossy(),
                form.extension()
            ));
        }
    }
    Ok(())
}

/// A directory's file named after an input may be that input itself, which nobody asked to replace.
fn refuse_inputs(inputs: &[Input], form: Form, destination: &Destination) -> Result<(), String> {
    let Destination::Directory(directory) = destination else { return Ok(()) };
    for input in inputs {
        let Input::File(path) = input else { continue };
        let output = output_in(directory, input, form);
        if output.canonicalize().is_ok_and(|output| path.canonicalize().is_ok_and(|path| path == output)) {
            return Err(format!(
                "{} would be replaced by what is made of it; convert it into another directory",
                input.shown()
            ));
        }
    }
    Ok(())
}

/// The file in `directory` that is made of `input`.
pub(super) fn output_in(directory: &Path, input: &Input, form: Form) -> PathBuf {
    let mut name = input.stem().to_owned();
    name.push(".");
    name.push(form.extension());
    directory.join(name)
}
