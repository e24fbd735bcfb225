//! What stands in a row: the keys and the values of an object, the cells of an array.

use std::borrow::Cow;
use std::ops::Range;

use super::cursor::{Cursor, Fault, Starts, Value};

/// A value of a row, and its key.
#[derive(Debug)]
pub(super) struct Member<'t> {
    pub(super) key: Cow<'t, str>,
    pub(super) key_at: usize,
    pub(super) value: Value<'t>,
    pub(super) bytes: Range<usize>,
}

/// Puts what stands in the object here into `members`. Other rows begin as `starts` tells.
pub(super) fn object<'t>(
    cursor: &mut Cursor<'t>,
    starts: &Starts<'t>,
    members: &mut Vec<Member<'t>>,
) -> Result<(), Fault> {
    cursor.eat(b'{');
    if cursor.eat(b'}') {
        return Ok(());
    }
    loop {
        cursor.peek();
        let key_at = cursor.at;
        let key = cursor.key()?;
        // The key may be the number of the next row.
        if cursor.peek() == Some(b'{') && starts.begins(cursor.text, cursor.at) {
            return Err(Fault::Expected("the end of the row"));
        }
        let from = cursor.at;
        let value = cursor.value(starts)?;
        members.push(Member { key, key_at, value, bytes: from..cursor.at });
        if cursor.eat(b'}') {
            return Ok(());
        }
        comma(cursor)?;
    }
}

/// The same of the array here, whose table has so many columns.
pub(super) fn array<'t>(
    cursor: &mut Cursor<'t>,
    starts: &Starts<'t>,
    columns: usize,
    members: &mut Vec<Member<'t>>,
) -> Result<(), Fault> {
    cursor.eat(b'[');
    if cursor.eat(b']') {
        return Ok(());
    }
    loop {
        // Behind all cells no other is an array: it is the next row.
        if cursor.peek() == Some(b'[') && members.len() >= columns {
            return Err(Fault::Expected("the end of the row"));
        }
        let from = cursor.at;
        let value = cursor.value(starts)?;
        members.push(Member { key: Cow::Borrowed(""), key_at: from, value, bytes: from..cursor.at });
        if cursor.eat(b']') {
            return Ok(());
        }
        comma(cursor)?;
    }
}

fn comma(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    match cursor.peek() {
        None => Err(Fault::Open),
        Some(b',') => {
            cursor.eat(b',');
            Ok(())
        }
        Some(_) => Err(Fault::Expected("a comma, or the end,")),
    }
}
