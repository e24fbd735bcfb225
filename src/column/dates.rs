//! A lone date: of registration or of modification?
//!
//! A rendering without columns shows one date and not which it is. The guess follows from how the registry
//! dates things; it stays a guess, and the record lists both fields as uncertain.

use crate::ast::{Field, PartialDate};

/// What is known of a row beside its date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) has_name: bool,
    pub(crate) has_ports: bool,
    pub(crate) has_persons: bool,
    /// The same name stands at the same port for the other of TCP and UDP.
    pub(crate) has_twin: bool,
}

/// Whether a date is a day since RFC 6335 (August 2011): of no other does it matter whether the row has a twin.
pub(crate) fn is_late(date: PartialDate) -> bool {
    date.day().is_some() && (date.year(), date.month()) >= (2011, Some(8))
}

/// The likelier of [`Field::RegistrationDate`] and [`Field::ModificationDate`].
pub(crate) fn guess(date: PartialDate, row: Row) -> Field {
    // Since RFC 6335 (August 2011) a port is assigned for the transport that was asked for, and the other
    // transports of that port are reserved. A name that stands for both TCP and UDP is older than that, so a
    // later date tells of a change. Dates without a day are older than any date of modification.
    let modified = match (row.has_name, row.has_persons) {
        // Ports without a name are not registered by anybody; documents of the IETF are, but without a date.
        (false, _) => true,
        (true, false) => date.day().is_some(),
        (true, true) => is_late(date) && row.has_ports && row.has_twin,
    };
    if modified { Field::ModificationDate } else { Field::RegistrationDate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_s_habits() {
        let named = Row { has_name: true, has_ports: true, has_persons: true, has_twin: false };
        let guess = |date: &str, row| guess(date.parse().unwrap_or_else(|_| panic!("{date}")), row);
        assert_eq!(guess("2002-09", Row { has_twin: true, ..named }), Field::RegistrationDate);
        assert_eq!(guess("2016-01-28", named), Field::RegistrationDate);
        assert_eq!(guess("2017-07-26", Row { has_twin: true, ..named }), Field::ModificationDate);
        assert_eq!(guess("2008-01-17", Row { has_twin: true, ..named }), Field::RegistrationDate);
        assert_eq!(guess("2019-08-02", Row { has_persons: false, ..named }), Field::ModificationDate);
        assert_eq!(guess("2002-09", Row { has_name: false, has_persons: false, ..named }), Field::ModificationDate);
    }
}
