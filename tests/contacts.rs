//! Contacts of joined text, and of tabbed: where a name ends, what is an organization, and what was to be a date.
#![allow(clippy::panic)]

use portolan::{Code, Contact, ContactField, Field, Parsed, parse};

/// A page of these contacts; of two ids each, the first is assigned something and the second is its contact.
fn page(roles: &[[&str; 2]], contacts: &[&str]) -> Parsed {
    let headings = "Service Name Port Number Transport Protocol Description Assignee Contact Registration Date \
                    Modification Date Reference Service Code Unauthorized Use Reported Assignment Notes";
    let row = |(port, [assignee, contact]): (u16, &[&str; 2])| {
        format!("a{port} {port} tcp Words of it [{assignee}] [{contact}] 2010-01-01\n")
    };
    let rows: String = (10..).zip(roles).map(row).collect();
    let contacts = contacts.join("\n");
    let page = format!(
        "Service Name and Transport Protocol Port Number Registry\n\n{headings}\n{rows}\nContact Information\n\n\
         ID Name Organization Contact URI Last Updated\n{contacts}\n"
    );
    parse(page.as_bytes())
}

fn names(contact: &Contact) -> (&str, &str, &str, bool) {
    let is_certain = !contact.uncertain.contains(ContactField::Name);
    (&contact.id, contact.name.as_deref().unwrap_or(""), contact.organization.as_deref().unwrap_or(""), is_certain)
}

#[test]
fn a_name_ends_where_its_id_does_and_roles_tell_who_is_an_organization() {
    let roles = [
        ["Ash_Works", "Bo_Merle"],
        ["Ann_Ash", "Ann_Ash"],
        ["Tide_Mill", "Quay_Labs_Inc"],
        ["Tide_Mill", "Dune_Inc"],
        ["Tide_Mill", "Rho_Vale"],
        ["Ann_Ash", "Lee_Reef"],
        ["Lee_Reef", "Ann_Ash"],
    ];
    let told = page(
        &roles,
        &[
            "[Ann_Ash] Ann Ash Ash Works mailto:ann&ash.org 2010-01-01",
            "[Ash_Works] Ash Works mailto:info&ash.org 2010-01",
            "[Bo_Merle] Bo Merle Merle Society http://merle.org",
            "[Dune_Inc] Dune Inc mailto:d&dune.org",
            "[Gil_Ford] Gil Ford Ash Works, Tide mailto:g&ford.org",
            "[Kim_Vale] Dr. Kim Vale Tide Works mailto:kim&vale.org",
            "[Lee_Reef] Lee Reef mailto:l&reef.org",
            "[Max_Holm] Max Holm Society",
            "[Pat_O_Moor] Pat O'Moor Quay Works mailto:pat&moor.org",
            "[Quay_Labs_Inc] Quay Labs, Inc. mailto:quay&quay.org",
            "[Renee_Dune] Renée Dune Quay Works mailto:renee&dune.org",
            "[Rho_Vale] Rho Vale mailto:r&vale.org",
            "[Sea_Coast_Inc] Kim Vale Sea Coast Inc mailto:sea&coast.org",
            "[Tide_Mill] Tide Mill, Ltd. mailto:t&mill.org 2010-02",
            "[Una_Oak_2] Una Oak Oak Society mailto:una&oak.org",
        ],
    );
    let read: Vec<_> = told.registry.contacts.iter().map(names).collect();
    assert_eq!(
        read,
        [
            ("Ann_Ash", "Ann Ash", "Ash Works", true),
            ("Ash_Works", "", "Ash Works", false),
            ("Bo_Merle", "Bo Merle", "Merle Society", true),
            ("Dune_Inc", "Dune Inc", "", false),
            ("Gil_Ford", "Gil Ford", "Ash Works, Tide", true),
            ("Kim_Vale", "Dr. Kim Vale", "Tide Works", false),
            ("Lee_Reef", "Lee Reef", "", false),
            ("Max_Holm", "Max Holm", "Society", true),
            ("Pat_O_Moor", "Pat O'Moor", "Quay Works", true),
            ("Quay_Labs_Inc", "", "Quay Labs, Inc.", false),
            ("Renee_Dune", "Renée Dune", "Quay Works", true),
            ("Rho_Vale", "Rho Vale", "", false),
            ("Sea_Coast_Inc", "Kim Vale", "Sea Coast Inc", false),
            ("Tide_Mill", "", "Tide Mill, Ltd.", false),
            ("Una_Oak_2", "Una Oak", "Oak Society", true),
        ]
    );
}

/// What was to be a date, and the date that it is.
const DATES: [(&str, Option<&str>); 11] = [
    ("2010-01-01", Some("2010-01-01")),
    ("2010-01", Some("2010-01")),
    ("2010", Some("2010")),
    ("2002-1", None),
    ("2002-0", None),
    ("2002-", None),
    ("2002-02-3", None),
    ("2011-1111", None),
    ("2012-02-30", None),
    ("20122-02-03", None),
    ("2010-01-0a", None),
];

