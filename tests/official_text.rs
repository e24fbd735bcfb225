//! The registry's own plain text of 2013: columns of fixed width, cells wrapped and centred. Skipped where it is not at
//! hand: `PORTOLAN_CORPUS`, or `../shared/corpus`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/corpus.rs"]
mod corpus;

use std::sync::OnceLock;

use portolan::{Code, ContactField, Field, Layout, Parsed, Record};

fn parsed() -> Option<&'static Parsed> {
    static PARSED: OnceLock<Option<Parsed>> = OnceLock::new();
    PARSED.get_or_init(read).as_ref()
}

fn read() -> Option<Parsed> {
    let path = corpus::official()?.join("2013-06-26.txt");
    Some(portolan::parse(&std::fs::read(path).unwrap()))
}

/// A row as it must be, told by hand: its line, then its fields. What is empty is not there.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    line: u32,
    name: &'static str,
    ports: &'static str,
    transport: &'static str,
    description: &'static str,
    replaces: &'static str,
    alias_of: &'static str,
    assignees: &'static [&'static str],
    contacts: &'static [&'static str],
    registered: &'static str,
    modified: &'static str,
    references: &'static [&'static str],
    code: Option<u32>,
    unauthorized: &'static str,
    notes: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        line: 63,
        name: "tcpmux",
        ports: "1",
        transport: "tcp",
        description: "TCP Port Service Multiplexer",
        assignees: &["Mark_Lottor"],
        contacts: &["Mark_Lottor"],
        ..EMPTY
    },
    Row {
        line: 82,
        name: "discard",
        ports: "9",
        transport: "dccp",
        description: "Discard",
        assignees: &["Eddie_Kohler"],
        contacts: &["Eddie_Kohler"],
        references: &["RFC4340"],
        code: Some(1_145_656_131),
        ..EMPTY
    },
    // A note in brackets stands in the description.
    Row { line: 93, ports: "15", transport: "tcp", description: "Unassigned [was netstat]", ..EMPTY },
    Row {
        line: 99,
        name: "msp",
        ports: "18",
        transport: "tcp",
        description: "Message Send Protocol (historic)",
        assignees: &["Rina_Nethaniel"],
        contacts: &["Rina_Nethaniel"],
        ..EMPTY
    },
    // A footnote among the references.
    Row {
        line: 2102,
        name: "exp1",
        ports: "1021",
        transport: "tcp",
        description: "RFC3692-style Experiment 1",
        assignees: &["IESG", "IETF_Chair"],
        contacts: &["IETF_Chair"],
        references: &["1", "RFC4727", "RFC6335"],
        ..EMPTY
    },
    // A report of unauthorized use on lines above and below.
    Row {
        line: 7362,
        name: "csi-lfap",
        ports: "3145",
        transport: "tcp",
        description: "CSI-LFAP",
        assignees: &["Paul_Amsden"],
        contacts: &["Paul_Amsden"],
        unauthorized: "UNAUTHORIZED USE: port 3145 by zftpserver",
        ..EMPTY
    },
    // A name of three lines, whose second has the port; the row of its twin follows at once.
    Row {
        line: 7669,
        name: "Apple Remote Desktop (Net Assistant)",
        ports: "3283",
        transport: "udp",
        description: "Net Assistant",
        assignees: &["Michael_Stein"],
        contacts: &["Michael_Stein"],
        modified: "2011-11-09",
        ..EMPTY
    },
    Row {
        line: 11430,
        name: "personal-agent",
        ports: "5555",
        transport: "udp",
        description: "Personal Agent",
        assignees: &["Jackie_Wu"],
        contacts: &["Jackie_Wu"],
        unauthorized: "UNAUTHORIZED USE: port 5555 by Intermec UDPPlus; UNAUTHORIZED USE: Port 5555 also used by HP \
                       Omniback",
        ..EMPTY
    },
    // A reference of words, wrapped within its brackets.
    Row {
        line: 14660,
        name: "dsmcc-session",
        ports: "13819",
        transport: "tcp",
        description: "DSMCC Session Messages",
        assignees: &["Tim_Addington"],
        contacts: &["Tim_Addington"],
        references: &["ISO/IEC 13818-6 MPEG-2 DSM-CC"],
        ..EMPTY
    },
    Row { line: 15015, ports: "20015-20033", description: "Unassigned", ..EMPTY },
    // A blank line within a cell, at the row's first line.
    Row {
        line: 15016,
        name: "nburn-id",
        ports: "20034",
        transport: "tcp",
        description: "NetBurner ID Port",
        replaces: "nburn_id",
        assignees: &["Paul_Breed"],
        contacts: &["Paul_Breed"],
        registered: "2003-11",
        ..EMPTY
    },
    Row {
        line: 15022,
        name: "nburn_id",
        ports: "20034",
        transport: "tcp",
        description: "NetBurner ID Port",
        alias_of: "nburn-id",
        assignees: &["Paul_Breed"],
        contacts: &["Paul_Breed"],
        registered: "2003-11",
        notes: "This entry is an alias to \"nburn-id\". This entry is now historic, not usable for use with many common \
                service discovery mechanisms.",
        ..EMPTY
    },
    // The first of the names without a port.
    Row {
        line: 16039,
        name: "1password",
        description: "1Password Password Manager data sharing and synchronization protocol",
        assignees: &["Roustem_Karimov"],
        contacts: &["Roustem_Karimov"],
        notes: "Defined TXT keys: None",
        ..EMPTY
    },
    Row {
        line: 16055,
        name: "acs-ctl-ds",
        transport: "tcp",
        description: "Access Control Device",
        assignees: &["Honwywell_Security_Group", "John_Dziadosz"],
        contacts: &["John_Dziadosz"],
        registered: "2012-04-09",
        notes: "Defined TXT keys: MAC=, GW-MAC",
        ..EMPTY
    },
    // Lines of the description above and below.
    Row {
        line: 16066,
        name: "addressbooksrv",
        transport: "tcp",
        description: "Address Book Server used for contacts and calendar synchronisation",
        assignees: &["AddressBookServer", "Alexander_Hartner"],
        contacts: &["Alexander_Hartner"],
        registered: "2011-10-14",
        notes: "Defined TXT keys: _suffix, _prefix",
        ..EMPTY
    },
    Row {
        line: 16069,
        name: "adnodes",
        description: "difusi Cloud based plug & play network synchronization protocol, content pool database discovery, \
                      and cloudOS SAaS discovery protocol.",
        assignees: &["DIFUSI_Inc", "Mike_Wright"],
        contacts: &["Mike_Wright"],
        registered: "2011-11-07",
        notes: "Defined TXT keys: Proprietary",
        ..EMPTY
    },
    // Two cells of several lines, each centred by itself.
    Row {
        line: 16081,
        name: "aeroflex",
        description: "Aeroflex instrumentation and software",
        assignees: &["David_Hagood"],
        contacts: &["David_Hagood"],
        notes: "Defined TXT keys: orb_server=<port #> (optional) CORBA ORB server used for resource discovery \
                product_id=<string> (optional) ID of licensed product txtvers=\"*IDN?=<identifier>\" (optional) as per \
                LXI specification (for not yet LXI compatible instruments)",
        ..EMPTY
    },
    Row {
        line: 16098,
        name: "airsharing",
        description: "Air Sharing",
        assignees: &["Erik_Rogers", "Dave_Howell"],
        contacts: &["Erik_Rogers", "Dave_Howell"],
        notes: "Defined TXT keys: None",
        ..EMPTY
    },
    Row {
        line: 16894,
        name: "rym-rrc",
        transport: "tcp",
        description: "Raymarine remote control protocol",
        assignees: &["Raymarine_UK_Limited", "Geoffrey_Beer"],
        contacts: &["Geoffrey_Beer"],
        registered: "2012-05-24",
        modified: "2012-06-04",
        notes: "Defined TXT keys: raymarine-mfd-rrc-version, raymarine-mfd-model, raymarine-mfd-serial",
        ..EMPTY
    },
    Row {
        line: 16927,
        name: "services",
        description: "DNS Service Discovery",
        assignees: &["Stuart_Cheshire_5", "Marc_Krochmal"],
        contacts: &["Stuart_Cheshire_5", "Marc_Krochmal"],
        notes: "Not a service type. Special name reserved for DNS-SD meta queries.",
        ..EMPTY
    },
    Row {
        line: 16933,
        name: "shifter",
        description: "Window Shifter server protocol",
        assignees: &["Antoine_Martin"],
        contacts: &["Antoine_Martin"],
        notes: "Defined TXT keys: username The login username to use (optional) ssh_tunnel Whether an SSH tunnel must \
                be used (required) iface The network interface the server is on (required - may be empty) version \
                Software version (required) ID Server Identifier (requried)",
        ..EMPTY
    },
    // The last row.
    Row {
        line: 17236,
        name: "zigbee-gateway",
        transport: "udp",
        description: "ZigBee IP Gateway",
        assignees: &["ZigBee_Alliances_Network_Device_working_group", "Leslie_Mulder"],
        contacts: &["Leslie_Mulder"],
        registered: "2013-05-28",
        notes: "Defined TXT keys: see: http://www.zigbee.org/Standards/ZigBeeNetworkDevices",
        ..EMPTY
    },
];

