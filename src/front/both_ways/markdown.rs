//! Tables of Markdown, of the [made-up](super::made_up) rows: with every cell, or the empty ones pushed to the end.

use super::Numbers;
use super::made_up::{COLUMNS, CONTACTS, columns, headings, row};

/// How a table is written.
struct Dress {
    opens: &'static str,
    between: &'static str,
    closes: &'static str,
    end: &'static str,
    is_packed: bool,
    has_links: bool,
}

/// A page of a table of records, perhaps of contacts, perhaps of footnotes.
pub(super) fn markdown(numbers: &mut Numbers) -> String {
    let is_packed = numbers.one_in(3);
    let has_outer = numbers.below(5) > 0;
    let dress = Dress {
        opens: if has_outer { numbers.of(&["| ", "| ", "|", "  | "]) } else { "" },
        between: numbers.of(&[" | ", " | ", "|"]),
        closes: if has_outer { numbers.of(&[" |", " |", "|", ""]) } else { "" },
        end: numbers.of(&["\n", "\n", "\n", "\r\n", " \n"]),
        is_packed,
        has_links: !is_packed && numbers.below(3) > 0,
    };
    let mut text = String::from("# Service Name and Transport Protocol Port Number Registry\n\n");
    if numbers.one_in(12) {
        dress.table(&columns(&CONTACTS, numbers), numbers, &mut text);
    }
    dress.table(&columns(&COLUMNS, numbers), numbers, &mut text);
    text += numbers.of(&["\n", "\n## Contact Information\n\n", "", "People\n"]);
    if numbers.below(3) > 0 {
        dress.table(&columns(&CONTACTS, numbers), numbers, &mut text);
    }
    if numbers.one_in(4) {
        text += "\n## Footnotes\n\n| [1] | A note. |\n";
    }
    if numbers.one_in(6) {
        text += "\n[1]: https://example.org/\n";
    }
    if numbers.one_in(4) {
        text.truncate(text.trim_end().len());
    }
    text
}

impl Dress {
    fn table(&self, columns: &[(&str, &[&str])], numbers: &mut Numbers, text: &mut String) {
        self.line(&headings(columns), numbers, text);
        if numbers.below(8) > 0 {
            self.line(&vec!["---"; columns.len()], numbers, text);
        }
        for _ in 0..numbers.below(16) {
            let cells = if numbers.one_in(40) { headings(columns) } else { row(columns, numbers) };
            self.line(&cells, numbers, text);
            if numbers.one_in(30) {
                text.push_str(numbers.of(&[
                    "\n",
                    "a line\n",
                    "|||\n",
                    "---|---\n",
                    "| a | b |\n",
                    "{: .wide}\n",
                    "\\\n",
                ]));
            }
        }
    }

    fn line(&self, cells: &[&str], numbers: &mut Numbers, text: &mut String) {
        let mut cells: Vec<String> = cells.iter().map(|cell| self.cell(cell, numbers)).collect();
        if self.is_packed {
            // Stable: what is not empty keeps its order.
            cells.sort_by_key(String::is_empty);
        }
        text.push_str(self.opens);
        text.push_str(&cells.join(self.between));
        text.push_str(self.closes);
        text.push_str(self.end);
    }

    /// A cell as a converter writes it, mostly.
    fn cell(&self, cell: &str, numbers: &mut Numbers) -> String {
        let pipe = if numbers.one_in(8) { "|" } else { "\\|" };
        let newline = numbers.of(&["<br>", "<br>", "<br/>", " ", "\n"]);
        let cell = cell.replace('|', pipe).replace("\r\n", "\n").replace('\n', newline);
        let Some(id) = cell.strip_prefix('[').and_then(|cell| cell.strip_suffix(']')).filter(|_| self.has_links) else {
            return if numbers.one_in(6) { cell.replace('_', "\\_") } else { cell };
        };
        match numbers.below(12) {
            0 => format!("\\[{id}\\]"),
            1 => format!("<a id=\"{id}\"></a>\\[{id}\\]"),
            2 => format!("[[{id}](https://www.iana.org/go/{id})]"),
            3 => format!("[[{id}](https://example.org/)]<!-- uncertain -->"),
            4 => format!("[{id}][1]"),
            _ => format!("[[{id}](#{id})]"),
        }
    }
}
