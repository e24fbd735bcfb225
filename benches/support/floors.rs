//! What the bare tokenisers cost that a reader cannot do without: each looks at every token and keeps none.

use std::hint::black_box;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Serialize;

/// The events of quick-xml, as its reader gives them without any configuration.
pub(crate) fn quick_xml_events(text: &str) -> usize {
    let mut reader = Reader::from_str(text);
    let mut events = 0;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => return events,
            event => {
                black_box(event);
                events += 1;
            }
        }
    }
}

/// The records of the csv crate, as bytes.
pub(crate) fn csv_records(text: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::ByteRecord::new();
    let mut records = 0;
    while reader.read_byte_record(&mut record).expect("a CSV") {
        black_box(&record);
        records += 1;
    }
    records
}

/// The tree that scraper makes of a page.
pub(crate) fn scraper_tree(text: &str) -> usize {
    let page = scraper::Html::parse_document(text);
    page.tree.values().len()
}

struct Sink;

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

/// The tokens of html5ever.
pub(crate) fn html5ever_tokens(text: &str) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Sink, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
}

/// The words, brackets, pipes, tabs and line ends of a text, one byte after the other.
///
/// How long this loop takes depends by a sixth on where its code comes to lie, which changes with whatever else is built:
/// eight copies of it take an eighth of the text each, so that no build has luck.
pub(crate) fn tokens(text: &str) -> usize {
    const COPIES: [fn(&[u8]) -> usize; 8] =
        [copy::<0>, copy::<1>, copy::<2>, copy::<3>, copy::<4>, copy::<5>, copy::<6>, copy::<7>];
    let parts = text.as_bytes().chunks(text.len().div_ceil(COPIES.len()).max(1));
    parts.zip(COPIES).map(|(part, tokens)| tokens(part)).sum()
}

#[inline(never)]
fn copy<const NUMBER: usize>(bytes: &[u8]) -> usize {
    // Otherwise they would be one.
    black_box(NUMBER);
    let (mut tokens, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b' ' | b'\r' => continue,
            b'\n' | b'\t' | b'[' | b']' | b'|' => {}
            _ => {
                while bytes
                    .get(at)
                    .is_some_and(|byte| !matches!(byte, b' ' | b'\r' | b'\n' | b'\t' | b'[' | b']' | b'|'))
                {
                    at += 1;
                }
            }
        }
        black_box((start, at));
        tokens += 1;
    }
    tokens
}

/// Twelve strings to a record, as a program without types would write them.
#[derive(Serialize)]
pub(crate) struct PlainRecord<'a> {
    service_name: &'a str,
    ports: &'a str,
    transport: &'a str,
    description: &'a str,
    assignees: &'a str,
    contacts: &'a str,
    registration_date: &'a str,
    modification_date: &'a str,
    references: &'a str,
    service_code: &'a str,
    unauthorized_use: &'a str,
    notes: &'a str,
}

impl<'a> PlainRecord<'a> {
    pub(crate) fn new(cells: &'a [String]) -> Self {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        Self {
            service_name: cell(0),
            ports: cell(1),
            transport: cell(2),
            description: cell(3),
            assignees: cell(4),
            contacts: cell(5),
            registration_date: cell(6),
            modification_date: cell(7),
            references: cell(8),
            service_code: cell(9),
            unauthorized_use: cell(10),
            notes: cell(11),
        }
    }
}

/// serde_json's way with them.
pub(crate) fn plain_json(records: &[PlainRecord<'_>], out: &mut Vec<u8>) {
    out.clear();
    serde_json::to_writer(out, records).expect("strings");
}
