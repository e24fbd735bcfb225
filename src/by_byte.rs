//! Tables of what each byte is.

/// What `$sort` says of each byte, as a table that the compiler makes.
macro_rules! by_byte {
    (|$byte:ident| $sort:expr) => {{
        let mut sorts = [0; 256];
        let mut at = 0;
        #[allow(
            clippy::indexing_slicing,
            clippy::arithmetic_side_effects,
            reason = "reckoned by the compiler, which tells of what goes too far"
        )]
        while at < sorts.len() {
            let $byte = at as u8;
            sorts[at] = $sort;
            at += 1;
        }
        sorts
    }};
}
