use crate::ast::Format;

/// How to read; [`Options::default`] is right for every document of the registry.
///
/// ```
/// use portolan::{Format, Options};
///
/// let mut options = Options::default();
/// options.format = Some(Format::Xml);
/// options.limits.input_bytes = 16 << 20;
/// let parsed = options.parse(b"<registry/>");
/// assert!(parsed.registry.records.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The format to read the input as; detected from its content where it is `None`.
    pub format: Option<Format>,
    /// Bounds on what hostile input can make a reader do.
    pub limits: Limits,
}

/// Bounds on what hostile input can make a reader do.
///
/// Past one of them reading goes on with what is left, or stops; what was read is kept, and an error
/// diagnostic of code [`Limit`](crate::Code::Limit) names the limit. The defaults leave the whole registry
/// (8 MB as HTML, 14,500 records) far below them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of input that are read; what follows is left out. Default 256 MiB, 4 GiB at the most.
    pub input_bytes: usize,
    /// Lines that are read, of whatever format; what follows is left out. Default 10,000,000.
    pub lines: usize,
    /// Bytes of one row, of one element or of one record of JSON; a longer one is left out. Default 1 MiB.
    pub cell_bytes: usize,
    /// Elements open at one time: in HTML those deeper are taken for text, in XML the document ends there. Default 64.
    pub depth: usize,
    /// Tags that are read of one HTML page, of the elements that portolan looks at: an end tag is one, too, and so is
    /// each `<br>`. What follows is left out. Default 4,000,000, some nine whole registries.
    pub elements: usize,
    /// Attributes of one element: in HTML those past it are not looked at, in XML such an element is left out.
    /// Default 64.
    pub attributes: usize,
    /// Records that are kept, and as many contacts; of JSON as many of each array. Default 1,000,000.
    pub records: usize,
    /// Diagnostics that are kept; one more tells how many were left out. Default 1,000.
    pub diagnostics: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input_bytes: 256 << 20,
            lines: 10_000_000,
            cell_bytes: 1 << 20,
            depth: 64,
            elements: 4_000_000,
            attributes: 64,
            records: 1_000_000,
            diagnostics: 1_000,
        }
    }
}
