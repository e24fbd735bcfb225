//! What holds of every reading of any bytes. Tests hold it against fixtures, the fuzz targets against what they find.

use portolan::{Code, Detection, Diagnostic, Field, Format, Options, Parsed, Record, Registry, Severity, Span};

/// Stops where something does not hold of `parsed`, read from a document of this text. What is read back from JSON has
/// the places and the diagnostics of another document, and is held against less.
pub fn check(text: &str, parsed: &Parsed, is_read_back: bool) {
    let Parsed { registry, diagnostics } = parsed;
    if !parsed.is_recognized() {
        assert_eq!(*registry, Registry::default(), "what is not recognized gives nothing");
        let codes: Vec<Code> = diagnostics.iter().map(|found| found.code).collect();
        let is_of_end = |code: &Code| matches!(code, Code::Limit | Code::Truncated);
        assert!(matches!(&codes[..], [Code::Unrecognized, end @ ..] if end.iter().all(is_of_end)), "{codes:?}");
    }
    if !is_read_back {
        check_places(text, parsed);
        check_uncertain(text, parsed);
        check_size(text, registry);
    }
    check_json(parsed);
}

/// Spans lie in the document, on character boundaries; lines and columns are those of their first bytes; diagnostics and
/// records are in the order of the document, and no two share a byte of it but one that lies within the other: in a cell, a
/// table.
fn check_places(text: &str, parsed: &Parsed) {
    let newlines: Vec<usize> = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
    let place = |span: Span| {
        let range = span.range();
        assert!(text.get(range.clone()).is_some(), "no place in the document: {span:?}");
        let above = newlines.partition_point(|newline| *newline < range.start);
        assert_eq!(span.line as usize, above + 1, "the line of {span:?}");
        above.checked_sub(1).map_or(0, |newline| newlines[newline] + 1)
    };
    let is_page = parsed.registry.source.as_ref().is_some_and(|source| source.format == Format::Html);
    let mut before = Span::default();
    for Diagnostic { span, column, code, .. } in &parsed.diagnostics {
        assert!(before <= *span, "diagnostics out of order: {code} at {span:?} behind {before:?}");
        before = *span;
        // What is said of a whole document has no place, nor has what is said of the header of a page of HTML.
        if *code == Code::Unrecognized || is_page && *span == Span::default() {
            assert_eq!((*span, *column), (Span::default(), 0), "no place");
            continue;
        }
        let line = place(*span);
        assert_eq!(*column as usize, text[line..span.range().start].chars().count() + 1, "the column of {span:?}");
    }
    let mut before = 0..0;
    for record in &parsed.registry {
        place(record.span());
        let range = record.span().range();
        assert!(!range.is_empty(), "a record of no bytes: {:?}", record.span());
        assert!(
            before.end <= range.start || before.start <= range.start && range.end <= before.end && is_page,
            "records that share bytes, or out of order: {:?} behind {before:?}",
            record.span()
        );
        before = range;
    }
}

/// A field that is listed as uncertain and holds nothing has a diagnostic that says why: one at the record, one that
/// counts the record among others, the one that says that the document ends too early, where it is the last record, or the
/// one that says that more were left out. A line that is lost is told of where it stood, right beside the record.
fn check_uncertain(text: &str, parsed: &Parsed) {
    let told = |code: Code| parsed.diagnostics.iter().filter(move |found| found.code == code);
    let is_cut_short = told(Code::Limit).any(|found| found.message.contains("left out (limit"));
    if is_cut_short {
        return;
    }
    let mut counted = 0;
    for record in &parsed.registry {
        let empty: Vec<Field> = record.uncertain().iter().filter(|field| is_empty(record, *field)).collect();
        if empty.is_empty() {
            continue;
        }
        let range = record.span().range();
        let is_at = |found: &&Diagnostic| {
            let at = found.span.range();
            let between = text.get(range.end..at.start).or_else(|| text.get(at.end..range.start)).unwrap_or("");
            between.trim().is_empty()
        };
        let is_cut = parsed.registry.records.last() == Some(record) && told(Code::Truncated).next().is_some();
        if !is_cut && !parsed.diagnostics.iter().any(|found| is_at(&found)) {
            counted += 1;
            let is_counted = COUNTS.iter().flat_map(|code| told(*code)).any(|found| found.span <= record.span());
            assert!(is_counted, "uncertain and empty, and nothing says why: {empty:?} of {record:?}");
        }
    }
    let counts: usize = COUNTS.iter().flat_map(|code| told(*code)).map(|found| count(&found.message)).sum();
    assert!(counted <= counts, "{counted} records have uncertain fields that are empty, and {counts} are told of");
}

