//! Users: their profiles and names.

mod profile;

pub(crate) use profile::NameItem;
pub use profile::{ProfileChange, ProfileChanged};