const EMPTY: Row = Row {
    line: 0,
    name: "",
    ports: "",
    transport: "",
    description: "",
    replaces: "",
    alias_of: "",
    assignees: &[],
    contacts: &[],
    registered: "",
    modified: "",
    references: &[],
    code: None,
    unauthorized: "",
    notes: "",
};

/// Compared by its fields; where a line broke is left open.
fn check(record: &Record, row: &Row) {
    let one_line = |text: &str| text.replace('\n', " ");
    let texts = |text: Option<String>| text.unwrap_or_default();
    assert_eq!(record.service_name().unwrap_or_default(), row.name, "{row:?}");
    assert_eq!(texts(record.ports().map(|ports| ports.to_string())), row.ports, "{row:?}");
    assert_eq!(record.transport().map_or("", |transport| transport.as_str()), row.transport, "{row:?}");
    assert_eq!(one_line(record.description().unwrap_or_default()), row.description, "{row:?}");
    assert_eq!(record.replaces().unwrap_or_default(), row.replaces, "{row:?}");
    assert_eq!(record.alias_of().unwrap_or_default(), row.alias_of, "{row:?}");
    assert_eq!(record.assignees(), row.assignees, "{row:?}");
    assert_eq!(record.contacts(), row.contacts, "{row:?}");
    assert_eq!(texts(record.registration_date().map(|date| date.to_string())), row.registered, "{row:?}");
    assert_eq!(texts(record.modification_date().map(|date| date.to_string())), row.modified, "{row:?}");
    let references: Vec<&str> = record.references().iter().map(|reference| reference.text.as_str()).collect();
    assert_eq!(references, row.references, "{row:?}");
    assert_eq!(record.service_code(), row.code, "{row:?}");
    assert_eq!(one_line(record.unauthorized_use().unwrap_or_default()), row.unauthorized, "{row:?}");
    assert_eq!(one_line(record.notes().unwrap_or_default()), row.notes, "{row:?}");
    assert!(record.uncertain().is_empty(), "{row:?}: {:?}", record.uncertain());
}

