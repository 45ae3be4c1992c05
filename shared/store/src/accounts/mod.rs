//! Users: their profiles and names.

pub(crate) mod follower_copy;
mod items;
mod profile;

pub(crate) use items::NameItem;
pub use items::Profile;
pub use profile::{ProfileChange, ProfileChanged};
