//! What stands in documents again and again.

/// What a document is filled with, again and again.
#[rustfmt::skip]
pub const FILLS: [(&str, &str); 40] = [
    ("one word", "a"), ("words", "word "), ("lines", "word\n"), ("empty lines", "\n"), ("returns", "\r"),
    ("blanks", " "), ("tabs", "\t"), ("pipes", "|"), ("commas", ","), ("quotes", "\""), ("NULs", "\0"),
    ("byte order marks", "\u{feff}"), ("opening brackets", "["), ("closing brackets", "]"), ("brackets", "[]"),
    ("ids", "[Ada_Merle]"), ("ids that differ", "[A_1] [B] "), ("lines of ids", "[Ada_Merle]\n"), ("dates", "2001-02-03 "),
    ("lines of dates", "2001-02\n"), ("digits", "7"), ("numbers", "4301 "), ("transports", "tcp "),
    ("heads of rows", "weir 4301 tcp "), ("rows", "weir 4301 tcp Weir [Ada_Merle] [Ada_Merle] 2003-02\n"),
    ("rows of pipes", "| a | 1 | tcp |\n"), ("rules", "---\n"), ("rules of corners", "+---+---+\n"), ("dashes", "-"),
    ("title of contacts", "\nContact Information\n\n"), ("titles of contacts", "Contact Information\n"),
    ("title of notes", "Notes\n"),
    ("headings", "Service Name Port Number Transport Protocol Description\n"),
    ("headings of pipes", "| Service Name | Port Number | Transport Protocol | Description |\n|---|---|---|---|\n"),
    ("open tags", "<b>"), ("half tags", "<"), ("references", "&amp;"), ("half references", "&#"),
    ("escapes", "\\|\\_"), ("links", "[[a](#a)]"),
];
