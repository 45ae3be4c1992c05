//! A chatter: what somebody is in one chat, and the last that they said. The one item that a message is written to,
//! so that its conditions are those of this very moment.

use domain::chat::{Ban, Rank};
use domain::{Time, UserId};
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, shard};

use super::said::Said;

/// Keys over which a room's chatters are spread: a thousand messages a second are 250 a key.
const SHARDS: u8 = 4;
/// A chatter without a rank or a ban is kept for so long after their last message, in seconds.
pub(crate) const KEPT_SECS: i64 = 30 * 24 * 60 * 60;

/// What somebody is in one chat, and the last that they said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Chatter {
    /// What the host made of them.
    pub role: Option<Rank>,
    /// Their ban, if there is one; it may be over.
    pub ban: Option<Ban>,
    /// When their allowance is whole again, in milliseconds since the epoch.
    pub tat: Option<i64>,
    /// When they last said something, in milliseconds since the epoch.
    pub last_at: Option<i64>,
    /// What tells their last words from others.
    pub last_hash: Option<String>,
    /// The client's own id of their last message.
    pub client_id: Option<String>,
    /// Their last message.
    pub last: Option<Said>,
    /// Whether it was sent into the room by whoever took it in.
    pub is_sent: bool,
    /// Of a guest: a hash of their address.
    pub address: Option<String>,
}

impl Entity for Chatter {
    type Value = Self;
    const PATTERN: Pattern = ("CHATTER#host#shard", "user, guest's identity, or # and an address's hash");
}

impl Chatter {
    /// Of somebody in the chat of `host`: a user's id, or a guest's identity.
    #[must_use]
    pub fn key(host: &UserId, who: &str) -> KeyOf<Self> {
        KeyOf::new(format!("CHATTER#{host}#{}", shard(who, SHARDS)), who)
    }

    /// Of all guests behind an address, by its hash. No id and no identity begins so.
    #[must_use]
    pub fn address_key(host: &UserId, hash: &str) -> KeyOf<Self> {
        Self::key(host, &format!("#{hash}"))
    }

    /// The host whose chat an item's partition is of, and the shard.
    #[must_use]
    pub fn host_of(pk: &str) -> Option<UserId> {
        let (host, _) = pk.strip_prefix("CHATTER#")?.rsplit_once('#')?;
        UserId::parse(host).ok()
    }

    /// Their ban or timeout, if it holds now.
    #[must_use]
    pub fn banned(&self, now: Time) -> Option<&Ban> {
        self.ban.as_ref().filter(|ban| ban.holds(now))
    }
}
