//! `/etc/services`, by the shapes of records that scripts of today get wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use portolan::{
    Code, Diagnostic, Field, FieldSet, PortRange, Ranges, Record, Registry, Services, Severity, Span, Transport,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// A record as the registry has it; ports as it writes them.
fn record(name: &str, ports: &str, transport: &str, description: &str) -> Record {
    let record = Record::new().with_service_name(name).with_description(description);
    let record = if ports.is_empty() { record } else { record.with_ports(ports.parse::<PortRange>().unwrap()) };
    if transport.is_empty() { record } else { record.with_transport(Transport::from(transport)) }
}

/// With places that count on, as those of a document do.
fn registry(records: impl IntoIterator<Item = Record>) -> Registry {
    let placed = |(at, record): (usize, Record)| record.with_span(Span::new(10 * at, 10 * at + 9, at as u32 + 1));
    Registry { records: records.into_iter().enumerate().map(placed).collect(), ..Registry::default() }
}

fn written(services: &Services, registry: &Registry) -> (String, Vec<Diagnostic>) {
    let mut file = Vec::new();
    let diagnostics = services.write(registry, &mut file).unwrap();
    (String::from_utf8(file).unwrap(), diagnostics)
}

/// The lines without the head, white space as one space, and what was told.
fn lines_of(services: &Services, records: impl IntoIterator<Item = Record>) -> (Vec<String>, Vec<Diagnostic>) {
    let (file, diagnostics) = written(services, &registry(records));
    let (head, lines) = file.split_once("\n\n").unwrap();
    assert!(head.lines().all(|line| line.starts_with("# ")), "{head}");
    (lines.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect(), diagnostics)
}

/// The lines of records that are written without a word.
fn lines(records: impl IntoIterator<Item = Record>) -> Vec<String> {
    let (lines, diagnostics) = lines_of(&Services::default(), records);
    assert_eq!(diagnostics, []);
    lines
}

/// What was told, the record that it is told of counted from 1.
fn told(diagnostics: &[Diagnostic]) -> Vec<(Severity, Code, u32)> {
    diagnostics.iter().map(|told| (told.severity, told.code, told.span.line)).collect()
}

const WARNING: (Severity, Code) = (Severity::Warning, Code::NotAService);
const NOTE: (Severity, Code) = (Severity::Note, Code::NotAService);

const DUPLICATE: &str = "This is a duplicate of the \"http\" service and should not be used for discovery purposes.";

#[test]
fn the_file_is_in_columns() {
    let mut registry = registry([
        record("tiller", "7001", "tcp", "Steering"),
        record(
            "halyard-with-name",
            "7002",
            "tcp",
            "Hoisting of yards, sails, flags and all else that goes aloft on a ship",
        ),
        record("sheet", "7001", "tcp", ""),
        record("sheet", "7001", "udp", ""),
    ]);
    registry.title = Some("Buoys".into());
    registry.updated = Some("2025-10-22".parse().unwrap());
    assert_eq!(
        written(&Services::default(), &registry).0,
        "# Buoys\n\
         # Last updated 2025-10-22; written as services(5) by portolan.\n\
         \n\
         tiller\t\t7001/tcp\tsheet\t\t# Steering\n\
         sheet\t\t7001/udp\n\
         halyard-with-name\t7002/tcp\t\t# Hoisting of yards, sails, flags and all else that goes...\n"
    );
}

#[test]
fn http_is_the_name_of_port_80_wherever_it_stands() {
    let http = record("http", "80", "tcp", "World Wide Web HTTP");
    let www = record("www", "80", "tcp", "World Wide Web HTTP").with_notes(DUPLICATE);
    let www_http = record("www-http", "80", "tcp", "WWW").with_notes(format!("{DUPLICATE}\nu=<username>"));
    let line = ["http 80/tcp www www-http # World Wide Web HTTP"];
    assert_eq!(lines([http.clone(), www.clone(), www_http.clone()]), line);
    assert_eq!(lines([www, www_http, http]), line);
}

#[test]
fn a_replaced_name_is_an_alias() {
    let new = record("whoispp", "63", "tcp", "whois++").with_replaces("whois++");
    let old = record("whois++", "63", "tcp", "old").with_alias_of("whoispp").with_notes("now historic");
    let line = ["whoispp 63/tcp whois++ # whois++"];
    assert_eq!(lines([new.clone(), old.clone()]), line);
    assert_eq!(lines([old.clone(), new.clone()]), line);
    // A search may have one of the two alone, a rendering no notes.
    assert_eq!(lines([new.clone()]), line);
    assert_eq!(lines([record("whois++", "63", "tcp", "old"), new]), line);
    assert_eq!(lines([old]), ["whois++ 63/tcp # old"]);
}

