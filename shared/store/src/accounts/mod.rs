//! Users: their profiles and names.

mod channel;
pub(crate) mod follower_copy;
mod items;
mod profile;

pub use channel::{HostsSet, QualityChange, RaidSettingsChange};
pub(crate) use items::NameItem;
pub use items::Profile;
pub use profile::{ProfileChange, ProfileChanged};
