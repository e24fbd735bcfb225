//! A registry of invented content in the shapes of the real one: how often a column is filled, how long its cells are,
//! how often a name comes again. The same for the same number of records.

use portolan::{Contact, PartialDate, PortRange, Record, Reference, Registry, Status, Transport};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn word(&mut self) -> String {
        const SYLLABLES: [&str; 24] = [
            "ba", "cor", "del", "fin", "gam", "hel", "jo", "kal", "lem", "mor", "nix", "ol", "pra", "quo", "ras",
            "sel", "tan", "ul", "vor", "wex", "yam", "zet", "tri", "sto",
        ];
        (0..1 + self.below(3)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect()
    }

    fn name(&mut self) -> String {
        let word = self.word();
        if self.chance(40) { format!("{word}-{}", self.word()) } else { word }
    }

    fn capital(&mut self) -> String {
        let word = self.word();
        word[..1].to_uppercase() + &word[1..]
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| if self.chance(60) { self.capital() } else { self.word() }).collect::<Vec<_>>().join(" ")
    }

    fn date(&mut self) -> PartialDate {
        let (year, month, day) = (2000 + self.below(26) as u16, 1 + self.below(12) as u8, 1 + self.below(28) as u8);
        let day = self.chance(80).then_some(day);
        PartialDate::new(year, Some(month), day).expect("a date of the calendar")
    }
}

/// So many records, and the contacts that they name.
pub(crate) fn registry(records: usize) -> Registry {
    let mut random = Random(6335);
    let mut registry = Registry {
        title: Some("Service Name and Transport Protocol Port Number Registry".into()),
        references: vec![Reference::from_text("RFC6335")],
        contacts: (0..1 + records / 3).map(|at| contact(&mut random, at)).collect(),
        ..Registry::default()
    };
    // A large registry has more services than there are numbers: some share one, and all stand in order.
    let sharing = 1 + records / 49_152;
    let mut port = 0_usize;
    for turn in 0.. {
        if registry.records.len() >= records {
            break;
        }
        let is_next = turn % sharing == 0;
        port += usize::from(is_next);
        let number = u16::try_from(port).expect("fewer numbers than there are");
        if is_next && random.chance(6) {
            let last = number.saturating_add(random.below(9) as u16);
            let ports = PortRange::new(number, last).expect("in order");
            port += usize::from(last - number);
            registry
                .records
                .push(Record::new().with_ports(ports).with_status(Status::Unassigned).with_description("Unassigned"));
            continue;
        }
        let record = named(&mut random, &registry.contacts);
        if random.chance(8) {
            registry.records.push(record.with_transport(Transport::Tcp));
            continue;
        }
        let record = record.with_ports(PortRange::single(number));
        registry.records.push(record.clone().with_transport(Transport::Tcp));
        if random.chance(90) {
            registry.records.push(record.with_transport(Transport::Udp));
        }
    }
    registry.records.truncate(records);
    registry
}

fn contact(random: &mut Random, at: usize) -> Contact {
    let (first, last) = (random.capital(), random.capital());
    Contact {
        id: format!("{first}_{last}_{at}").into(),
        name: Some(format!("{first} {last}").into()),
        organization: random.chance(20).then(|| random.words(2).into()),
        uri: Some(format!("mailto:{}@{}.example", random.word(), random.word()).into()),
        updated: random.chance(30).then(|| random.date()),
        ..Contact::default()
    }
}

fn named(random: &mut Random, contacts: &[Contact]) -> Record {
    let holder = contacts[random.below(contacts.len())].id.clone();
    let asked = if random.chance(80) { holder.clone() } else { contacts[random.below(contacts.len())].id.clone() };
    let length = 1 + random.below(5);
    let mut record = Record::new().with_service_name(random.name()).with_description(random.words(length));
    if random.chance(85) {
        record = record.with_assignees(vec![holder].as_slice()).with_contacts(vec![asked].as_slice());
    }
    if random.chance(45) {
        record = record.with_registration_date(random.date());
    }
    if random.chance(4) {
        let registered = record.registration_date();
        let modified = random.date();
        record = record.with_modification_date(registered.map_or(modified, |registered| registered.max(modified)));
    }
    if random.chance(10) {
        let reference = Reference::from_text(&format!("RFC{}", 1000 + random.below(8000)));
        record = record.with_references(vec![reference].as_slice());
    }
    if random.chance(1) {
        record = record.with_unauthorized_use(random.words(6));
    }
    if random.chance(9) {
        let length = 4 + random.below(12);
        record = record.with_notes(random.words(length));
    }
    record
}
