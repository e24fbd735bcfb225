//! One front-end a rendering: its syntax, and nothing of what the registry means.

pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
mod sections;
pub(crate) mod text;
mod text_preamble;
pub(crate) mod xml;
