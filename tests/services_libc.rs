//! `/etc/services` as the C library reads it: in a mount namespace of the test's own, where what was written stands in
//! place of the machine's file. Skipped, with the reason, where there are no such namespaces.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portolan::{PortRange, Record, Registry, Services, Transport};

/// Puts the files of the directory `$1` in place, and runs the rest. A cache daemon would answer from the old ones.
const IN_PLACE: &str = r#"
mount --bind "$1/services" /etc/services || exit 99
if [ -e /etc/nsswitch.conf ]; then mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf || exit 99; fi
for cache in /run/nscd /var/run/nscd; do
    if [ -d "$cache" ]; then mount --bind "$1/empty" "$cache" || exit 99; fi
done
shift
exec "$@"
"#;

/// Asks a question a line: `NAME/PROTO` or `PORT/PROTO`.
const GETENT: &str = r#"while IFS= read -r question; do getent services "$question" || echo -; done"#;

/// Asks the C library in one process: a name or a port, and a transport protocol or nothing, between tabs.
const PYTHON: &str = r#"
import ctypes, socket, sys

class Servent(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("aliases", ctypes.POINTER(ctypes.c_char_p)),
                ("port", ctypes.c_int), ("proto", ctypes.c_char_p)]

libc = ctypes.CDLL(None)
libc.getservbyname.restype = libc.getservbyport.restype = ctypes.POINTER(Servent)
for question in sys.stdin.buffer:
    kind, what, proto = question.rstrip(b"\n").split(b"\t")
    proto = proto or None
    if kind == b"port":
        found = libc.getservbyport(socket.htons(int(what)), proto)
    else:
        found = libc.getservbyname(what, proto)
    if not found:
        print("-")
        continue
    found, words, at = found.contents, [], 0
    while found.aliases[at] is not None:
        words.append(found.aliases[at].decode())
        at += 1
    port = socket.ntohs(found.port)
    # Enough of the front of the file: each question reads it from there.
    if proto and kind == b"port" and int(what) < 1000:
        assert socket.getservbyport(int(what), proto.decode()) == found.name.decode()
    print(found.name.decode(), "%d/%s" % (port, found.proto.decode()), *words)
"#;

/// What stands in place of `/etc/services`.
struct InPlace {
    directory: PathBuf,
    unshare: &'static [&'static str],
}

impl InPlace {
    /// None, with the reason, where it cannot be put there.
    fn new(name: &str, services: &[u8]) -> Option<Self> {
        let skip = |why: &str| {
            eprintln!("skipped: {why}");
            None
        };
        if !Path::new("/etc/services").is_file() {
            return skip("there is no /etc/services to put another in place of");
        }
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(directory.join("empty")).unwrap();
        fs::write(directory.join("services"), services).unwrap();
        fs::write(directory.join("nsswitch.conf"), "services: files\n").unwrap();
        for unshare in [&["--map-root-user", "--mount"][..], &["--mount"]] {
            let in_place = Self { directory: directory.clone(), unshare };
            if in_place.command(&["cmp", "/etc/services", "services"]).output().is_ok_and(|seen| seen.status.success())
            {
                return Some(in_place);
            }
        }
        skip("no mount namespace may be made here (unshare --mount)")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("unshare");
        command.args(self.unshare).args(["sh", "-c", IN_PLACE, "sh"]).arg(&self.directory).args(arguments);
        command.current_dir(&self.directory).env("LC_ALL", "C.UTF-8");
        command
    }

    /// The answers, a line each, to questions, a line each.
    fn ask(&self, arguments: &[&str], questions: &[String]) -> Vec<String> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let text = questions.iter().map(|question| format!("{question}\n")).collect::<String>();
        let feed = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
        let output = child.wait_with_output().unwrap();
        feed.join().unwrap().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", output.status);
        let fold = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let answers: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(fold).collect();
        assert_eq!(answers.len(), questions.len());
        answers
    }
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|seen| seen.status.success());
    if !found {
        eprintln!("skipped: there is no {program}");
    }
    found
}

/// A line of the file, read in the plainest way.
struct Line<'a> {
    names: Vec<&'a str>,
    port: &'a str,
    transport: &'a str,
}

