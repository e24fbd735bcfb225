//! Bodies below the headings of a table, of about so many bytes.

use portolan::Field;

/// A document of about so many bytes.
pub type Body = fn(usize) -> Vec<u8>;

const TITLE: &str = "Service Name and Transport Protocol Port Number Registry\n\n";

fn columns() -> [&'static str; 12] {
    Field::ALL.map(Field::column)
}

/// Pieces of what `piece` gives for each number, till there are so many bytes.
pub(super) fn pieces(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text += &piece(number);
    }
    text
}

fn joined(body: &str) -> Vec<u8> {
    format!("{TITLE}{}\n{body}", columns().join(" ")).into()
}

/// Rows that run on behind the headings.
fn run_on(body: &str) -> Vec<u8> {
    format!("{TITLE}{} {body}", columns().join(" ")).into()
}

fn tabbed(body: &str) -> Vec<u8> {
    format!("{TITLE}{}\n{body}", columns().join("\t")).into()
}

fn stacked(body: &str) -> Vec<u8> {
    format!("{TITLE}{}\n{body}", columns().join("\n")).into()
}

fn fixed(body: &str) -> Vec<u8> {
    format!("{TITLE}{}\n{body}", columns().map(|column| format!("{column:<26}")).concat().trim_end()).into()
}

/// Rows between rules, each of four cells.
fn boxed(body: &str) -> Vec<u8> {
    let headings = boxed_line(["Service Name", "Port Number", "Transport Protocol", "Description"]);
    format!("{TITLE}{BOX_RULE}{headings}{}{body}{BOX_RULE}", BOX_RULE.replace('-', "=")).into()
}

const BOX_RULE: &str = "+--------------+-------------+--------------------+----------------------+\n";

fn boxed_line([name, ports, transport, words]: [&str; 4]) -> String {
    format!("| {name:<12} | {ports:<11} | {transport:<18} | {words:<20} |\n")
}

fn packed(body: &str) -> Vec<u8> {
    format!("{TITLE}| {} |\n{}\n{body}", columns().join(" | "), "|---".repeat(12) + "|").into()
}

fn csv(body: &str) -> Vec<u8> {
    format!("{}\n{body}", columns().join(",")).into()
}

fn xml(body: &str) -> Vec<u8> {
    format!("<registry xmlns=\"http://www.iana.org/assignments\" id=\"service-names-port-numbers\">{body}").into()
}

fn html(body: &str) -> Vec<u8> {
    let headings = columns().map(|column| format!("<th>{column}</th>")).concat();
    format!("<html><body><h1>{TITLE}</h1><table><tr>{headings}</tr>{body}").into()
}

const ROW: &str = "weir 4301 tcp Weir [Ada_Merle] [Ada_Merle] 2003-02\n";
const CONTACTS: &str = "\nContact Information\n\nID Name Organization Contact URI Last Updated\n";

/// Cells of a row, that differ from those of other rows.
fn row(number: usize, between: &str) -> String {
    let name = format!("weir-{number}");
    let ports = (number % 65_536).to_string();
    let id = format!("[Ada_{number}]");
    [&name, &ports, "tcp", "A weir of words", &id, &id, "2003-02"].join(between)
}

/// A contact, and what parts its cells.
fn contact(number: usize, between: &str) -> String {
    let (id, uri) = (format!("[Ada_{number}]"), format!("mailto:ada{number}&example.org"));
    [&id, "Ada Merle", "Weirs Inc.", &uri, "2003-02-01"].join(between)
}

