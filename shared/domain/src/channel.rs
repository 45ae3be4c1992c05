//! What a creator has set for their channel, whether there is a stream yet or not.

use serde::{Deserialize, Serialize};

use super::{Quality, RaidSettings, UserId};

/// Most creators whom one hosts.
pub const MAX_HOSTS: usize = 10;

/// A creator's settings that stand on their profile: they are theirs before their first stream key, and the gate and a
/// viewer's page read the profile anyway.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChannelSettings {
    /// Whose live stream is shown while theirs is offline, the first that is live; at most ten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<UserId>,
    /// How their pushes are encoded.
    #[serde(flatten)]
    pub quality: Quality,
    /// Who may raid them.
    #[serde(flatten)]
    pub raids: RaidSettings,
}