impl Line<'_> {
    fn answer(&self) -> String {
        let mut words = vec![self.names[0].to_owned(), format!("{}/{}", self.port, self.transport)];
        words.extend(self.names[1..].iter().map(|name| (*name).to_owned()));
        words.join(" ")
    }
}

fn lines(file: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for line in file.lines() {
        let mut fields = line.split('#').next().unwrap().split_whitespace();
        if let (Some(name), Some(place)) = (fields.next(), fields.next()) {
            let (port, transport) = place.split_once('/').unwrap();
            lines.push(Line { names: std::iter::once(name).chain(fields).collect(), port, transport });
        }
    }
    lines
}

/// Each port, and each name with its transport protocol and without, and the answers that the file's lines say.
fn questions(file: &str) -> Vec<([String; 3], String)> {
    let lines = lines(file);
    let mut by_name: HashMap<(&str, &str), String> = HashMap::new();
    let mut asked = Vec::new();
    for line in &lines {
        asked.push((["port".to_owned(), line.port.to_owned(), line.transport.to_owned()], line.answer()));
        for name in &line.names {
            for transport in [line.transport, ""] {
                by_name.entry((name, transport)).or_insert_with(|| line.answer());
            }
        }
    }
    for ((name, transport), answer) in by_name {
        asked.push((["name".to_owned(), name.to_owned(), transport.to_owned()], answer));
    }
    asked.sort();
    asked
}

fn ask_python(in_place: &InPlace, asked: &[([String; 3], String)]) -> Vec<String> {
    let questions: Vec<String> = asked.iter().map(|(question, _)| question.join("\t")).collect();
    in_place.ask(&["python3", "-c", PYTHON], &questions)
}

/// What the C library answers for each name, with and without a transport protocol, and for each port, as records say.
/// Counts the names of records, and those asked for.
fn answers_are_those_of(registry: &Registry, asked: &[([String; 3], String)], answers: &[String]) -> [usize; 2] {
    let answers: HashMap<[&str; 3], Vec<&str>> = asked
        .iter()
        .zip(answers)
        .map(|((question, _), answer)| (question.each_ref().map(String::as_str), answer.split(' ').collect()))
        .collect();
    // Ports of the names that records give: current ones, and historic ones.
    let mut ports: HashMap<(&str, &str), [BTreeSet<u16>; 2]> = HashMap::new();
    let mut count = [0, 0];
    for record in registry {
        let (Some(name), Some(at), Some(transport)) = (record.service_name(), record.ports(), record.transport())
        else {
            continue;
        };
        let transport = transport.as_str();
        let port = at.first().to_string();
        let found = &answers[&["port", port.as_str(), transport]];
        let notes = record.notes().unwrap_or_default();
        let is_historic = record.alias_of().is_some() || notes.contains("This is a duplicate of the");
        for (name, is_historic) in
            [(name, is_historic)].into_iter().chain(record.replaces().map(|replaced| (replaced, true)))
        {
            assert!(found[0] == name || found[2..].contains(&name), "{name} at {at}/{transport}: {found:?}");
            assert!(!is_historic || found[0] != name, "{name} at {at}/{transport}: {found:?}");
            for transport in [transport, ""] {
                ports.entry((name, transport)).or_default()[usize::from(is_historic)].insert(at.first());
            }
            count[0] += 1;
        }
    }
    for ((name, transport), [current, historic]) in ports {
        let answer = &answers[&["name", name, transport]];
        let port = current.first().or(historic.first()).unwrap();
        assert!(answer[1].starts_with(&format!("{port}/{transport}")), "{name}/{transport}: {answer:?}, not {port}");
        count[1] += 1;
    }
    count
}

fn record(name: &str, ports: &str, transport: &str) -> Record {
    Record::new()
        .with_service_name(name)
        .with_ports(ports.parse::<PortRange>().unwrap())
        .with_transport(Transport::from(transport))
        .with_description(format!("{name} 1/tcp of \"{transport}\" # and so on"))
}