/// One contact with a name and an address, changed at this date or told to have none, and another.
fn is_changed(told: &Parsed, (behind, updated): (&str, Option<&str>)) {
    let [contact, other] = &*told.registry.contacts else { panic!("{behind}: {told:?}") };
    assert_eq!(contact.uri.as_deref(), Some("mailto:bo@merle.org"), "{behind}");
    assert_eq!(contact.name.as_deref(), Some("Bo Merle"), "{behind}");
    assert_eq!(contact.updated.map(|date| date.to_string()).as_deref(), updated, "{behind}");
    assert_eq!(contact.uncertain.contains(ContactField::Updated), updated.is_none(), "{behind}");
    let errors = told.diagnostics.iter().filter(|found| found.code == Code::UnreadableDate).count();
    assert_eq!(errors, usize::from(updated.is_none()), "{behind}");
    assert_eq!((&*other.id, other.name.as_deref()), ("Lee_Reef", Some("Lee Reef")), "{behind}");
}

#[test]
fn a_date_behind_an_address_is_read_or_told_to_be_none() {
    for (behind, updated) in DATES {
        // What stands below is a contact of its own.
        let (row, below) = (format!("[Bo_Merle] Bo Merle mailto:bo&merle.org {behind}"), "[Lee_Reef] Lee Reef");
        let roles = [["Bo_Merle", "Bo_Merle"], ["Lee_Reef", "Lee_Reef"]];
        is_changed(&page(&roles, &[&row, below]), (behind, updated));
    }
}

#[test]
fn a_date_in_its_column_is_read_or_told_to_be_none() {
    for (behind, updated) in DATES {
        let table = format!(
            "ID\tName\tOrganization\tContact URI\tLast Updated\n\
             [Bo_Merle]\tBo Merle\t\tmailto:bo&merle.org\t{behind}\n[Lee_Reef]\tLee Reef\t\t\t\n"
        );
        let headings = Field::ALL.map(Field::column).join("\t");
        let row = "aa\t1\ttcp\tWords of it\t[Bo_Merle]\t[Lee_Reef]\t\t\t\t\t\t\n";
        is_changed(&parse(format!("{headings}\n{row}\nContact Information\n\n{table}").as_bytes()), (behind, updated));
    }
}

#[test]
fn an_address_that_stands_twice_is_one_and_several_are_several() {
    for (addresses, uri, others) in [
        ("mailto:a&quay.org (mailto:a&quay.org)", "mailto:a@quay.org", &[][..]),
        ("mailto:a&quay.org mailto:b&quay.org", "mailto:a@quay.org", &["mailto:b@quay.org"]),
        ("http://quay.org", "http://quay.org", &[]),
    ] {
        let told = page(&[["Bo_Merle", "Bo_Merle"]], &[&format!("[Bo_Merle] Bo Merle {addresses} 2010-01-01")]);
        let [contact] = &*told.registry.contacts else { panic!("{addresses}: {told:?}") };
        assert_eq!(contact.uri.as_deref(), Some(uri), "{addresses}");
        assert!(contact.other_uris.iter().eq(others), "{addresses}: {:?}", contact.other_uris);
        assert_eq!(contact.updated.map(|date| date.to_string()).as_deref(), Some("2010-01-01"), "{addresses}");
        assert_eq!(contact.name.as_deref(), Some("Bo Merle"), "{addresses}");
    }
}

#[test]
fn whom_the_table_of_a_cell_a_line_lacks_is_told() {
    let lacking = |roles: &[[&str; 2]]| {
        let headings = Field::ALL.map(|field| field.column().to_owned()).join("\n");
        let row = |(port, [assignee, contact]): (u16, &[&str; 2])| {
            format!("a{port}\n{port}\ntcp\nWords of it\n{assignee}\n{contact}\n2010-01-01\n[RFC{port}]\n")
        };
        let rows: String = (10..).zip(roles).map(row).collect();
        let people = "[Ann_Ash]\nAnn Ash\nmailto:ann&ash.org\n[Zoe_Moor]\nZoe Moor\nmailto:zoe&moor.org\n";
        let page = format!(
            "Services\n\n{headings}\n{rows}Contact Information\nID\nName\nOrganization\nContact URI\nLast Updated\n{people}"
        );
        let told = parse(page.as_bytes());
        let read: Vec<_> = told.registry.records.iter().map(|record| record.contacts().len()).collect();
        assert!(read.len() == roles.len() && read.iter().all(|contacts| *contacts > 0), "{page}\n{read:?}");
        let missing = told.diagnostics.iter().find(|told| told.code == Code::MissingContacts);
        missing.map_or(String::new(), |missing| missing.message.clone())
    };
    let listed = ["[Ann_Ash]", "[Zoe_Moor]"];
    assert_eq!(lacking(&[listed, ["[Ann_Ash]"; 2], ["[Ann_Ash][Zoe_Moor]", "[Zoe_Moor]"]]), "");
    // Twice the same, which are persons for sure; one of two; one of several; and each a second time.
    for (roles, lacked) in [
        (["[Bo_Merle]", "[Bo_Merle]"], 1),
        (["[Ann_Ash]", "[Bo_Merle]"], 1),
        (["[Bo_Merle]", "[Zoe_Moor]"], 1),
        (["[Ann_Ash][Bo_Merle]", "[Ann_Ash]"], 1),
        (["[Bo_Merle]", "[Cy_Vale]"], 2),
    ] {
        for rows in [vec![listed, roles], vec![roles, listed, roles]] {
            let said = lacking(&rows);
            assert!(
                said.contains(&format!("lacks {lacked} contact")) && said.contains("Bo_Merle"),
                "{roles:?}: {said}"
            );
        }
    }
}