#[test]
fn historic_names_stand_behind_current_ones() {
    let records = [
        record("ma_st", "7001", "udp", "a").with_alias_of("ma-st"),
        record("ma-st", "7001", "udp", "b").with_replaces("ma_st"),
        record("boom", "7001", "udp", "c"),
        record("boom", "7001", "udp", "d"),
        record("ga-ff", "7001", "udp", "e").with_replaces("ga_ff"),
    ];
    assert_eq!(lines(records), ["ma-st 7001/udp boom ga-ff ma_st ga_ff # b"]);
}

#[test]
fn two_names_may_have_replaced_one() {
    let one = record("jib-a", "7001", "tcp", "").with_replaces("jib_ab");
    let two = record("jib-b", "7001", "tcp", "").with_replaces("jib_ab");
    let old = record("jib_ab", "7001", "tcp", "").with_alias_of("jib-a");
    assert_eq!(lines([one, two, old]), ["jib-a 7001/tcp jib-b jib_ab"]);
}

#[test]
fn a_name_that_is_its_own_alias_is_current() {
    let oneself = record("loop", "7001", "tcp", "").with_alias_of("loop").with_replaces("loop");
    assert_eq!(lines([oneself, record("other", "7001", "tcp", "")]), ["loop 7001/tcp other"]);
    let (one, two) = (record("a", "7001", "tcp", ""), record("b", "7001", "tcp", ""));
    assert_eq!(lines([one.with_replaces("b"), two.with_replaces("a")]), ["a 7001/tcp b"]);
}

#[test]
fn an_alias_whose_current_name_stands_elsewhere_is_a_name_of_its_own() {
    let old = record("ke_el", "7001", "tcp", "old").with_alias_of("ke-el");
    let new = record("ke-el", "7009", "tcp", "new");
    assert_eq!(lines([old, new]), ["ke_el 7001/tcp # old", "ke-el 7009/tcp # new"]);
}

#[test]
fn each_transport_keeps_its_own_description() {
    let tcp = record("domain-s", "853", "tcp", "DNS over TLS");
    let udp = record("domain-s", "853", "udp", "DNS over DTLS or QUIC");
    assert_eq!(lines([tcp, udp]), ["domain-s 853/tcp # DNS over TLS", "domain-s 853/udp # DNS over DTLS or QUIC"]);
}

#[test]
fn transports_stand_in_their_order_and_none_is_lost() {
    let of = |transport: &str| record("discard", "9", transport, "");
    let all = [of("udplite"), of("dccp"), of("sctp"), of("UDP"), of("a"), of("tcp")];
    let lines = lines(all);
    let order: Vec<_> = lines.iter().map(|line| line.strip_prefix("discard 9/").unwrap()).collect();
    assert_eq!(order, ["tcp", "udp", "sctp", "dccp", "a", "udplite"]);
}

fn x11() -> [Record; 4] {
    [
        record("x11", "6000-6063", "tcp", "X Window System"),
        record("x11", "6000-6063", "udp", "X Window System"),
        record("buoy", "6002", "tcp", ""),
        record("lone", "7001-7001", "tcp", ""),
    ]
}

#[test]
fn a_range_has_a_line_for_its_first_port() {
    assert_eq!(
        lines(x11()),
        ["x11 6000/tcp # X Window System", "x11 6000/udp # X Window System", "buoy 6002/tcp", "lone 7001/tcp"]
    );
}

#[test]
fn a_range_may_have_a_line_for_each_port() {
    let mut services = Services::default();
    services.ranges = Ranges::All;
    let (lines, diagnostics) = lines_of(&services, x11());
    assert_eq!(diagnostics, []);
    assert_eq!(lines.len(), 2 * 64 + 1);
    let some: Vec<_> = [0, 1, 4, 5, 6, 127, 128].iter().map(|&at| lines[at].as_str()).collect();
    assert_eq!(
        some,
        [
            "x11 6000/tcp # X Window System",
            "x11 6000/udp # X Window System",
            "x11 6002/tcp buoy # X Window System",
            "x11 6002/udp # X Window System",
            "x11 6003/tcp # X Window System",
            "x11 6063/udp # X Window System",
            "lone 7001/tcp"
        ]
    );
    services.max_port = Some(6001);
    assert_eq!(lines_of(&services, x11()).0.len(), 4);
    let whole = [record("all", "0-65535", "tcp", ""), record("last", "65535", "tcp", "")];
    services.max_port = None;
    let (lines, _) = lines_of(&services, whole);
    assert_eq!((lines.len(), lines.last().unwrap().as_str()), (65536, "all 65535/tcp last"));
}

