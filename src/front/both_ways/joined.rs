//! Pages of joined text that are made up: twins of TCP and UDP, ports that are free, names without ports, notes that go on.

use super::Numbers;

const HEADINGS: &str = "Service Name and Transport Protocol Port Number Registry\n\nService Name Port Number Transport Protocol \
    Description Assignee Contact Registration Date Modification Date Reference Service Code Unauthorized Use Reported \
    Assignment Notes\n";

const CONTACTS: &str = "\nContact Information\n\nID Name Organization Contact URI Last Updated\n\
    [IESG] IESG mailto:iesg&ietf.org 2001-01\n[Jo_Tarn] Jo Tarn Tarn Ltd mailto:jo&tarn.example 2002-09-30\n\
    [Kit_Sturgeon_2] Kit Sturgeon\nno address\n[Much_Longer_Than_A_Short_Id] Much Longer\n";

const NAMES: &[&str] = &["svc", "http", "Old_", "x-y.z", "3com", "a"];

const WORDS: &[&str] = &[
    "Echo",
    "IBM app over tcp",
    "File Transfer [Default Data]",
    "Reserved",
    "3GPP Cell",
    "4-TIER X",
    "- Unassigned",
    "A (b), c/",
    "Über",
    "Removed. Now here",
    "Known Words of 7",
    "",
];

const ENDS: &[&str] = &[
    "2002-09",
    "2019-08-02",
    "2019-08-02 2020-01-31",
    "[RFC862]",
    "[RFC6335][RFC9260]",
    "1145656131",
    "Known Unauthorized Use on port 7",
    "Defined TXT keys: path=<path>",
    "Defined TXT keys:\npath\nuser",
    "This entry is an alias to \"x\".",
    "was by [Jo_Tarn]",
    "IANA assigned this well-formed service name as a replacement for \"a_b\".",
    "\n\nA paragraph 7 tcp more",
    "]",
];

const PEOPLE: &[&str] =
    &["[Jo_Tarn]", "[IESG]", "[Kit_Sturgeon_2]", "[Much_Longer_Than_A_Short_Id]", "[A B]", "[Nobody]"];

/// A page with rows of many sorts, and contacts of all.
pub(super) fn joined(numbers: &mut Numbers) -> String {
    let mut text = HEADINGS.to_owned();
    let mut port = numbers.below(9000);
    let rows = 20 + numbers.below(60);
    for row in 0..rows {
        port += numbers.below(3);
        let name = format!("{}{}", numbers.of(NAMES), row / 2);
        let transport = numbers.of(&["tcp", "tcp", "udp", "udp", "sctp", "dccp"]);
        let (words, person, other) = (numbers.of(WORDS), numbers.of(PEOPLE), numbers.of(PEOPLE));
        let (head, mut rest) = match numbers.below(12) {
            0 => (format!("{port}"), "Unassigned".to_owned()),
            1 => (format!("{port}-{}", port + 9), "Unassigned".to_owned()),
            2 => (format!("{port} {transport}"), "Reserved".to_owned()),
            3 => (format!("{name} {port} {transport}"), format!("{words} {person} {other}")),
            4 if 2 * row > rows => (format!("{name} {transport}"), format!("{words} {person} {person}")),
            5 if 2 * row > rows => (name, format!("{words} [RFC862]")),
            6 => (format!("{name} {port} {transport}"), String::new()),
            _ => (format!("{name} {port} {transport}"), format!("{words} {person} {person}")),
        };
        for _ in 0..numbers.below(3) {
            rest = format!("{rest} {}", numbers.of(ENDS));
        }
        let line = format!("{head} {}\n", rest.trim_start_matches(' '));
        text += &line;
        // Most services have a row for each transport.
        if !numbers.one_in(3) {
            text += &line.replacen(" tcp ", " udp ", 1);
        }
        if numbers.one_in(20) {
            text += &line;
        }
    }
    text + CONTACTS
}
