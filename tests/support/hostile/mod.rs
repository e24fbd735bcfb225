//! Hostile documents, each of size n.

pub mod bodies;
pub mod coded;
pub mod fills;
pub mod html;
pub mod json;
pub mod text;
pub mod xml;

use portolan::Format;

/// The documents that shapes are put into: a header, the rows `wave`, `weir` and `wharf`, and two contacts. JSON has no
/// contacts in them, and neither has CSV.
pub const RENDERINGS: [(&str, &str, Format); 11] = [
    ("joined", include_str!("../../../fixtures/joined/whole.txt"), Format::Text),
    ("tabbed", include_str!("../../../fixtures/tabbed/whole.txt"), Format::Text),
    ("stacked", include_str!("../../../fixtures/stacked/whole.txt"), Format::Text),
    ("fixed", include_str!("../../../fixtures/fixed/whole.txt"), Format::Text),
    ("packed", include_str!("../../../fixtures/packed/whole.md"), Format::Markdown),
    ("aligned", include_str!("../../../fixtures/aligned/whole.md"), Format::Markdown),
    ("csv", include_str!("../../../fixtures/csv/whole.csv"), Format::Csv),
    ("xml", include_str!("../../../fixtures/xml/whole.xml"), Format::Xml),
    ("html", include_str!("../../../fixtures/html/whole.html"), Format::Html),
    ("json", include_str!("../../../fixtures/json/whole.json"), Format::Json),
    ("ndjson", include_str!("../../../fixtures/ndjson/whole.ndjson"), Format::Ndjson),
];

/// The renderings that people read; JSON and NDJSON of these documents are portolan's own.
pub fn read_by_people() -> impl Iterator<Item = (&'static str, &'static str, Format)> {
    RENDERINGS.into_iter().filter(|(_, _, format)| !matches!(format, Format::Json | Format::Ndjson))
}

/// Where in the document of a rendering a shape stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the description of the second row.
    Cell,
    /// Before the second row.
    Row,
    /// Before the name of the first contact.
    Contact,
    /// Before the first row of contacts.
    Contacts,
    /// Behind all.
    End,
    /// It is the document.
    All,
}

use Place::{All, Cell, Contact, Contacts, End, Row};

/// A shape of documents.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub name: &'static str,
    pub rendering: &'static str,
    pub place: Place,
    /// What n counts.
    pub unit: &'static str,
    /// As many as hurt where time is quadratic.
    pub full: usize,
    pub fill: fn(usize) -> Vec<u8>,
}

const fn shape(
    rendering: &'static str,
    place: Place,
    name: &'static str,
    (full, unit): (usize, &'static str),
    fill: fn(usize) -> Vec<u8>,
) -> Shape {
    Shape { name, rendering, place, unit, full, fill }
}

impl Shape {
    pub fn format(&self) -> Format {
        RENDERINGS.iter().find(|(name, ..)| *name == self.rendering).unwrap().2
    }

    /// The document of size n.
    pub fn document(&self, n: usize) -> Vec<u8> {
        let fill = (self.fill)(n);
        if self.place == All {
            return fill;
        }
        let whole = RENDERINGS.iter().find(|(name, ..)| *name == self.rendering).unwrap().1;
        let (before, after) = whole.split_at(place(self.rendering, whole, self.place));
        [before.as_bytes(), &fill, after.as_bytes()].concat()
    }
}

/// The byte of `whole`, the document of a rendering, that a place is.
pub fn place(rendering: &str, whole: &str, place: Place) -> usize {
    let cell = whole.find("Weir").unwrap();
    let opening = |row, before: usize| match rendering {
        "xml" => whole[..before].rfind(if row { "<record" } else { "<person" }).unwrap(),
        "html" => whole[..before].rfind("<tr").unwrap(),
        "json" => whole[..before].rfind("{\"service_name").unwrap(),
        "stacked" if row => whole.find("weir\n").unwrap(),
        _ => whole[..before].rfind('\n').unwrap() + 1,
    };
    let contact = whole.find("Ada Merle");
    match place {
        Cell => cell,
        Row => opening(true, cell),
        Contact => contact.unwrap(),
        Contacts if rendering == "stacked" => opening(false, contact.unwrap() - 1),
        Contacts => opening(false, contact.unwrap()),
        End | All => whole.len(),
    }
}

const MILLION: usize = 1_000_000;
const MIB: usize = 1 << 20;
const TAGS: (usize, &str) = (MILLION, "tags");
const LINES: (usize, &str) = (MILLION, "lines");
const CELLS: (usize, &str) = (MILLION, "cells");
const ROWS: (usize, &str) = (MILLION, "rows");
const BYTES: (usize, &str) = (64 * MIB, "bytes");
const FEW_BYTES: (usize, &str) = (16 * MIB, "bytes");

/// One piece again and again.
fn times(piece: &str, n: usize) -> Vec<u8> {
    piece.repeat(n).into()
}

/// So many bytes of one piece.
fn bytes_of(piece: &str, n: usize) -> Vec<u8> {
    piece.repeat(n / piece.len()).into()
}

/// A piece for each number.
fn each(n: usize, piece: impl Fn(usize) -> String) -> Vec<u8> {
    (0..n).map(piece).collect::<String>().into()
}

/// Pieces between two others.
fn within(before: &str, pieces: Vec<u8>, after: &str) -> Vec<u8> {
    [before.as_bytes(), &pieces, after.as_bytes()].concat()
}

/// All shapes.
pub fn listed() -> impl Iterator<Item = Shape> {
    [html::SHAPES, xml::SHAPES, text::SHAPES, coded::SHAPES].into_iter().flatten().copied()
}
