//! Plain text, one file a layout.

pub(crate) mod fixed;
pub(crate) mod joined;
pub(crate) mod stacked;
pub(crate) mod tabbed;
pub(crate) mod unwrap;
