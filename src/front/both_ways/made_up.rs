//! Tables of invented rows: most cells are what their columns hold, some are what tools and damage make of them.

use super::Numbers;

/// The registry's headings, and cells of each column.
const COLUMNS: [(&str, &[&str]); 12] = [
    ("Service Name", &["http", "www-http", "3gpp-cbsp", "x11", "sql*net", "", "", "443", "NaN", "a b", "né"]),
    ("Port Number", &["80", "443", "6000-6063", "49151", "", "443.0", "8o", "99999", " 7 ", "-"]),
    ("Transport Protocol", &["tcp", "udp", "udp", "sctp", "dccp", "", "TCP", "tcp udp", "None"]),
    ("Description", TEXTS),
    ("Assignee", PERSONS),
    ("Contact", PERSONS),
    ("Registration Date", &["2001-02-03", "2010", "2010-12", "", "", "NaT", "03 Feb 2001", "2010-1"]),
    ("Modification Date", &["2012-02-03", "", "", "", "2011", "1999-01-01", "n/a"]),
    ("Reference", &["[RFC1234]", "[RFC6335][RFC7605]", "", "", "[1]", "RFC 1"]),
    ("Service Code", &["", "", "", "1885957735", "12.0", "x"]),
    ("Unauthorized Use Reported", &["", "", "", "Port 80 is used, too", "-"]),
    ("Assignment Notes", TEXTS),
];

const PERSONS: &[&str] = &[
    "[Jon_Postel]",
    "[Jon_Postel]",
    "[Ann_Other][Jon_Postel]",
    "",
    "[É_Lan]",
    "[Jon Postel]",
    "[open",
    "Jon",
    "[]",
    "[a]b]",
    "[ Jon ]",
];

const TEXTS: &[&str] = &[
    "Reserved",
    "World Wide Web HTTP",
    "",
    "",
    "a, b; c|d",
    "say \"hello\"",
    "\"",
    "two\nlines",
    "three\r\nmore\nlines",
    "[Jon_Postel]",
    "-",
    "N/A",
    "Port Number",
    "Service Name",
    "é",
    " blank ",
    "a\tb",
    "1999 was it",
    "Description",
];

const CONTACTS: [(&str, &[&str]); 5] = [
    ("ID", &["[Jon_Postel]", "[Ann_Other]", "[É_Lan]", "[a_b]", "[a b]", "Jon_Postel", " [Jon]", ""]),
    ("Name", &["Jon Postel", "Ann Other", "É Lan", "", "-", "NaN", "two\nlines", "Name"]),
    ("Organization", &["", "", "Some & Co.", "Über", "n/a"]),
    ("Contact URI", &["mailto:jon@isi.example", "mailto:a&b.example", "", "https://example.org/é", "mailto:bo"]),
    ("Last Updated", &["2001-02-03", "2010-12", "", "", "2010-1", "NaT", "soon"]),
];

/// Cells of a row: one of each column, mostly one of the usual ones, which come first.
fn row<'a>(columns: &[(&str, &[&'a str])], numbers: &mut Numbers) -> Vec<&'a str> {
    let mut row: Vec<&str> = columns
        .iter()
        .map(|(_, cells)| if numbers.one_in(8) { numbers.of(cells) } else { cells[numbers.below(cells.len().min(5))] })
        .collect();
    match numbers.below(24) {
        0 => row.truncate(numbers.below(row.len())),
        1 => row.push(numbers.of(&["", "more"])),
        2 => drop(row.remove(numbers.below(row.len()))),
        _ => {}
    }
    row
}

/// The columns of a table: mostly all in their order.
fn columns<'a>(all: &[(&'a str, &'a [&'a str])], numbers: &mut Numbers) -> Vec<(&'a str, &'a [&'a str])> {
    let mut columns = all.to_vec();
    if numbers.one_in(3) {
        let (one, other) = (numbers.below(columns.len()), numbers.below(columns.len()));
        columns.swap(one, other);
    }
    if numbers.one_in(3) {
        let at = numbers.below(columns.len());
        columns[at] = if numbers.one_in(2) { ("Extra", TEXTS) } else { columns[0] };
    }
    if numbers.one_in(3) {
        columns.remove(numbers.below(columns.len()));
    }
    columns
}

/// The headings of columns, as a row.
fn headings<'a>(columns: &[(&'a str, &[&str])]) -> Vec<&'a str> {
    columns.iter().map(|(heading, _)| *heading).collect()
}

/// A CSV: its quotes where they must be or around every cell, or a few of them missing.
pub(super) fn csv(numbers: &mut Numbers) -> String {
    let columns = columns(&COLUMNS, numbers);
    let delimiter = numbers.of(&[",", ",", ",", ";", "\t", "|"]);
    let end = numbers.of(&["\n", "\n", "\r\n", "\r\n", "\r"]);
    let (quotes_all, misses_quotes) = (numbers.one_in(4), numbers.one_in(6));
    let mut text = String::new();
    for number in 0..2 + numbers.below(16) {
        let is_headings = number == 0 || numbers.one_in(40);
        let cells = if is_headings { headings(&columns) } else { row(&columns, numbers) };
        let cells: Vec<String> = cells
            .into_iter()
            .map(|cell| {
                let must_quote = cell.contains(['"', '\n', '\r']) || cell.contains(delimiter);
                let is_quoted = quotes_all || must_quote && !(misses_quotes && numbers.one_in(6));
                if is_quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
            })
            .collect();
        text += &cells.join(delimiter);
        text += end;
        if numbers.one_in(24) {
            text += numbers.of(&[end, "a line\n", ",,,\n", "\"\n", " \n"]);
        }
    }
    if numbers.one_in(4) {
        text.truncate(text.trim_end().len());
    }
    text
}

/// Text between tabs: its records, perhaps contacts, perhaps footnotes.
pub(super) fn tabbed(numbers: &mut Numbers) -> String {
    let lines = TabbedLines {
        border: numbers.of(&["\t", "\t", "\t", "\t\t"]),
        end: numbers.of(&["\n", "\n", "\r\n", " \n"]),
        cuts_tabs: numbers.one_in(4),
    };
    let mut text = String::from("Service Name and Transport Protocol Port Number Registry\n\n");
    lines.table(&columns(&COLUMNS, numbers), numbers, &mut text);
    if numbers.one_in(2) {
        text += "\nContact Information\n\n";
    }
    if numbers.below(3) > 0 {
        lines.table(&columns(&CONTACTS, numbers), numbers, &mut text);
    }
    if numbers.one_in(4) {
        text += "\nFootnotes\n\n[1]\tA note.\n";
    }
    if numbers.one_in(3) {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    text
}

/// How the lines of a text are written.
struct TabbedLines {
    border: &'static str,
    end: &'static str,
    /// Those at the end of a line are left out.
    cuts_tabs: bool,
}

impl TabbedLines {
    fn table(&self, columns: &[(&str, &[&str])], numbers: &mut Numbers, text: &mut String) {
        for number in 0..2 + numbers.below(16) {
            let cells = if number == 0 { headings(columns) } else { row(columns, numbers) };
            let line = cells.join(self.border);
            *text += if self.cuts_tabs || numbers.one_in(24) { line.trim_end_matches('\t') } else { &line };
            *text += self.end;
            if number > 0 && numbers.one_in(16) {
                let between = ["\n", "\nA paragraph.\n", "goes on\tand on\n", "\t\n", "IANA assigned this.\n", "\r\n"];
                *text += numbers.of(&between);
            }
        }
    }
}
