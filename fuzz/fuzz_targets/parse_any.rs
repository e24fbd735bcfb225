//! Any bytes, read as what they are told to be and as each format: what must hold of every reading.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portolan::{Format, Options, Parsed, Severity, Span};

fn check(parsed: &Parsed, text: &str) {
    let is_place = |span: Span| {
        let range = span.range();
        range.start <= range.end && text.is_char_boundary(range.start) && text.is_char_boundary(range.end)
    };
    // What is read back has the places of the document that it was read from first.
    if !text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).starts_with(['{', '[']) {
        assert!(parsed.registry.iter().all(|record| is_place(record.span())), "a record's place");
        assert!(parsed.diagnostics.iter().all(|found| is_place(found.span)), "a diagnostic's place");
    }
    assert!(parsed.is_recognized() || parsed.worst() == Some(Severity::Error), "an input refused without an error");
    // A field that is listed and empty has a diagnostic that says why.
    let is_told = !parsed.diagnostics.is_empty();
    assert!(is_told || parsed.registry.iter().all(|record| record.uncertain().is_empty()), "uncertain, and nothing told");
    let json = serde_json::to_string(parsed).unwrap();
    assert_eq!(serde_json::from_str::<Parsed>(&json).unwrap(), *parsed, "JSON reads back equal");
}

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    let mut options = Options::default();
    options.limits.input_bytes = 1 << 20;
    for format in std::iter::once(None).chain(Format::ALL.map(Some)) {
        options.format = format;
        let parsed = options.parse(input);
        check(&parsed, &text);
        assert_eq!(options.parse(input), parsed, "the same bytes give the same result");
    }
});
