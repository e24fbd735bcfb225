//! Texts, Markdown and CSV.

use super::Place::{All, Cell, Contact, Contacts, End, Row};
use super::{BYTES, CELLS, FEW_BYTES, LINES, MILLION, ROWS, Shape, bytes_of, each, shape, times, within};

/// The headings of two columns, more of them that nobody knows, and rows of one cell.
fn columns(n: usize, between: &str, row: &str) -> Vec<u8> {
    let more = format!("{between}x").repeat(n / 2);
    let rule = if between == "|" { format!("\n{}|", "|-".repeat(n / 2 + 4)) } else { String::new() };
    let headings = ["Service Name", "Port Number", "Transport Protocol", "Description"].join(between);
    format!("\n{headings}{more}{rule}\n{}", row.repeat(n / 2)).into()
}

/// Fixed text whose first column is of references, the second row's of these lines.
fn references(first: &str, line: &str, n: usize) -> Vec<u8> {
    let head = "Service Name and Transport Protocol Port Number Registry\n\n\
        Reference  Service Name  Port Number  Transport Protocol  Description\n\
        [RFC7605]  wave          4300         tcp                 Wave\n\
        [RFC7605]  weir          4301         tcp                 Weir\n";
    within(&format!("{head}{first}"), times(line, n), "")
}

