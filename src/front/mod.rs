//! One front-end a rendering: its syntax, and nothing of what the registry means.

pub(crate) mod html;
pub(crate) mod joined;
pub(crate) mod markdown;
mod sections;
mod text_preamble;
pub(crate) mod unwrap;
pub(crate) mod xml;
