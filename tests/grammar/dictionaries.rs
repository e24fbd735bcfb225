//! The dictionaries of the fuzzers: the terminals of the grammar, in the form that libFuzzer reads.
//! `UPDATE_DICTIONARIES=1 cargo test --test grammar dictionaries` writes them anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::language::rules::{CORE, Grammar, root};
use crate::schema::Pattern;
use crate::xml::schema;

/// Terminals by the name of the dictionary; `all` has those of every file.
fn dictionaries() -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rendering in crate::pages::RENDERINGS {
        let name = rendering.name().trim_end_matches(".abnf").to_owned();
        all.insert(name, rendering.grammar().terminals(&["read"]));
    }
    let cells = Grammar::of(&["cells.abnf"]);
    let rules: Vec<&str> = cells.0.values().filter(|rule| rule.file != CORE).map(|rule| rule.name.as_str()).collect();
    all.insert("cells".to_owned(), cells.terminals(&rules));
    all.insert("xml".to_owned(), markup());
    all.insert("html".to_owned(), page());
    all.insert("json".to_owned(), keys());
    let every = all.values().flatten().cloned().collect();
    all.insert("all".to_owned(), every);
    // Fuzzers find single characters by themselves.
    all.values_mut().for_each(|words| {
        words.retain(|word| word.chars().count() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()))
    });
    all
}

/// Tags, attributes and values of the XML.
fn markup() -> BTreeSet<String> {
    let mut words =
        BTreeSet::from(["<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "/>", "&amp;", "&#x"].map(str::to_owned));
    for pattern in schema().0.values() {
        pattern.walk(&mut |pattern| match pattern {
            Pattern::Element(name, _) => words.extend([format!("<{name}>"), format!("<{name} "), format!("</{name}>")]),
            Pattern::Attribute(name, _) => drop(words.insert(format!(" {name}=\""))),
            Pattern::Literal(value) => drop(words.insert(value.clone())),
            _ => {}
        });
    }
    words
}

/// The documents of a directory of fixtures.
fn fixtures(directory: &str) -> String {
    let files = fs::read_dir(root().join("fixtures").join(directory)).unwrap();
    files.map(|file| String::from_utf8_lossy(&fs::read(file.unwrap().path()).unwrap()).into_owned()).collect()
}

/// Tags of HTML with the attributes that they have in the fixtures, and the headings.
fn page() -> BTreeSet<String> {
    let mut words =
        BTreeSet::from(["<!--", "-->", "<!doctype html>", "/>", "&amp;", "&#x", "&nbsp;"].map(str::to_owned));
    words.extend(portolan::Field::ALL.map(|field| format!("<th>{}</th>", field.column())));
    for tag in fixtures("html").split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or((tag, ""));
        let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
        let name = tag.trim_start_matches('/').split(|c| !is_letter(c)).next().unwrap_or("").to_ascii_lowercase();
        if !name.is_empty() {
            words.extend([format!("<{name}>"), format!("<{name} "), format!("</{name}>")]);
        }
        // What stands before each equals sign.
        let keys = tag.match_indices('=').filter_map(|(end, _)| tag[..end].rsplit(|c| !is_letter(c)).next());
        let keys = keys.filter(|key| key.len() > 1 && key.starts_with(char::is_alphabetic));
        words.extend(keys.map(|key| format!(" {key}=\"")));
    }
    words.retain(|word| word.len() < 40);
    words
}

/// Keys of the JSON, and the words that are values.
fn keys() -> BTreeSet<String> {
    let mut words = BTreeSet::from(["null", "true", "\\u00", "\\n", "[]", "{}"].map(str::to_owned));
    let text = fixtures("json");
    let ends = text.match_indices("\":").filter_map(|(end, _)| Some(&text[text[..end].rfind('"')?..end + 2]));
    words.extend(ends.map(str::to_owned));
    words
}

fn dictionary(words: &BTreeSet<String>) -> String {
    let mut text = "# The terminals of grammar/, written by tests/grammar/dictionaries.rs.\n".to_owned();
    for word in words {
        let escaped = word.bytes().map(|byte| match byte {
            b'"' | b'\\' => format!("\\{}", char::from(byte)),
            b' '..=b'~' => char::from(byte).to_string(),
            byte => format!("\\x{byte:02X}"),
        });
        text += &format!("\"{}\"\n", escaped.collect::<String>());
    }
    text
}

#[test]
fn dictionaries_are_those_of_the_grammar() {
    let directory = root().join("fuzz/dictionaries");
    let expected: BTreeMap<String, String> =
        dictionaries().iter().map(|(name, words)| (format!("{name}.dict"), dictionary(words))).collect();
    if std::env::var_os("UPDATE_DICTIONARIES").is_some() {
        fs::create_dir_all(&directory).unwrap();
        expected.iter().for_each(|(name, text)| fs::write(directory.join(name), text).unwrap());
    }
    let names: BTreeSet<String> = fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".dict"))
        .collect();
    assert_eq!(names, expected.keys().cloned().collect(), "UPDATE_DICTIONARIES=1 writes the dictionaries anew");
    for (name, text) in expected {
        let found = fs::read_to_string(directory.join(&name)).unwrap();
        assert!(found == text, "{name} is out of date; UPDATE_DICTIONARIES=1 writes it anew");
    }
}
