//! Tables of invented rows: most cells are what their columns hold, some are what tools and damage make of them.

use super::Numbers;

/// The registry's headings, and cells of each column.
pub(super) const COLUMNS: [(&str, &[&str]); 12] = [
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

pub(super) const CONTACTS: [(&str, &[&str]); 5] = [
    ("ID", &["[Jon_Postel]", "[Ann_Other]", "[É_Lan]", "[a_b]", "[a b]", "Jon_Postel", " [Jon]", ""]),
    ("Name", &["Jon Postel", "Ann Other", "É Lan", "", "-", "NaN", "two\nlines", "Name"]),
    ("Organization", &["", "", "Some & Co.", "Über", "n/a"]),
    ("Contact URI", &["mailto:jon@isi.example", "mailto:a&b.example", "", "https://example.org/é", "mailto:bo"]),
    ("Last Updated", &["2001-02-03", "2010-12", "", "", "2010-1", "NaT", "soon"]),
];

/// Cells of a row: one of each column, mostly one of the usual ones, which come first.
pub(super) fn row<'a>(columns: &[(&str, &[&'a str])], numbers: &mut Numbers) -> Vec<&'a str> {
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
pub(super) fn columns<'a>(all: &[(&'a str, &'a [&'a str])], numbers: &mut Numbers) -> Vec<(&'a str, &'a [&'a str])> {
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
pub(super) fn headings<'a>(columns: &[(&'a str, &[&str])]) -> Vec<&'a str> {
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

/// Text of fixed columns: its records, perhaps contacts; rows are often followed by one that differs in its transport.
pub(super) fn fixed(numbers: &mut Numbers) -> String {
    let mut text = String::from("Service Name and Transport Protocol Port Number Registry\n\n");
    let align = numbers.below(3);
    fixed_table(&columns(&COLUMNS, numbers), align, numbers, &mut text);
    if numbers.one_in(2) {
        text += "\n\n                 People\n\n";
        fixed_table(&CONTACTS, align, numbers, &mut text);
    }
    text
}

fn fixed_table(columns: &[(&str, &[&str])], align: usize, numbers: &mut Numbers, text: &mut String) {
    let longest = |text: &str| text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(1);
    // In a few pages words have no room, or columns stand close.
    let (has_room, is_close) = (!numbers.one_in(6), numbers.one_in(6));
    let room = |cells: &[&str]| cells.iter().filter(|_| has_room).map(|cell| longest(cell)).max().unwrap_or(1);
    let width = |(heading, cells): &(&str, &[&str])| longest(heading).max(room(cells)).max(6 + numbers.below(12));
    let widths: Vec<usize> = columns.iter().map(width).collect();
    let gap = if is_close { 1 } else { 2 + numbers.below(2) };
    lay_out(&headings(columns), &widths, gap, align, text);
    if numbers.one_in(4) {
        let dashes: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        *text += &(dashes.join(&" ".repeat(gap)) + "\n");
    }
    for _ in 0..4 + numbers.below(40) {
        let mut cells = row(columns, numbers);
        lay_out(&cells, &widths, gap, align, text);
        let transport = columns.iter().position(|(heading, _)| *heading == "Transport Protocol");
        if let Some(cell) = transport.and_then(|at| cells.get_mut(at)).filter(|_| numbers.one_in(2)) {
            *cell = "sctp";
            lay_out(&cells, &widths, gap, align, text);
        }
        if numbers.one_in(60) {
            *text += "\n";
        }
    }
}

/// Adds the lines of a row: its cells broken between words, and at the top or in the middle of the row.
fn lay_out(cells: &[&str], widths: &[usize], gap: usize, align: usize, text: &mut String) {
    let width_of = |text: &str| text.chars().count();
    let mut wrapped: Vec<Vec<String>> = Vec::new();
    for (cell, width) in cells.iter().zip(widths) {
        let mut lines: Vec<String> = Vec::new();
        for word in cell.split_whitespace() {
            match lines.last_mut() {
                Some(line) if width_of(line) + 1 + width_of(word) <= *width => *line += &format!(" {word}"),
                _ => lines.push(word.to_owned()),
            }
        }
        wrapped.push(lines);
    }
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for at in 0..height {
        let (mut line, mut start) = (String::new(), 0);
        for (lines, width) in wrapped.iter().zip(widths) {
            let spare = height - lines.len();
            let above = [0, spare / 2, spare.div_ceil(2)][align];
            if let Some(part) = at.checked_sub(above).and_then(|at| lines.get(at)) {
                line += &" ".repeat(usize::saturating_sub(start, width_of(&line)));
                line += part;
            }
            start += width + gap;
        }
        *text += &(line + "\n");
    }
}