#[test]
fn every_record_and_contact_is_read() {
    let Some(parsed) = parsed() else { return };
    let registry = &parsed.registry;
    let source = registry.source.as_ref().unwrap();
    assert_eq!(source.layout, Some(Layout::Fixed));
    assert_eq!(source.columns, Field::ALL);
    // Counted in the text: lines with a name or a port, less the six that go on a name of several lines.
    assert_eq!(registry.records.len(), 13_312 - 6);
    // Lines that begin with an id.
    assert_eq!(registry.contacts.len(), 4736);
    let nameless = registry.iter().filter(|record| record.service_name().is_none()).count();
    let portless = registry.iter().filter(|record| record.ports().is_none()).count();
    assert!(nameless > 1000 && portless > 500, "{nameless}, {portless}");
    // Nothing is damaged; the date of 2011 is the registry's own, as are contacts that it does not list.
    let others: Vec<Code> =
        parsed.diagnostics.iter().map(|found| found.code).filter(|code| *code != Code::AmbiguousLine).collect();
    assert_eq!(others, [Code::DateOrder, Code::MissingContacts]);
    let uncertain: u32 = registry.iter().map(|record| record.uncertain().len()).sum();
    assert!(uncertain * 1000 < 13_306 * 12, "{uncertain} fields are uncertain");
}