/// Named by the rendering first.
#[rustfmt::skip]
pub const BODIES: [(&str, Body); 76] = [
    ("joined, one line without end", |n| joined(&"weir 4301 tcp Weir [Ada_Merle] ".repeat(n / 31))),
    ("joined, rows that differ", |n| joined(&pieces(n, |at| row(at, " ") + "\n"))),
    ("joined, one row again and again", |n| joined(&ROW.repeat(n / ROW.len()))),
    ("joined, contacts that differ", |n| joined(&(ROW.to_owned() + CONTACTS + &pieces(n, |at| contact(at, " ") + "\n")))),
    ("joined, contacts of one id", |n| joined(&(ROW.to_owned() + CONTACTS + &pieces(n, |at| format!("[A] A {at}\n"))))),
    ("joined, rows and contacts", |n| {
        joined(&(pieces(n / 2, |at| row(at, " ") + "\n") + CONTACTS + &pieces(n / 2, |at| contact(7 * at, " ") + "\n")))
    }),
    ("joined, paragraphs between rows", |n| joined(&pieces(n, |at| format!("{}\n\nA note.\n\n", row(at, " "))))),
    ("joined, a cell of lines", |n| joined(&(ROW.trim_end().to_owned() + &"\nand more of it".repeat(n / 15)))),
    ("joined, words that could be names", |n| joined(&pieces(n, |at| format!("weir-{at} tcp-{at} udp ")))),
    ("joined, contact table without rows", |n| joined(&format!("{ROW}\nContact Information\n{}", "x\n".repeat(n / 2)))),
    ("joined, contact of words", |n| joined(&format!("{ROW}{CONTACTS}[Ada_Merle] {}", "Ada Merle ".repeat(n / 10)))),
    ("joined, id of letters", |n| joined(&format!("{ROW}{CONTACTS}[{}] {}", "A_".repeat(n / 4), "A ".repeat(n / 4)))),
    ("joined, no-break spaces", |n| joined(&"weir\u{a0}4301 tcp Weir\u{a0}\n".repeat(n / 24))),
    ("joined, rows that run on", |n| run_on(&pieces(n, |at| row(at, " ") + " "))),
    ("joined, persons that run on", |n| run_on(&("weir 4301 tcp Weir ".to_owned() + &"[Ada_Merle] [Ada_Merle] a ".repeat(n / 26)))),
    ("joined, notes that run on", |n| run_on(&pieces(n, |at| format!("weir {at} tcp Weir [A] Defined TXT keys: x [B] [B] ")))),
    ("joined, dates that run on", |n| {
        run_on(&("weir 4301 tcp Weir ".to_owned() + &"2001-01-01 a ".repeat(n / 13) + "[A] [A]"))
    }),
    ("joined, headings of words", |n| (TITLE.to_owned() + &"Service Name Port Number Name ".repeat(n / 30)).into()),
    ("joined, header without table", |n| (TITLE.to_owned() + &"Note\nSome words.\n\n".repeat(n / 18)).into()),
    ("tabbed, one row of tabs", |n| tabbed(&"\t".repeat(n))),
    ("tabbed, rows of tabs", |n| tabbed(&("\t".repeat(11) + "\n").repeat(n / 12))),
    ("tabbed, rows that differ", |n| tabbed(&pieces(n, |at| row(at, "\t") + "\n"))),
    ("tabbed, rows of double tabs", |n| tabbed(&pieces(n, |at| row(at, "\t\t") + "\n"))),
    ("tabbed, an open row of lines", |n| tabbed(&format!("weir\t4301\ttcp\t{}", "more of it\n".repeat(n / 11)))),
    ("tabbed, headings of many tabs", |n| (TITLE.to_owned() + &columns().join(&"\t".repeat(n / 12)) + "\nweir\t1\ttcp\n").into()),
    ("stacked, lines of cells", |n| stacked(&pieces(n, |at| row(at, "\n") + "\n"))),
    ("stacked, lines of one row", |n| stacked(&"weir\n4301\ntcp\n".repeat(n / 14))),
    ("stacked, names alone", |n| stacked(&pieces(n, |at| format!("weir-{at}\n")))),
    ("stacked, numbers alone", |n| stacked(&pieces(n, |at| format!("{at}\n")))),
    ("stacked, brackets apart", |n| stacked(&"[\nAda_Merle\n]\n".repeat(n / 14))),
    ("stacked, dates and ids", |n| stacked(&"[Ada_Merle]\n2001-02\n".repeat(n / 20))),
    ("stacked, contacts", |n| stacked(&(row(1, "\n") + "\nContact Information\nID\nName\nContact URI\nLast Updated\n"
        + &pieces(n, |at| contact(at, "\n") + "\n")))),
    ("stacked, words alone", |n| stacked(&"Words of a cell\n".repeat(n / 16))),
    ("stacked, texts between separators", |n| (columns().join(" | \n | ") + " | \n"
        + &pieces(n, |at| format!(" | weir-{at} | \n | {} | \n | tcp | \n | [ | Ada_Merle | ] | \n", at % 65_536))).into()),
    ("stacked, separators that close nothing", |n| stacked(&("[ | A | ]".repeat(3) + &"[ | ".repeat(n / 4)))),
    ("joined, one line of separators", |n| (columns().join(" | ") + " | "
        + &pieces(n, |at| format!("weir-{at} | {} | tcp | [ | Ada_Merle | ] | ", at % 65_536))).into()),
    ("joined, links of Markdown", |n| joined(&pieces(n, |at| format!("weir\\_{at} {} tcp A weir [[RFC1](https://a.example)]  \n", at % 65_536)))),
    ("joined, links on one line", |n| joined(&"[[RFC1](https://a.example)]".repeat(n / 27))),
    ("fixed, rows", |n| fixed(&pieces(n, |at| row(at, "              ") + "\n"))),
    ("fixed, one cell of lines", |n| fixed(&format!("weir{}", format!("{:78}more\n", "").repeat(n / 83)))),
    ("fixed, one line without end", |n| fixed(&"weir    4301    tcp    ".repeat(n / 23))),
    ("fixed, lines of blanks and a word", |n| fixed(&pieces(n, |at| format!("{:1$}word\n", "", at * 13 % 300)))),
    ("fixed, lines that wrap", |n| fixed(&pieces(n, |at| match at % 3 {
        0 => format!("weir-{:<20} {:<25} tcp\n", at, at % 65_536),
        _ => format!("{:78}more words of it\n", ""),
    }))),
    ("fixed, wide headings", |n| (TITLE.to_owned() + &columns().join(&" ".repeat(n / 12)) + "\nweir  1  tcp\n").into()),
    ("fixed, rules between rows", |n| fixed(&"weir                      4301                      tcp\n--- --- ---\n".repeat(n / 68))),
    ("fixed, boxes of rows", |n| {
        boxed(&pieces(n, |at| boxed_line([&format!("weir-{at}"), &(at % 65_536).to_string(), "tcp", "A weir"]) + BOX_RULE))
    }),
    ("fixed, a box of transports", |n| {
        boxed(&(boxed_line(["weir", "4301", "tcp,", "A weir"]) + &boxed_line(["", "", "tcp,", ""]).repeat(n / 76)))
    }),
    ("fixed, beyond ASCII", |n| fixed(&"wéir                      4301                      tcp   水\n".repeat(n / 62))),
    ("packed, one row of pipes", |n| packed(&"|".repeat(n))),
    ("packed, rows of pipes", |n| packed(&("|".repeat(13) + "\n").repeat(n / 14))),
    ("packed, rows that differ", |n| packed(&pieces(n, |at| format!("| {} | | | | | |\n", row(at, " | "))))),
    ("packed, cells that break", |n| packed(&format!("| weir | 4301 | tcp | {}", "more\n".repeat(n / 5)))),
    ("packed, headings of many cells", |n| format!("{TITLE}{}\n{}\n| a |\n", "| a ".repeat(n / 8), "|---".repeat(n / 8)).into()),
    ("packed, rules between rows", |n| packed(&"| weir | 4301 | tcp |\n|---|---|---|\n".repeat(n / 37))),
    ("packed, contacts of one id", |n| packed(&("| weir | 4301 | tcp |\n\nContact Information\n\n| ID | Name |\n|---|---|\n".to_owned()
        + &"| [Ada_Merle] | Ada |\n".repeat(n / 23)))),
    ("aligned, nested brackets of links", |n| packed(&format!("| weir | 4301 | tcp | {}", "[[a](#a)".repeat(n / 8)))),
    ("aligned, link targets", |n| packed(&pieces(n, |at| format!("| [weir][{at}] | {at} | tcp | [[A](#A{at})] |\n")))),
    ("aligned, definitions of links", |n| packed(&pieces(n, |at| format!("[{at}]: http://example.org/{at}\n")))),
    ("aligned, backticks", |n| packed(&format!("| weir | 4301 | tcp | {} |\n", "` `` ".repeat(n / 5)))),
    ("aligned, stars", |n| packed(&format!("| weir | 4301 | tcp | {} |\n", "**a* ".repeat(n / 5)))),
    ("csv, a quote never closed", |n| csv(&format!("weir,\"{}", "4301,tcp\n".repeat(n / 9)))),
    ("csv, quotes never closed", |n| csv(&"weir,\"4301,tcp\n".repeat(n / 15))),
    ("csv, quotes within words", |n| csv(&"we\"ir,43\"01,tcp\"\n".repeat(n / 17))),
    ("csv, one row of commas", |n| csv(&",".repeat(n))),
    ("csv, rows that differ", |n| csv(&pieces(n, |at| row(at, ",") + ",,,,,\n"))),
    ("csv, quoted lines", |n| csv(&"weir,4301,tcp,\"A\nweir\",,,,,,,,\r\n".repeat(n / 34))),
    ("xml, open tags", |n| xml(&"<a>".repeat(n / 3))),
    ("xml, attributes", |n| xml(&format!("<record{}/>", pieces(n, |at| format!(" a{at}=\"\""))))),
    ("xml, entity declarations", |n| {
        format!("<!DOCTYPE registry [{}]><registry>&e1;</registry>", pieces(n, |at| format!("<!ENTITY e{at} \"&e{};\">", at + 1))).into()
    }),
    ("xml, comments never closed", |n| xml(&"<record><!--".repeat(n / 12))),
    ("xml, records never closed", |n| xml(&"<record><name>a</name>".repeat(n / 22))),
    ("xml, records and persons", |n| xml(&pieces(n, |at| format!(
        "<record><name>a{at}</name><xref type=\"person\" data=\"A{at}\"/></record><person id=\"A{at}\"><name>A</name></person>")))),
    ("html, open rows", |n| html(&"<tr><td>".repeat(n / 8))),
    ("html, nested tables", |n| html(&"<table><tr><td>".repeat(n / 15))),
    ("html, formatting elements", |n| html(&pieces(n, |at| format!("<td><b id={at}><i><p>")))),
    ("html, attributes", |n| html(&format!("<tr><td{}>a", pieces(n, |at| format!(" a{at}=1"))))),
];
