//! What a user may write, and what `--help` says of it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use portolan::{Format, Ranges, Transport};

use super::Outcome;
use super::limit::Limit;

const ABOUT: &str = "Reads the IANA port number registry, in any rendering, and writes it as JSON or in any other";

const LONG_ABOUT: &str = "\
Reads the IANA Service Name and Transport Protocol Port Number Registry (RFC 6335), in whatever rendering you \
have of it - the registry's XML, its CSV, its page as HTML, Markdown or plain text, whole or cut - and writes it as \
JSON, in any other of its renderings, or as /etc/services.

What a rendering has lost is not made up: a value that the input does not determine is named in the \"uncertain\" \
list of its record. What was damaged, repaired or doubtful is told on standard error, with the line it is about, and so \
is what the rendering that is written has no place for.";

const EXAMPLES: &str = "\
Examples:
  portolan convert service-names-port-numbers.xml > ports.json
  curl -s https://example.org/ports.html | portolan convert --pretty
  portolan convert --to ndjson ports.md | jq -r 'select(.ports.first == 443).service_name'
  portolan convert -o json/ dumps/*.txt
  portolan convert --to ndjson -o all.ndjson dumps/*
  portolan convert --merge pages/*.html -o ports.json
  portolan convert --to csv page.md > ports.csv
  portolan convert --to services --transport tcp,udp -o services ports.xml
  portolan detect dumps/*

Exit codes:
  0  all was read (warnings may have been printed)
  1  something of an input was lost; what could be read was written
     (with --strict also: a warning was printed)
  2  bad usage, a file that cannot be read or written, or an input that is
     no rendering of this registry; nothing was written for that input
With several inputs one bad one does not stop the others; the worst code counts.";

const CONVERT_LONG_ABOUT: &str = "\
Converts renderings of the registry to JSON, or to another rendering. The format of each input is told from its content.

Data alone goes to standard output; diagnostics go to standard error, so the two can be redirected apart.";

const DETECT_LONG_ABOUT: &str = "\
Tells what each input is, from its content: one line on standard output, six columns between tabs.

  name      as given; - for standard input
  format    xml, csv, html, markdown, text, json or ndjson (portolan's own, or rows of the CSV)
  layout    how cells stand in markdown (aligned, packed) and text (joined, tabbed, fixed, stacked); else -
  encoding  utf-8, utf-16le, utf-16be or windows-1252
  how sure  per cent of the rows in the first part of the document that read soundly as that; 50% where it has the \
headings of the table and no row, 25% where it has the registry's title alone
  columns   named as in the JSON, in the document's order; all 12; or - where there are none

A line on standard error for an input that is no rendering of the registry; the others go on.";

const DETECT_EXAMPLES: &str = "\
Examples:
  portolan detect dumps/*
  curl -s https://example.org/ports.html | portolan detect
  portolan detect dumps/* | awk -F '\\t' '$2 == \"text\" { print $1 }'
  portolan detect --json dumps/* | jq -r 'select(.confidence < 0.9).input'

Exit codes:
  0  every input is a rendering of the registry
  2  bad usage, a file that cannot be read, or an input that is no rendering of
     this registry";

const MERGE_HELP: &str = "\
Write the inputs, pages of one registry, as one.

Records stand in the registry's order, each once, whichever of the pages it is on, and so do contacts; the header is \
that of the first page that has it. Pages may overlap, as searches do, and may be of different formats: of two copies \
of a record the more certain one is kept. Pages of different dates are refused, and nothing is written. Places count \
the inputs as if they stood one behind the other in the order given.";

const THREADS_HELP: &str = "\
Work on so many inputs at a time [default: as many as there are processors].

What is printed stands in the order of the inputs, however many there are.";

const LIMIT_HELP: &str = "\
Change a limit on what an input can make portolan do; NAME=none takes it away. Past a limit what was read is kept, and \
an error names the limit.

input_bytes: bytes of an input [default: 268435456]. lines: lines of an input [10000000]. cell_bytes: bytes of a row or \
of an element [1048576]. depth: elements of HTML and XML that are open at one time [64]. elements: tags of a page of \
HTML [4000000]. attributes: attributes of an element [64]. records: records, and as many contacts [1000000]. \
diagnostics: diagnostics [1000].";

const TO_HELP: &str = "\
What to write.

json: one object an input, with the keys source, title, updated, experts, references, notes, footnotes, records, \
contacts and diagnostics. Every key is always there; what is absent is null or [].

ndjson: one line a record, in the order of the input; the line is the same object as in \"records\". With more than \
one INPUT, unless they are merged, each line begins with the key \"input\", which holds the name as given (\"-\" for standard input). The rest \
of json (title, notes, contacts, diagnostics ...) is left out; diagnostics are still printed.

csv: the registry's own, of the columns that the input had, without header and contacts. xml: the registry's own.

html: a page as the registry's, with a search, that needs no network. markdown: a pipe table that GitHub renders. \
text: columns aligned by blanks, as the registry's plain text.

services: /etc/services as the C library reads it, a line for each port and transport protocol: the current name, the \
port, and the other names as aliases, historic ones last. Names that no line can hold are left out and told. --ranges, \
--transport and --max-port choose the lines.

What a rendering has no place for is told on standard error, and the README has a table of it.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "portolan", version, about = ABOUT, long_about = LONG_ABOUT, after_help = EXAMPLES)]
#[command(max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Convert renderings of the registry to JSON, or to another
    #[command(long_about = CONVERT_LONG_ABOUT, after_help = EXAMPLES)]
    Convert(Convert),
    /// Tell what each input is: format, layout, encoding, columns
    #[command(long_about = DETECT_LONG_ABOUT, after_help = DETECT_EXAMPLES)]
    Detect(Detect),
}

/// The arguments of `portolan detect`.
#[derive(Args, Debug)]
pub(super) struct Detect {
    /// Files to look at; `-` or none: standard input
    #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
    pub(super) inputs: Vec<PathBuf>,

    /// Print one JSON object a line, with the keys input, format, layout, encoding, columns and confidence (0.0 to 1.0)
    #[arg(long)]
    pub(super) json: bool,

    /// Look at so many inputs at a time [default: as many as there are processors]
    #[arg(short = 'j', long, value_name = "N", long_help = THREADS_HELP)]
    pub(super) threads: Option<NonZeroUsize>,
}

/// The arguments of `portolan convert`.
#[derive(Args, Debug)]
pub(super) struct Convert {
    /// Files to read; `-` or none: standard input
    #[arg(value_name = "INPUT", value_hint = ValueHint::FilePath)]
    pub(super) inputs: Vec<PathBuf>,

    /// Read the inputs as this format, instead of telling it from their content
    #[arg(long, value_name = "FORMAT", ignore_case = true, value_parser = formats())]
    pub(super) from: Option<Format>,

    /// What to write: json, ndjson, csv, xml, html, markdown, text or services
    #[arg(long, value_name = "FORM", value_enum, ignore_case = true, default_value_t = Form::Json)]
    #[arg(hide_possible_values = true)]
    #[arg(long_help = TO_HELP)]
    pub(super) to: Form,

    /// Write the inputs, pages of one registry, as one
    #[arg(long, long_help = MERGE_HELP)]
    pub(super) merge: bool,

    /// Indent the JSON for people to read
    #[arg(long)]
    pub(super) pretty: bool,

    /// To services: which ports of a range get a line: the first, all, or none [default: first]
    #[arg(long, value_name = "WHICH", value_enum, ignore_case = true)]
    pub(super) ranges: Option<RangeLines>,

    /// To services: write these transport protocols alone, such as tcp,udp
    #[arg(long, value_name = "PROTOCOL", value_delimiter = ',', value_parser = transport)]
    pub(super) transport: Vec<Transport>,

    /// To services: leave out ports above this one
    #[arg(long, value_name = "PORT")]
    pub(super) max_port: Option<u16>,

    /// Write to this file, or into this directory, instead of standard output
    ///
    /// A file appears, or is replaced, only when all of it was written. An existing directory, or a name that ends
    /// in `/`, gets one file an input, named after it: ports.xml gives ports.json. Several inputs need a directory, which
    /// is made where it is missing; to ndjson they can share one file, and merged ones are one output.
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) output: Option<PathBuf>,

    /// Work on so many inputs at a time [default: as many as there are processors]
    #[arg(short = 'j', long, value_name = "N", long_help = THREADS_HELP)]
    pub(super) threads: Option<NonZeroUsize>,

    /// Exit with 1 on a warning too, not on an error alone
    #[arg(long)]
    pub(super) strict: bool,

    /// Print no diagnostics and no progress; what makes an input or an output fail is still told
    #[arg(short, long)]
    pub(super) quiet: bool,

    /// Change a limit on what an input can make portolan do, such as depth=128
    #[arg(long, value_name = "NAME=N", long_help = LIMIT_HELP)]
    pub(super) limit: Vec<Limit>,

    /// Print every diagnostic, not the 50 worst of each input, and keep every one in the JSON, not the first 1,000
    #[arg(long, conflicts_with = "quiet")]
    pub(super) all_diagnostics: bool,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// One object an input
    Json,
    /// One object a record, each on its line
    Ndjson,
    /// The registry's CSV
    Csv,
    /// The registry's XML
    Xml,
    /// A page as the registry's
    Html,
    /// A table that GitHub renders
    Markdown,
    /// Fixed columns
    Text,
    /// /etc/services
    Services,
}

impl Form {
    /// How the name of a file of it ends.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Xml => "xml",
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Text => "txt",
            Self::Services => "services",
        }
    }

    /// The rendering of the registry that it is; `/etc/services` is none.
    pub(super) const fn format(self) -> Option<Format> {
        Some(match self {
            Self::Json => Format::Json,
            Self::Ndjson => Format::Ndjson,
            Self::Csv => Format::Csv,
            Self::Xml => Format::Xml,
            Self::Html => Format::Html,
            Self::Markdown => Format::Markdown,
            Self::Text => Format::Text,
            Self::Services => return None,
        })
    }

    /// The word on the command line.
    pub(super) const fn as_str(self) -> &'static str {
        match self.format() {
            Some(format) => format.as_str(),
            None => "services",
        }
    }
}

/// What becomes of a range of ports in /etc/services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RangeLines {
    /// A line for the first port
    First,
    /// A line for each port
    All,
    /// No line
    None,
}

impl From<RangeLines> for Ranges {
    fn from(lines: RangeLines) -> Self {
        match lines {
            RangeLines::First => Self::First,
            RangeLines::All => Self::All,
            RangeLines::None => Self::None,
        }
    }
}

/// The transport protocol that a word names; a registry may have others than are known here.
fn transport(word: &str) -> Result<Transport, String> {
    match word.trim() {
        "" => Err("a transport protocol has a name, such as tcp".to_owned()),
        word if word.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '#')) => {
            Err("a transport protocol is one word, such as tcp".to_owned())
        }
        word => Ok(word.into()),
    }
}

fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|name| name.parse::<Format>())
}

/// Tells of arguments that do not go together, in the way of those that the parser itself refuses.
pub(super) fn refuse(subcommand: &str, message: &str) -> Outcome {
    let mut command = Cli::command();
    command.build();
    let error = match command.find_subcommand_mut(subcommand) {
        Some(found) => found.error(ErrorKind::ArgumentConflict, message),
        None => command.error(ErrorKind::ArgumentConflict, message),
    };
    // Where standard error is closed there is nobody to tell.
    let _ = error.print();
    Outcome::Failed
}
