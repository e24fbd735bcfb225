//! Rows that say what others do but for a cell or two: each keeps its own, however quickly the others were read.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use portolan::{Field, parse};

const TITLE: &str = "Service Name and Transport Protocol Port Number Registry";

/// A page of rows in each of the renderings whose borders are one text, and in packed Markdown.
fn pages(rows: &[[&str; 12]]) -> [(&'static str, String); 5] {
    let headings = Field::ALL.map(Field::column);
    let all = |border: &str, has_empty: bool| {
        let line = |row: &[&str; 12]| {
            let cells: Vec<&str> = row.iter().copied().filter(|cell| has_empty || !cell.is_empty()).collect();
            cells.join(border) + "\n"
        };
        line(&headings) + &rows.iter().map(line).collect::<String>()
    };
    let line = |row: &[&str; 12]| {
        let cells: Vec<&str> = row.iter().copied().filter(|cell| !cell.is_empty()).collect();
        format!("| {} {}\n", cells.join(" | "), "|".repeat(13 - cells.len()))
    };
    let packed = line(&headings) + "|" + &"---|".repeat(12) + "\n" + &rows.iter().map(line).collect::<String>();
    [
        ("csv", all(",", true)),
        ("tabbed", format!("{TITLE}\n\n{}", all("\t", true))),
        ("joined", format!("{TITLE}\n\n{}", all(" ", false))),
        ("stacked", format!("{TITLE}\n\n{}", all("\n", false))),
        ("packed", format!("{TITLE}\n\n{packed}")),
    ]
}

/// Each of the rows is read as what its cells say.
fn are_read(rows: &[[&str; 12]]) {
    for (name, page) in pages(rows) {
        let records = parse(page.as_bytes()).registry.records;
        let read: Vec<_> = records
            .iter()
            .map(|record| {
                let ids = |ids: &[ecow::EcoString]| ids.iter().map(|id| format!("[{id}]")).collect::<String>();
                let of = |value: Option<String>| value.unwrap_or_default();
                [
                    record.service_name().unwrap_or_default().to_owned(),
                    of(record.ports().map(|ports| ports.to_string())),
                    of(record.transport().map(ToString::to_string)),
                    record.description().unwrap_or_default().to_owned(),
                    ids(record.assignees()),
                    of(record.registration_date().map(|date| date.to_string())),
                    of(record.modification_date().map(|date| date.to_string())),
                ]
            })
            .collect();
        let told: Vec<_> = rows.iter().map(|row| [0, 1, 2, 3, 4, 6, 7].map(|at| row[at].to_owned())).collect();
        assert_eq!(read, told, "{name}\n{page}");
    }
}

fn row<'a>(name: &'a str, ports: &'a str, transport: &'a str, words: &'a str, dates: [&'a str; 2]) -> [&'a str; 12] {
    let person = if name.is_empty() { "" } else { "[Ann_Ash]" };
    [name, ports, transport, words, person, person, dates[0], dates[1], "", "", "", ""]
}

#[test]
fn rows_have_their_own_ports_and_transports() {
    let service = |ports, transport| row("ashes", ports, transport, "Ash Service", ["2010-01-01", "2012-02-02"]);
    are_read(&[
        service("5000", "tcp"),
        service("5000", "udp"),
        service("5001", "tcp"),
        service("5001", "udp"),
        service("5002", "tcp"),
        service("5003", "udp"),
        service("5004", "sctp"),
        service("5005", "tcp"),
        service("5006-5008", "dccp"),
        service("5009", "udp"),
    ]);
    let free = |ports| row("", ports, "", "Unassigned", ["", ""]);
    let kept = |ports, transport| row("", ports, transport, "Reserved", ["", ""]);
    are_read(&[
        free("1"),
        free("2"),
        free("3-9"),
        free("10"),
        kept("11", "tcp"),
        kept("11", "udp"),
        kept("12", "udp"),
        kept("13", "tcp"),
        free("14"),
        free("15-65535"),
    ]);
}

#[test]
fn rows_have_their_own_names_words_and_dates() {
    are_read(&[
        row("ashes", "1", "tcp", "Ash Service", ["2010-01-01", "2012-02-02"]),
        row("ashes", "1", "udp", "Ash Servant", ["2010-01-01", "2012-02-02"]),
        row("ashen", "2", "tcp", "Ash Servant", ["2010-01-01", "2012-02-02"]),
        row("ashen", "2", "udp", "Ash Servant", ["2010-01-01", "2012-03-03"]),
        row("asher", "3", "udp", "Ash Servant", ["2010-01-02", "2012-03-03"]),
        row("asher", "3", "tcp", "Ash Servant of 3", ["2010-01-02", "2012-03-03"]),
    ]);
}
