//! Limits as a user gives them: `NAME=N`.

use std::str::FromStr;

use portolan::Limits;

type Place = fn(&mut Limits) -> &mut usize;

/// Each by the name that a diagnostic calls it.
const ALL: [(&str, Place); 8] = [
    ("input_bytes", |limits| &mut limits.input_bytes),
    ("lines", |limits| &mut limits.lines),
    ("cell_bytes", |limits| &mut limits.cell_bytes),
    ("depth", |limits| &mut limits.depth),
    ("elements", |limits| &mut limits.elements),
    ("attributes", |limits| &mut limits.attributes),
    ("records", |limits| &mut limits.records),
    ("diagnostics", |limits| &mut limits.diagnostics),
];

/// One limit that a user sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    place: Place,
    most: usize,
}

impl Limit {
    pub(super) fn set(self, limits: &mut Limits) {
        *(self.place)(limits) = self.most;
    }
}

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, most) = text.split_once('=').ok_or("a limit is written NAME=N, such as depth=128")?;
        let Some((_, place)) = ALL.iter().find(|(known, _)| *known == name) else {
            return Err(format!("there is no limit {name:?}; there are {}", ALL.map(|(known, _)| known).join(", ")));
        };
        let most = match most {
            "none" => usize::MAX,
            most => most.parse().map_err(|_| format!("{most:?} is neither a number nor none"))?,
        };
        Ok(Self { place: *place, most })
    }
}
