//! Two readings of what is one record.

use portolan::Record;
use serde_json::{Map, Value};

fn fields(record: &Record) -> Map<String, Value> {
    match serde_json::to_value(record).unwrap() {
        Value::Object(fields) => fields,
        other => panic!("a record is an object, not {other}"),
    }
}

/// Whether a record lists a field as uncertain, or one that it is read from.
fn lists(record: &Map<String, Value>, field: &str) -> bool {
    let listed = record["uncertain"].as_array().unwrap();
    listed.iter().any(|name| {
        name == field
            || name == "description" && matches!(field, "replaces" | "status")
            || name == "service_name" && field == "status"
            || name == "notes" && field == "alias_of"
    })
}

/// The fields of `one` that are not those of `other`, and that neither lists as uncertain.
pub fn different(one: &Record, other: &Record) -> Vec<String> {
    if one == other {
        return Vec::new();
    }
    let (mine, theirs) = (fields(one), fields(other));
    let is_wrong = |field: &String| {
        !matches!(field.as_str(), "uncertain" | "span")
            && mine[field] != theirs[field]
            && !lists(&mine, field)
            && !lists(&theirs, field)
    };
    mine.keys().filter(|field| is_wrong(field)).cloned().collect()
}

/// The same, with what they say.
pub fn differences(one: &Record, other: &Record) -> Vec<String> {
    let (mine, theirs) = (fields(one), fields(other));
    let say = |field: String| format!("{field}: {}, in the whole {}", mine[&field], theirs[&field]);
    different(one, other).into_iter().map(say).collect()
}

/// Whether `one` says all that `other` says, and perhaps more behind it.
pub fn goes_on(one: &Record, other: &Record) -> bool {
    let (mine, theirs) = (fields(one), fields(other));
    different(one, other).iter().all(|field| match (&mine[field], &theirs[field]) {
        (_, Value::Null) => true,
        (Value::String(mine), Value::String(theirs)) => mine.starts_with(theirs.as_str()) || field == "status",
        (Value::Array(mine), Value::Array(theirs)) => mine.starts_with(theirs),
        _ => false,
    })
}
