//! Both ways to read HTML must say the same: for tests, and for the fuzz target.

use crate::assemble::Assembler;
use crate::ast::{Format, Parsed};
use crate::options::Limits;

use super::page::{Part, Seen};
use super::{finish, pull, tree};

type Way = fn(&str, Part<'_>, &Limits, &mut Assembler) -> Option<Seen>;

fn quick(text: &str, part: Part<'_>, limits: &Limits, out: &mut Assembler) -> Option<Seen> {
    pull::read(text, part, limits, out)
}

fn general(text: &str, part: Part<'_>, limits: &Limits, out: &mut Assembler) -> Option<Seen> {
    Some(tree::read(text, part, limits, out))
}

/// Reads a page both ways, whole and for its tables alone, and stops where they differ. Whether the quick way took the
/// whole page, within the usual limits.
#[allow(clippy::panic, reason = "it is there to stop")]
pub(crate) fn agree(text: &str) -> bool {
    let mut narrow = Limits::default();
    (narrow.depth, narrow.elements, narrow.cell_bytes, narrow.attributes) = (6, 60, 90, 1);
    (narrow.records, narrow.diagnostics) = (3, 2);
    let plain = |words: String, labels: &mut Vec<String>| {
        labels.push(words.to_lowercase());
        words
    };
    let section = |at: usize| if at.is_multiple_of(2) { "Footnotes".to_owned() } else { String::new() };
    let mut taken = Vec::new();
    for limits in [Limits::default(), narrow] {
        for part in [Part::Page, Part::Tables { section: &section, plain: &plain }] {
            let read = |way: Way| -> Option<(Option<Parsed>, String)> {
                let mut out = Assembler::new(Format::Html, None, &limits);
                let seen = way(text, part, &limits, &mut out)?;
                let told = format!("{seen:?}");
                Some((finish(text, seen, out), told))
            };
            let found = read(quick);
            taken.push(found.is_some());
            if found.is_some() {
                let expected = read(general);
                if expected != found {
                    panic!("{text:?}\nquick: {found:#?}\ngeneral: {expected:#?}");
                }
            }
        }
    }
    taken.first() == Some(&true)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where something is wrong")]
mod tests {
    use std::path::Path;

    use super::agree;

    fn fixtures() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/html");
        let mut pages: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                (path.file_name().unwrap().to_string_lossy().into_owned(), text)
            })
            .collect();
        pages.sort();
        pages
    }

    /// What we write ourselves of each fixture.
    fn written() -> Vec<String> {
        let page = |(_, text): (String, String)| {
            let mut out = Vec::new();
            crate::write(&crate::parse(text.as_bytes()), crate::Format::Html, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        fixtures().into_iter().map(page).collect()
    }

    #[test]
    fn the_usual_pages_are_read_the_quick_way() {
        let slow: Vec<String> = fixtures().into_iter().filter(|(_, text)| !agree(text)).map(|(name, _)| name).collect();
        assert_eq!(slow, Vec::<String>::new());
        for page in written() {
            assert!(agree(&page), "{page}");
            let tags = ["</td>", "</tr>", "</th>", "</tbody>", "</thead>", "</dt>", "</dd>", "</p>", "</a>"];
            let loose = tags.into_iter().fold(page, |page, tag| page.replace(tag, ""));
            assert!(agree(&loose), "{loose}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_to_the_general_way() {
        let table = "<tr><th>Service Name<th>Port Number<th>Transport Protocol<th>Description<th>Reference\
                     <tr><td>a<td>1<td>tcp<td>b<td>[c]";
        for (page, is_quick) in [
            ("<table>{}</table>", true),
            ("<p><a>x<h1>y</a></h1><table><caption><p>z</p></caption>{}</table>", true),
            ("x<html><body>y<head><title>z</title><table>a{}b</table></html>c<p>d", true),
            ("<title>a<b>b</b>&amp;</title><table>{}<div>x</div></table>", true),
            ("<title>a<br>b</title><table>{}</table>", false),
            ("<table><tr><td><table>{}</table></table>", false),
            ("<table><td>x{}</table>", true),
            ("<dl><div><dt>a<dd>b</div></dl><table>{}</table>", false),
            ("<table>{}<tr><td><h1>x</h1></table>", false),
            ("<table>{}<tr><td>\0</table>", false),
            ("<table>{}<tr><td>x<td>1<td>tcp<td>y<td><a href='&colon;//'>[z]</a></table>", false),
        ] {
            let page = page.replace("{}", table);
            assert_eq!(agree(&page), is_quick, "{page}");
        }
    }

    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (self.0 >> 33) as usize % end.max(1)
        }
    }

    /// Whole tags, parts of tags, and text.
    const SCRAPS: &str = "<table> </table> <tr> </tr> <td> </td> <th> </th> <thead> <tbody> </tbody> <tfoot> <p> </p> \
        <div> </div> <li> <pre> </pre> <pre>\n <a> </a> <br> </br> <br/> <dl> </dl> <dt> <dd> </dd> <h1> </h1> <h2> \
        <title> </title> <html> </html> <head> <body> </body> <b> </i> <script> </script> <!-- --> <![CDATA[ ]]> < > \
        <td <td/> \" ' = & &amp; &lt &copy; &# &#60; &#x; &notit; \r \r\n \n \0 \u{feff} é <a~href=\"http://x/?a=1&b=2\"> \
        <a~href='x://&sol;'> <td~class=uncertain> <td~class=\"a~uncertain\" <h2>Footnotes</h2> [1] x";

    #[test]
    fn both_ways_say_the_same_of_damaged_pages() {
        let scraps: Vec<String> = SCRAPS.split(' ').map(|scrap| scrap.replace('~', " ")).collect();
        let mut random = Random(6335);
        let mut quick = 0;
        let pages: Vec<String> = fixtures().into_iter().map(|(_, text)| text).chain(written()).collect();
        for page in pages.iter().filter(|page| page.len() < 40_000) {
            for _ in 0..25 {
                let mut page = page.clone();
                for _ in 0..=random.below(4) {
                    damage(&mut page, &scraps, &mut random);
                }
                quick += usize::from(agree(&page));
            }
        }
        assert!(quick > 500, "{quick}");
    }

    /// Puts something in, takes something out, or copies a part to elsewhere; at a tag, most times.
    fn damage(page: &mut String, scraps: &[String], random: &mut Random) {
        let tags: Vec<usize> =
            page.match_indices(['<', '>']).map(|(at, found)| at + usize::from(found == ">")).collect();
        let mut place = |page: &str| match random.below(4) {
            0 => crate::cell::text::floor(page, random.below(page.len())),
            _ => tags.get(random.below(tags.len())).copied().unwrap_or(0),
        };
        let (mut from, mut to, at) = (place(page), place(page), place(page));
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        to = crate::cell::text::floor(page, to.min(from + 60)).max(from);
        match random.below(3) {
            0 => page.insert_str(at, &scraps[random.below(scraps.len())]),
            1 => page.replace_range(from..to, ""),
            _ => {
                let copied = page[from..to].to_owned();
                page.insert_str(at, &copied);
            }
        }
    }
}