/// Diagnostics that tell of many places at once, at the first of them.
const COUNTS: [Code; 4] = [Code::LoneDate, Code::AmbiguousColumn, Code::AmbiguousLine, Code::MarkedUncertain];

/// The number that a message begins with.
fn count(message: &str) -> usize {
    message.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0)
}

fn is_empty(record: &Record, field: Field) -> bool {
    match field {
        Field::ServiceName => record.service_name().is_none(),
        Field::Ports => record.ports().is_none(),
        Field::Transport => record.transport().is_none(),
        Field::Description => record.description().is_none(),
        Field::Assignees => record.assignees().is_empty(),
        Field::Contacts => record.contacts().is_empty(),
        Field::RegistrationDate => record.registration_date().is_none(),
        Field::ModificationDate => record.modification_date().is_none(),
        Field::References => record.references().is_empty(),
        Field::ServiceCode => record.service_code().is_none(),
        Field::UnauthorizedUse => record.unauthorized_use().is_none(),
        Field::Notes => record.notes().is_none(),
    }
}

/// No byte of the document is read as more than a few.
fn check_size(text: &str, registry: &Registry) {
    let of_record = |record: &Record| {
        let texts = [
            record.service_name(),
            record.description(),
            record.replaces(),
            record.alias_of(),
            record.unauthorized_use(),
            record.notes(),
        ];
        let lists = record.assignees().iter().chain(record.contacts());
        let references = record.references().iter().map(|reference| reference.text.len());
        1 + texts.iter().flatten().map(|text| text.len()).sum::<usize>()
            + lists.map(|id| id.len()).sum::<usize>()
            + references.sum::<usize>()
    };
    let size: usize = registry.iter().map(of_record).sum();
    assert!(size <= 8 * text.len(), "{size} bytes of records from {} bytes of text", text.len());
    assert!(registry.contacts.len() <= text.len(), "more contacts than bytes");
}

/// The JSON is valid, and reads back equal: by serde, and by the reader of JSON.
fn check_json(parsed: &Parsed) {
    let json = serde_json::to_string(parsed).unwrap();
    assert_eq!(serde_json::from_str::<Parsed>(&json).unwrap(), *parsed, "JSON reads back equal");
    let mut written = Vec::new();
    portolan::write(parsed, Format::Json, &mut written).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&written).unwrap(), serde_json::to_value(parsed).unwrap());
    if parsed.is_recognized() {
        assert_eq!(portolan::parse(&written), *parsed, "written JSON is read equal");
    }
}

/// Reads bytes as one format, or as what they are told to be; all must hold of that, the same bytes must give the same
/// again, and what they are told to be must be what they are read as.
pub fn read(input: &[u8], options: &Options) -> Parsed {
    let parsed = options.parse(input);
    assert_eq!(options.parse(input), parsed, "the same bytes give the same");
    let decoded = portolan::decode(&input[..input.len().min(options.limits.input_bytes)]);
    let detected = options.detect(input);
    check(&decoded.text, &parsed, is_read_back(detected.as_ref()));
    check_detected(&parsed, detected.as_ref());
    assert!(parsed.is_recognized() || parsed.worst() == Some(Severity::Error));
    parsed
}

fn is_read_back(detected: Option<&Detection>) -> bool {
    detected.is_some_and(|found| matches!(found.format, Format::Json | Format::Ndjson))
}

/// What a document is told to be is what it is read as.
pub fn check_detected(parsed: &Parsed, detected: Option<&Detection>) {
    let source = parsed.registry.source.as_ref();
    assert_eq!(source.is_some(), detected.is_some(), "it is told where it is read: {detected:?}");
    let Some((source, detected)) = source.zip(detected) else { return };
    assert!((0.0..=1.0).contains(&detected.confidence), "{detected:?}");
    if !is_read_back(Some(detected)) {
        assert_eq!((source.format, source.layout), (detected.format, detected.layout));
        assert_eq!((source.encoding, &source.columns), (detected.encoding, &detected.columns));
    }
}
