//! Users: their profiles and names.

pub(crate) mod follower_copy;
mod profile;

pub(crate) use profile::NameItem;
pub use profile::{ProfileChange, ProfileChanged};
