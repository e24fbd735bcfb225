//! Names in brackets: `[Jim_Kateley][Shantonu_Sen]`, `[RFC4744][RFC9900]`.

use nom::bytes::complete::{is_not, take_while};
use nom::character::complete::char;
use nom::combinator::all_consuming;
use nom::multi::many0;
use nom::sequence::{delimited, terminated};
use nom::{IResult, Parser};

fn space(input: &str) -> IResult<&str, &str> {
    take_while(char::is_whitespace).parse(input)
}

/// `bracket = "[" 1*(any but "[" and "]") "]"`
fn bracket(input: &str) -> IResult<&str, &str> {
    delimited(char('['), is_not("[]"), char(']')).parse(input)
}

/// `brackets = *WSP *(bracket *WSP)`, the whole cell: what stands between each pair, trimmed.
pub(crate) fn brackets(cell: &str) -> Option<Vec<&str>> {
    let all = delimited(space, many0(terminated(bracket, space)), nom::combinator::success(()));
    let (_, names) = all_consuming(all).parse(cell).ok()?;
    Some(names.into_iter().map(str::trim).collect())
}

/// Length in bytes of the run of brackets that begins `text`, without white space between: `[A][B]`.
pub(crate) fn run(text: &str) -> Option<usize> {
    let (rest, _) = nom::multi::many1_count(bracket).parse(text).ok()?;
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_all_brackets_or_none() {
        assert_eq!(brackets("[A][B] [C d]"), Some(vec!["A", "B", "C d"]));
        assert_eq!(brackets(""), Some(vec![]));
        for cell in ["[A", "A]", "[A] b", "[[A]]", "[]", "a [B]"] {
            assert_eq!(brackets(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_run_ends_at_white_space() {
        assert_eq!(run("[A][B] [C]"), Some(6));
        assert_eq!(run("[A]. x"), Some(3));
        assert_eq!(run("a[A]"), None);
    }
}