#[rustfmt::skip]
pub const SHAPES: &[Shape] = &[
    shape("joined", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("tabbed", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("stacked", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("fixed", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("packed", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("aligned", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("csv", Cell, "one cell", BYTES, |n| bytes_of("word ", n)),
    shape("joined", Row, "one word without end", BYTES, |n| bytes_of("a", n)),
    shape("stacked", Row, "one word without end", BYTES, |n| bytes_of("a", n)),
    shape("fixed", Row, "one word without end", BYTES, |n| bytes_of("a", n)),
    shape("joined", Row, "a line without end", FEW_BYTES, |n| bytes_of("weir 4301 tcp Weir [Ada_Merle] 2003-02 ", n)),
    shape("tabbed", Row, "a line without end", FEW_BYTES, |n| bytes_of("weir 4301 tcp Weir [Ada_Merle] 2003-02 ", n)),
    shape("stacked", Row, "a line without end", FEW_BYTES, |n| bytes_of("weir 4301 tcp Weir [Ada_Merle] 2003-02 ", n)),
    shape("fixed", Row, "a line without end", FEW_BYTES, |n| bytes_of("weir   4301  tcp   Weir   [Ada_Merle]   2003-02   ", n)),
    shape("packed", Row, "a line without end", FEW_BYTES, |n| bytes_of("| weir | 4301 | tcp | Weir ", n)),
    shape("tabbed", Row, "a row of tabs", CELLS, |n| within("weir", times("\t", n), "\n")),
    shape("packed", Row, "a row of pipes", CELLS, |n| within("| weir ", times("|", n), "\n")),
    shape("aligned", Row, "a row of pipes", CELLS, |n| within("| weir ", times("|", n), "\n")),
    shape("csv", Row, "a row of commas", CELLS, |n| within("weir", times(",", n), "\n")),
    shape("fixed", Row, "a row of bars", CELLS, |n| within("weir", times(" |", n), "\n")),
    shape("tabbed", Row, "columns, and rows of one cell", CELLS, |n| columns(n, "\t", "a\n")),
    shape("packed", Row, "columns, and rows of one cell", CELLS, |n| columns(n, "|", "| a |\n")),
    shape("csv", Row, "columns, and rows of one cell", CELLS, |n| columns(n, ",", "a\n")),
    shape("fixed", Row, "columns, and rows of one cell", CELLS, |n| columns(n, "  ", "a\n")),
    shape("joined", Row, "opening brackets", FEW_BYTES, |n| bytes_of("[", n)),
    shape("joined", Row, "nested brackets", FEW_BYTES, |n| [bytes_of("[", n / 2), bytes_of("]", n / 2)].concat()),
    shape("joined", Row, "nested lists", FEW_BYTES, |n| bytes_of("[a [b] ", n)),
    shape("stacked", Row, "lines of brackets", LINES, |n| times("[\n", n)),
    shape("stacked", Row, "nested lists", LINES, |n| times("[\na\n[b]\n", n / 3)),
    shape("packed", Cell, "nested lists", FEW_BYTES, |n| bytes_of("[a [b] ", n)),
    shape("aligned", Cell, "nested links", FEW_BYTES, |n| bytes_of("[a](b)[[c](d) ", n)),
    shape("aligned", Cell, "opening brackets", FEW_BYTES, |n| bytes_of("[", n)),
    shape("aligned", Cell, "opening brackets and parentheses", FEW_BYTES, |n| bytes_of("[](", n)),
    shape("aligned", Cell, "angles", FEW_BYTES, |n| bytes_of("<a", n)),
    shape("csv", Cell, "nested lists", FEW_BYTES, |n| bytes_of("[a [b] ", n)),
    shape("joined", Row, "dates", FEW_BYTES, |n| bytes_of("2001-02-03 ", n)),
    shape("joined", Row, "lines of dates", LINES, |n| times("2001-02-03\n", n)),
    shape("stacked", Row, "lines of dates", LINES, |n| times("2001-02-03\n", n)),
    shape("fixed", Row, "lines of dates", LINES, |n| times("    2001-02-03\n", n)),
    shape("packed", Row, "rows of dates", ROWS, |n| times("| 2001-02-03 |\n", n)),
    shape("joined", Row, "digits", FEW_BYTES, |n| bytes_of("7", n)),
    shape("joined", Row, "numbers", FEW_BYTES, |n| bytes_of("4301 ", n)),
    shape("stacked", Row, "lines of digits", LINES, |n| times("4301\n", n)),
    shape("csv", Row, "digits", BYTES, |n| bytes_of("7", n)),
    shape("joined", Row, "ranges of ports", FEW_BYTES, |n| bytes_of("1-2-", n)),
    shape("joined", Row, "transports", FEW_BYTES, |n| bytes_of("tcp ", n)),
    shape("joined", Row, "heads of rows", FEW_BYTES, |n| bytes_of("weir 4301 tcp ", n)),
    shape("joined", Row, "ids that differ", (MILLION, "ids"), |n| each(n, |at| format!("[A_{at}]"))),
    shape("joined", Row, "lines that end nothing", LINES, |n| times("more of it\n", n)),
    shape("joined", Cell, "sentences on names", LINES, |n| times("Formerly was a. This entry is an alias to \"b\". ", n)),
    shape("csv", Row, "a quote never closed", BYTES, |n| within("weir,\"", bytes_of("4301,tcp\n", n), "")),
    shape("csv", Row, "quotes never closed", ROWS, |n| times("weir,\"4301,tcp\n", n)),
    shape("csv", Row, "quotes", BYTES, |n| bytes_of("\"", n)),
    shape("csv", Row, "quotes within words", ROWS, |n| times("we\"ir,43\"01,tcp\"\n", n)),
    shape("csv", Row, "quotes behind quotes", ROWS, |n| times("\"a\"b\"c\",\"\n\"\n", n)),
    shape("csv", Row, "delimiters of all sorts", ROWS, |n| times("a;b|c\td,e\n", n)),
    shape("csv", Row, "rows that are too long", ROWS, |n| times("a,1,tcp,b,,,,,,,,,,\n", n)),
    shape("csv", Row, "rows of one cell", ROWS, |n| times("a\n", n)),
    shape("tabbed", Row, "rows of one cell", ROWS, |n| times("a\n", n)),
    shape("packed", Row, "rows of one cell", ROWS, |n| times("| a |\n", n)),
    shape("aligned", Row, "rows of one cell", ROWS, |n| times("| a |\n", n)),
    shape("stacked", Row, "names", LINES, |n| each(n, |at| format!("a{at}\n"))),
    shape("joined", Row, "NULs", FEW_BYTES, |n| bytes_of("\0", n)),
    shape("fixed", Row, "NULs", FEW_BYTES, |n| bytes_of("\0", n)),
    shape("csv", Row, "NULs", BYTES, |n| bytes_of("\0", n)),
    shape("joined", Row, "byte order marks", FEW_BYTES, |n| bytes_of("\u{feff}", n)),
    shape("tabbed", Row, "byte order marks and rows", LINES, |n| times("\u{feff}weir\t\t4301\t\ttcp\n", n)),
    shape("joined", Contacts, "contacts of one id", ROWS, |n| times("[Ada_Merle] Ada mailto:a\n", n)),
    shape("tabbed", Contacts, "contacts of one id", ROWS, |n| times("[Ada_Merle]\t\tAda\n", n)),
    shape("stacked", Contacts, "contacts of one id", ROWS, |n| times("[Ada_Merle]\nAda\n", n)),
    shape("fixed", Contacts, "contacts of one id", ROWS, |n| times("   [Ada_Merle] Ada Merle mailto:ada&example.org\n", n)),
    shape("packed", Contacts, "contacts of one id", ROWS, |n| times("| [Ada_Merle] | Ada |\n", n)),
    shape("aligned", Contacts, "contacts of one id", ROWS, |n| times("| [Ada_Merle] | Ada |\n", n)),
    shape("joined", Contacts, "contacts that differ", ROWS, |n| each(n, |at| format!("[A{at}] A mailto:a{at}\n"))),
    shape("joined", Contact, "a name of words", FEW_BYTES, |n| bytes_of("Ada Merle ", n)),
    shape("stacked", Contact, "a name of lines", LINES, |n| times("Ada\n", n)),
    shape("joined", Row, "contact tables and rows", LINES, |n| times("Contact Information\nweir 4301 tcp Weir\n", n / 2)),
    shape("stacked", Row, "contact tables and rows", LINES, |n| times("Contact Information\nID\nName\nweir\n4301\ntcp\n", n / 6)),
    shape("fixed", Row, "contact tables and rows", LINES, |n| times("   Contact Information\n   ID   Name\n   weir    4301    tcp\n", n / 3)),
    shape("packed", Row, "contact tables and rows", LINES, |n| times("Contact Information\n| ID | Name |\n|---|---|\n| [A] | A |\n", n / 4)),
    shape("joined", Row, "headings", LINES, |n| times("Service Name Port Number Transport Protocol Description\n", n)),
    shape("fixed", Row, "headings", LINES, |n| times("   Service Name Port Number Transport Protocol Description\n", n)),
    shape("fixed", Row, "bars and headings in lines", LINES, |n| times("| Service Name\n| Port Number\n| Transport\n", n / 3)),
    shape("fixed", Row, "bars and headings", LINES, |n| times("| Service Name | Port Number | Transport Protocol | Description |\n", n)),
    shape("fixed", Row, "rules", LINES, |n| times("------------ ----------- ---------\n", n)),
    shape("fixed", Row, "rules of corners", LINES, |n| times("+-----+-----+\n| a   | b   |\n", n / 2)),
    shape("fixed", All, "a reference that opens and lines", LINES, |n| references("[RFC\n", "more\n", n)),
    shape("fixed", All, "references that open in lines", LINES, |n| references("", "[a\n", n)),
    shape("fixed", Row, "brackets that open and lines", LINES, |n| times(&format!("{:110}[a\n", ""), n)),
    shape("fixed", Row, "words beside each other", LINES, |n| times("   a    b    c    d    e\n", n)),
    shape("fixed", Row, "lines that may be of two rows", LINES, |n| times("   weir         4301        tcp                Weir\n                                               more\n\n", n / 3)),
    shape("fixed", Row, "letters without width and of two", FEW_BYTES, |n| bytes_of("a\u{301}\u{200b}水 ", n)),
    shape("fixed", Row, "form feeds and other ends of lines", FEW_BYTES, |n| bytes_of("a\u{c}\u{b}\u{85}\u{2028}\u{2029}", n)),
    shape("fixed", Row, "blanks", FEW_BYTES, |n| bytes_of(" ", n)),
    shape("fixed", Row, "lines that grow", FEW_BYTES, |n| {
        let mut lines = String::new();
        for blanks in 0.. {
            if lines.len() + blanks >= n {
                break;
            }
            lines += &format!("{}weir\n", " ".repeat(blanks));
        }
        lines.into_bytes()
    }),
    shape("joined", Row, "carriage returns", FEW_BYTES, |n| bytes_of("\r", n)),
    shape("joined", Row, "empty lines", LINES, |n| times("\n", n)),
    shape("aligned", Cell, "escapes", FEW_BYTES, |n| bytes_of("\\|", n)),
    shape("aligned", Cell, "code never closed", FEW_BYTES, |n| bytes_of("` `` ``` ", n)),
    shape("aligned", Cell, "ticks that differ", FEW_BYTES, |n| {
        let mut ticks = Vec::new();
        for length in 1.. {
            if ticks.len() + length >= n { break }
            ticks.extend([vec![b'`'; length], b" ".to_vec()].concat());
        }
        ticks
    }),
    shape("aligned", Cell, "emphasis never closed", FEW_BYTES, |n| bytes_of("**a *b __c _d ~~e ", n)),
    shape("aligned", End, "definitions of links", LINES, |n| each(n, |at| format!("[{at}]: http://a.example/{at}\n"))),
    shape("aligned", Cell, "links nobody defined", (MILLION, "links"), |n| each(n, |at| format!("[a][{at}]"))),
    shape("aligned", Cell, "marks of what is uncertain", (MILLION, "marks"), |n| times("<!--uncertain-->", n)),
    shape("aligned", Row, "tables of HTML", (MILLION, "tags"), |n| times("<table><tr><td>a</td></tr></table>\n", n / 6)),
    shape("aligned", Row, "tables of HTML never closed", (MILLION, "tags"), |n| times("<table><tr><td>\n", n / 3)),
    shape("aligned", Row, "fences", LINES, |n| times("```\n| a |\n", n / 2)),
    shape("aligned", Row, "quotations", FEW_BYTES, |n| bytes_of("> ", n)),
    shape("packed", Row, "tables without headings", LINES, |n| times("| a | b |\n|---|---|\n\n", n / 3)),
    shape("packed", Cell, "a cell of lines", LINES, |n| times("more of it\n", n)),
];