#[test]
fn a_range_may_have_no_line() {
    let mut services = Services::default();
    services.ranges = Ranges::None;
    let (lines, diagnostics) = lines_of(&services, x11());
    assert_eq!((lines, diagnostics), (vec!["buoy 6002/tcp".to_owned(), "lone 7001/tcp".to_owned()], vec![]));
}

#[test]
fn what_is_not_asked_for_is_not_told() {
    let records = || {
        [
            record("a", "80", "tcp", ""),
            record("b b", "80", "udp", ""),
            record("c c", "8080", "tcp", ""),
            record("d", "90", "SCTP", ""),
            record("e", "", "udp", ""),
        ]
    };
    let mut services = Services::default();
    services.transports = vec![Transport::Tcp, Transport::Other("SCTP".into())];
    services.max_port = Some(90);
    let (lines, diagnostics) = lines_of(&services, records());
    assert_eq!((lines, diagnostics), (vec!["a 80/tcp".to_owned(), "d 90/sctp".to_owned()], vec![]));
    let (_, diagnostics) = lines_of(&Services::default(), records());
    assert_eq!(diagnostics.len(), 3);
}

#[test]
fn a_description_of_a_reserve_is_no_reserve() {
    let behaviors = record("stun-behaviors", "5349", "udp", "Reserved for a future enhancement of STUN-BEHAVIOR");
    let line = "stun-behaviors 5349/udp # Reserved for a future enhancement of STUN-BEHAVIOR";
    assert_eq!(lines([behaviors.clone()]), [line]);
    let stuns = record("stuns", "5349", "udp", "STUN over DTLS");
    assert_eq!(lines([stuns, behaviors]), ["stuns 5349/udp stun-behaviors # STUN over DTLS"]);
}

#[test]
fn names_keep_case_and_spelling() {
    let names = ["3Com-nsd", "EtherNet/IP-1", "914c/g", "sql*net", "z39.50", "LiebDevMgmt_C", "liebdevmgmt_c", "été"];
    let line = lines(names.map(|name| record(name, "7001", "tcp", "")));
    assert_eq!(line, ["3Com-nsd 7001/tcp EtherNet/IP-1 914c/g sql*net z39.50 LiebDevMgmt_C liebdevmgmt_c été"]);
}

#[test]
fn names_that_no_line_can_hold_are_told() {
    let names = ["a b", "#a", "a#", "a\tb", "a\u{0}", "a\u{a0}b", "80", "+80", "80/tcp", "a\nb 1/tcp"];
    let records = names.map(|name| record(name, "7001", "tcp", ""));
    let (lines, diagnostics) = lines_of(&Services::default(), records);
    assert_eq!(lines, [""; 0]);
    let wanted: Vec<_> = (1..=10).map(|line| (WARNING.0, WARNING.1, line)).collect();
    assert_eq!(told(&diagnostics), wanted);
    assert_eq!(diagnostics[0].message, "the name \"a b\" has white space, which ends a name; it is left out");
    assert_eq!(diagnostics[6].message, "the name \"80\" would be taken for a port number; it is left out");

    // The rest of its record stays, and it is told once where it stands twice.
    let new = record("a-b", "7001", "tcp", "").with_replaces("a b");
    let old = record("a b", "7001", "tcp", "").with_alias_of("a-b");
    let (lines, diagnostics) = lines_of(&Services::default(), [new, old]);
    assert_eq!((lines, told(&diagnostics)), (vec!["a-b 7001/tcp".to_owned()], vec![(WARNING.0, WARNING.1, 1)]));
}

#[test]
fn transports_that_no_line_can_hold_are_told() {
    let records =
        ["t/cp", "t cp", "", "#"].map(|word| record("a", "1", "", "").with_transport(Transport::Other(word.into())));
    let (lines, diagnostics) = lines_of(&Services::default(), records);
    assert_eq!((lines.len(), diagnostics.len()), (0, 4));
    assert!(diagnostics.iter().all(|told| (told.severity, told.code) == WARNING));
    let message = &diagnostics[0].message;
    assert_eq!(message, "the transport protocol \"t/cp\" of \"a\" has a slash; it is left out");
}