fn fixture() -> Registry {
    let duplicate = "This is a duplicate of the \"http\" service and should not be used for discovery purposes.";
    let records = vec![
        record("nil", "0", "tcp"),
        record("whoispp", "63", "tcp").with_replaces("whois++"),
        record("whois++", "63", "tcp").with_alias_of("whoispp"),
        record("www", "80", "tcp").with_notes(duplicate),
        record("http", "80", "tcp"),
        record("www-http", "80", "tcp").with_notes(duplicate),
        record("http", "80", "sctp"),
        record("cl-1", "172", "udp").with_replaces("cl/1"),
        record("new", "200", "tcp").with_replaces("sail"),
        record("sail", "5000", "tcp"),
        record("http-alt", "591", "udp"),
        record("http-alt", "8008", "udp"),
        record("domain-s", "853", "udp"),
        record("3Com-nsd", "1742", "dccp"),
        record("EtherNet-IP-1", "2222", "tcp").with_replaces("EtherNet/IP-1"),
        record("LiebDevMgmt_C", "3027", "udplite"),
        record("x11", "6000-6063", "tcp"),
        record("été", "7001", "udp"),
        record(&"long".repeat(400), "7002", "udp"),
        record("last", "65535", "udp"),
        record("stuns", "5349", "udp"),
        record("stun-behaviors", "5349", "udp"),
    ];
    Registry { records, ..Registry::default() }
}

fn written(services: &Services, registry: &Registry) -> String {
    let mut file = Vec::new();
    services.write(registry, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

#[test]
fn getent_finds_every_name_and_port() {
    let mut services = Services::default();
    services.ranges = portolan::Ranges::All;
    let file = written(&services, &fixture());
    let Some(in_place) = InPlace::new("getent", file.as_bytes()) else { return };
    if !has("getent") {
        return;
    }
    // It takes what is behind the first slash for the transport protocol: such names are for others to ask.
    let asked: Vec<_> = questions(&file)
        .into_iter()
        .filter(|([_, what, _], _)| !what.contains('/'))
        .map(|([_, what, transport], answer)| {
            (if transport.is_empty() { what } else { format!("{what}/{transport}") }, answer)
        })
        .collect();
    let questions: Vec<_> = asked.iter().map(|(question, _)| question.clone()).collect();
    let answers = in_place.ask(&["sh", "-c", GETENT], &questions);
    for ((question, wanted), answer) in asked.iter().zip(&answers) {
        assert_eq!(answer, wanted, "{question}");
    }
    let answer = |question: &str| &answers[questions.iter().position(|asked| asked == question).unwrap()];
    assert_eq!(answer("80/tcp"), "http 80/tcp www www-http");
    assert_eq!(answer("www/tcp"), "http 80/tcp www www-http");
    assert_eq!(answer("whois++/tcp"), "whoispp 63/tcp whois++");
    assert_eq!(answer("sail"), "sail 5000/tcp");
    assert_eq!(answer("stun-behaviors/udp"), "stuns 5349/udp stun-behaviors");
    assert_eq!(answer("6063/tcp"), "x11 6063/tcp");
}

#[test]
fn the_c_library_finds_every_name_and_port() {
    let mut services = Services::default();
    services.ranges = portolan::Ranges::All;
    let file = written(&services, &fixture());
    let Some(in_place) = InPlace::new("python", file.as_bytes()) else { return };
    if !has("python3") {
        return;
    }
    let asked = questions(&file);
    for ((question, wanted), answer) in asked.iter().zip(ask_python(&in_place, &asked)) {
        assert_eq!(&answer, wanted, "{question:?}");
    }
}

/// The whole registry: `PORTOLAN_CORPUS`, or `../shared/corpus`.
#[test]
fn the_c_library_finds_the_whole_registry() {
    let corpus = std::env::var_os("PORTOLAN_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"), PathBuf::from);
    let Ok(xml) = fs::read(corpus.join("official/2025-10-22.xml")) else {
        return eprintln!("skipped: there is no corpus at {}", corpus.display());
    };
    let registry = portolan::parse(&xml).registry;
    let file = written(&Services::default(), &registry);
    assert_eq!(lines(&file).len(), 11_474);
    let Some(in_place) = InPlace::new("registry", file.as_bytes()) else { return };
    if !has("python3") {
        return;
    }
    let asked = questions(&file);
    let answers = ask_python(&in_place, &asked);
    for ((question, wanted), answer) in asked.iter().zip(&answers) {
        assert_eq!(answer, wanted, "{question:?}");
    }
    let [names, questions] = answers_are_those_of(&registry, &asked, &answers);
    eprintln!("{} questions; {names} names of records, found by {questions} names", asked.len());
}