#[test]
fn rows_are_what_a_reader_sees() {
    let Some(parsed) = parsed() else { return };
    assert!(ROWS.len() >= 20);
    for row in ROWS {
        let record = parsed.registry.iter().find(|record| record.span().line == row.line);
        check(record.unwrap_or_else(|| panic!("no record begins at line {}", row.line)), row);
    }
}

#[test]
fn what_stands_above_and_below_the_table() {
    let Some(parsed) = parsed() else { return };
    let registry = &parsed.registry;
    assert_eq!(registry.title.as_deref(), Some("Service Name and Transport Protocol Port Number Registry"));
    assert_eq!(registry.updated.map(|date| date.to_string()).as_deref(), Some("2013-06-26"));
    assert!(registry.experts.as_deref().unwrap().starts_with("Joe Touch; Eliot Lear, Allison Mankin"));
    let [note] = registry.notes.as_slice() else { panic!("{:?}", registry.notes) };
    assert_eq!(note.title, "Note");
    let paragraphs: Vec<&str> = note.text.lines().collect();
    assert_eq!(paragraphs.len(), 7, "{paragraphs:#?}");
    assert!(paragraphs[0].starts_with("Since we merged") && paragraphs[6].starts_with("PLEASE NOTE"));
    let [footnote] = registry.footnotes.as_slice() else { panic!("{:?}", registry.footnotes) };
    assert_eq!(footnote.id, "1");
    assert!(footnote.text.contains("explicitly-configured experiments"));
}

#[test]
fn contacts_are_whole() {
    let Some(parsed) = parsed() else { return };
    for (id, name, organization, uri, updated) in [
        ("AMTEC_S_p_A", "AMTEC S.p.A", "", "mailto:sp.amtec@interbusiness.it", ""),
        ("Acertant", "", "Acertant Technologies, Inc.", "", ""),
        ("APCO_Project", "Steve Glass", "APCO Project 25", "mailto:admin@sedition.org.au", "2011-05-13"),
        // The columns of this line count bytes.
        ("Wolfgang_Völker_2", "Wolfgang Völker", "WIBU-SYSTEMS AG", "mailto:wolfgang.voelker@wibu.com", "2013-06-25"),
        ("Sergio_Luis", "Sérgio Luís Dias Lima Gramacho", "", "mailto:slgramacho@gmail.com", "2012-02-27"),
        (
            "Bryant_Eastham",
            "Bryant Eastham",
            "Panasonic Intranet, Panasonic North America (PEWLA)",
            "mailto:bryant.eastham@us.panasonic.com",
            "2012-11-12",
        ),
        (
            "ZigBee_Alliances_Network_Device_working_group",
            "",
            "ZigBee Alliance's Network Device working group",
            "mailto:ljm@exegin.com",
            "2013-05-28",
        ),
        ("flanne", "", "", "flanne@vnet.IBM.COM", ""),
    ] {
        let contact = parsed.registry.contact(id).unwrap_or_else(|| panic!("no contact {id}"));
        assert_eq!(contact.name.as_deref().unwrap_or_default(), name);
        assert_eq!(contact.organization.as_deref().unwrap_or_default().replace('\n', " "), organization);
        assert_eq!(contact.uri.as_deref().unwrap_or_default(), uri);
        assert_eq!(contact.updated.map(|date| date.to_string()).unwrap_or_default(), updated);
        let listed = [ContactField::Name, ContactField::Uri, ContactField::Updated];
        assert!(!contact.uncertain.iter().any(|field| listed.contains(&field)), "{id}: {:?}", contact.uncertain);
    }
}