#[test]
fn what_is_no_service_is_told_once_or_not_at_all() {
    let records = [
        record("", "24", "tcp", "any private mail system"),
        record("", "26", "", "Unassigned"),
        record("afp-over", "", "", "Without a port"),
        record("swx", "7300-7359", "", "Without a transport"),
        record("bare", "", "tcp", ""),
    ];
    let (lines, diagnostics) = lines_of(&Services::default(), records);
    assert_eq!((lines.len(), told(&diagnostics)), (0, vec![(NOTE.0, NOTE.1, 3)]));
    assert_eq!(diagnostics[0].message, "3 names have no port or no transport protocol, and so no line");
}

#[test]
fn what_is_uncertain_is_written_and_told() {
    let unsure = |field, at: &str| record("mast", at, "tcp", "").with_uncertain(FieldSet::from_iter([field]));
    let records = [
        unsure(Field::RegistrationDate, "1"),
        unsure(Field::ServiceName, "2"),
        unsure(Field::Ports, "3"),
        unsure(Field::Transport, "4"),
        unsure(Field::Description, "5"),
        unsure(Field::Description, "6").with_replaces("ma_st"),
        unsure(Field::Notes, "7").with_alias_of("other"),
    ];
    let (lines, diagnostics) = lines_of(&Services::default(), records);
    assert_eq!((lines.len(), told(&diagnostics)), (7, vec![(Severity::Warning, Code::NotCarried, 2)]));
    assert!(diagnostics[0].message.contains("5 services of uncertain name"), "{}", diagnostics[0].message);
}

#[test]
fn a_historic_name_does_not_hide_a_current_one() {
    let low = record("new", "200", "tcp", "").with_replaces("sail");
    let high = record("sail", "5000", "udp", "");
    let (lines, diagnostics) = lines_of(&Services::default(), [low.clone(), high.clone()]);
    assert_eq!(lines, ["new 200/tcp", "sail 5000/udp"]);
    assert_eq!(told(&diagnostics), [(NOTE.0, NOTE.1, 1)]);
    assert_eq!(
        diagnostics[0].message,
        "the historic name \"sail\" is left out at 200/tcp: it would hide the current one at 5000/udp"
    );
    // Nothing is hidden of what is not written, and nothing at a lower port or the same.
    let mut services = Services::default();
    services.transports = vec![Transport::Tcp];
    let (lines, diagnostics) = lines_of(&services, [low.clone(), high.clone()]);
    assert_eq!((lines, diagnostics), (vec!["new 200/tcp sail".to_owned()], vec![]));
    let (low, high) = (low.with_ports(PortRange::single(5000)), high.with_ports(PortRange::single(5000)));
    assert_eq!(self::lines([low, high]), ["new 5000/tcp sail", "sail 5000/udp"]);
}

#[test]
fn a_current_name_may_stand_at_several_ports() {
    let records = [("http-alt", "8080"), ("http-alt", "591"), ("http-alt", "8008")];
    let lines = lines(records.map(|(name, port)| record(name, port, "tcp", "")));
    assert_eq!(lines, ["http-alt 591/tcp", "http-alt 8008/tcp", "http-alt 8080/tcp"]);
}

#[test]
fn port_0_is_a_port() {
    assert_eq!(lines([record("nil", "0", "tcp", "")]), ["nil 0/tcp"]);
}

#[test]
fn comments_stay_in_their_line_and_lines_are_short() {
    let description = "one\ntwo\r\nevil 1/tcp\u{2028}a\u{0}b \u{85} é";
    assert_eq!(lines([record("a", "1", "tcp", description)]), ["a 1/tcp # one two evil 1/tcp a\u{fffd}b é"]);
    for description in ["word ".repeat(99), "漢".repeat(99), "漢字 ".repeat(99), "#".repeat(99)] {
        for name in ["a".to_owned(), "b".repeat(100), "c".repeat(200)] {
            let (file, _) = written(&Services::default(), &registry([record(&name, "1", "tcp", &description)]));
            let line = file.lines().last().unwrap();
            assert!(line.len() <= 126.max(name.len() + 6), "{line}");
            let comment = line.split_once("# ").map(|(_, comment)| comment);
            assert!(comment.is_none_or(|words| words.ends_with("...") && words.chars().count() <= 60), "{line}");
        }
    }
}

