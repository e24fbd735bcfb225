//! The contact table of stacked text: which of its lines are one contact.

use std::ops::Range;

use crate::assemble::Assembler;
use crate::ast::{Code, Span};
use crate::cell::brackets;
use crate::column::address;
use crate::column::contact::{self, Form, LooseContact};
use crate::report;

use super::super::tail::{self, is_open};
use super::source_end;
use super::walk::Line;

/// The contact table: a row begins with an id in brackets. What stands behind the date of the last row, or behind its
/// address and is none, is no part of the table.
pub(super) fn rows<'a>(source: &str, text: &str, lines: &[Line<'a>], out: &mut Assembler) -> Vec<LooseContact<'a>> {
    let has_bracket = |line: &Line<'_>| line.text.as_bytes().first() == Some(&b'[');
    let begins = |line: &Line<'_>| has_bracket(line) && brackets::run(line.text) == Some(line.text.len());
    let above = lines.iter().take_while(|line| !begins(line)).count();
    let (above, table) = lines.split_at_checked(above).unwrap_or_default();
    let mut count = report::Lines::new(source.as_bytes());
    if let (Some(first), Some(last)) = (above.first(), above.last()) {
        let span = count.span(first.at, source_end(source, text, last.end()));
        out.report.error(
            tail::damage_code(source, span),
            span,
            "this row of the contact table does not begin with an id in brackets",
        );
    }
    let end = source.trim_end().len();
    let mut contacts = Vec::with_capacity(table.iter().filter(|line| has_bracket(line)).count());
    let mut count = report::Lines::new(source.as_bytes());
    let is_mended = !std::ptr::eq(source, text);
    let mut hand_over = |cells: &[(&'a str, Form)], (bytes, number): &(Range<usize>, usize), out: &mut Assembler| {
        let last = source_end(source, text, bytes.end);
        let span = match u32::try_from(number.saturating_add(1)) {
            Ok(line) if !is_mended => Span::new(bytes.start, last, line),
            _ => count.span(bytes.start, last),
        };
        if let Some(mut contact) = contact::of_forms(cells, span) {
            contact.is_cut = span.range().end >= end && address::is_cut(contact.uri);
            if contact.is_cut {
                tail::report_cut_contact(span, out);
            }
            contacts.push(contact);
        }
    };
    let mut count = report::Lines::new(source.as_bytes());
    let mut cells: Vec<(&'a str, Form)> = Vec::new();
    // Where a contact stands, and the number of its first line.
    let mut place = (0..0, 0);
    let mut stray: Option<Range<usize>> = None;
    for line in table {
        if begins(line) {
            if let Some(stray) = stray.take() {
                let span = count.span(stray.start, stray.end);
                let message = "these lines of the contact table belong to no row of it; they are left out";
                out.report.error(Code::DamagedRow, span, message);
            }
            hand_over(&cells, &place, out);
            cells.clear();
            cells.push((line.text, Form::Other));
            place = (line.at..line.end(), line.number);
            continue;
        }
        let form = Form::of(line.text);
        if line.end() >= end && is_open(line.text) {
            tail::report_cut_contact(count.span(line.at, line.end()), out);
        } else if stray.is_none() && may_follow(&cells, (line.text, form)) {
            cells.push((line.text, form));
            place.0.end = line.end();
        } else {
            stray = Some(stray.map_or(line.at, |stray| stray.start)..line.end());
        }
    }
    hand_over(&cells, &place, out);
    contacts
}

/// Whether a line of this form can be a cell of the contact whose `cells` stand above it.
fn may_follow(cells: &[(&str, Form)], (cell, form): (&str, Form)) -> bool {
    match cells {
        [.., (_, Form::Date)] => false,
        [.., (_, Form::Uri)] | [_, _, _, _, ..] => form == Form::Date || contact::is_like_date(cell),
        _ => true,
    }
}