#[test]
fn the_head_is_comments_whatever_the_title() {
    let mut registry = registry([]);
    registry.title = Some(format!("x\nevil 1/tcp\u{0} {}", "t".repeat(500)).into());
    let (file, _) = written(&Services::default(), &registry);
    assert!(file.lines().all(|line| (line.is_empty() || line.starts_with("# ")) && line.len() <= 126), "{file}");
}

#[test]
fn records_without_order_give_the_same_file() {
    let one = [record("a", "1", "tcp", ""), record("b", "2", "tcp", ""), record("c", "1", "udp", "")];
    let mut other = one.clone();
    other.reverse();
    assert_eq!(lines(one), lines(other));
}

/// Of any characters, and those that mean something in the file more often.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c]{1,2}",
        1 => "[-+0-9a/# \t\r\n\u{0}\u{b}\u{85}\u{a0}\u{2028}\u{feff}]{0,4}",
        1 => "\\PC{0,4}",
    ]
}

fn any_record() -> impl Strategy<Value = Record> {
    let ports = (0..9_u16, 0..4_u16).prop_map(|(first, more)| PortRange::new(first, first + more).unwrap());
    let transport = prop_oneof![3 => Just("tcp".to_owned()), 2 => Just("UDP".to_owned()), 1 => word()];
    let words =
        (word(), option::weighted(0.2, word()), option::weighted(0.2, word()), any::<bool>(), "\\PC{0,99}|[\n# a]*");
    (words, option::weighted(0.9, ports), option::weighted(0.9, transport)).prop_map(
        |((name, replaces, alias_of, is_duplicate, description), ports, transport)| {
            Record::new()
                .with_service_name(name)
                .with_replaces(replaces.unwrap_or_default())
                .with_alias_of(alias_of.unwrap_or_default())
                .with_notes(if is_duplicate { "a duplicate of \"aa\"" } else { "" })
                .with_description(description)
                .with_ports(ports)
                .with_transport(transport.map(|word| Transport::Other(word.into())))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_file_says_what_its_records_say(records in vec(any_record(), 0..12), which in 0..3_usize) {
        let mut services = Services::default();
        services.ranges = [Ranges::First, Ranges::All, Ranges::None][which];
        let mut given = BTreeSet::new();
        for record in &records {
            let (Some(name), Some(ports), Some(transport)) = (record.service_name(), record.ports(), record.transport())
            else { continue };
            let word = Transport::from(transport.as_str());
            for port in ports.iter() {
                let is_asked_for = match services.ranges {
                    Ranges::First => port == ports.first(),
                    Ranges::All => true,
                    _ => ports.len() == 1,
                };
                for name in [Some(name), record.replaces()].into_iter().flatten().filter(|_| is_asked_for) {
                    given.insert((name.to_owned(), format!("{port}/{word}")));
                }
            }
        }
        let (file, diagnostics) = written(&services, &registry(records));
        let (mut found, mut places) = (BTreeSet::new(), Vec::new());
        for line in file.split('\n') {
            // As the C library does, where a byte is white space in ASCII alone, and as readers of Unicode do.
            let line = line.split('#').next().unwrap();
            let fields: Vec<&str> = line.split_whitespace().collect();
            let plain: Vec<&str> = line.split([' ', '\t', '\r', '\u{b}', '\u{c}']).filter(|field| !field.is_empty()).collect();
            prop_assert_eq!(&fields, &plain);
            let [name, place, aliases @ ..] = fields.as_slice() else { prop_assert!(fields.is_empty()); continue };
            for name in [name].into_iter().chain(aliases) {
                prop_assert!(found.insert(((*name).to_owned(), (*place).to_owned())), "{} twice\n{}", name, file);
            }
            let (port, transport) = place.split_once('/').unwrap();
            let rank = ["tcp", "udp", "sctp", "dccp"].iter().position(|known| *known == transport).unwrap_or(4);
            places.push((port.parse::<u16>().unwrap(), rank, transport.to_owned()));
        }
        prop_assert!(places.is_sorted_by(|one, two| one < two), "{}", file);
        prop_assert!(found.is_subset(&given), "{}", file);
        // What is not there was told.
        for (name, place) in given.difference(&found) {
            let transport = place.split_once('/').unwrap().1;
            let is_told = |told: &Diagnostic| {
                told.code == Code::NotAService
                    && (told.message.contains(&format!("{name:?}")) || told.message.contains(&format!("{transport:?}")))
            };
            prop_assert!(diagnostics.iter().any(is_told), "{:?} {}\n{}{:#?}", name, place, file, diagnostics);
        }
    }
}
