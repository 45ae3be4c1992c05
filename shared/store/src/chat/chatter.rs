//! A chatter: what somebody is in one chat, and the last that they said. The one item that a message is written to,
//! so that its conditions are those of this very moment.

use domain::chat::{Ban, ChatMessage, Rank, RefusalCode, Refused};
use domain::{Time, UserId};
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, shard};

use super::said::Said;

/// What the sort key of a carrier begins with.
const CARRIER: char = '=';
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
    /// Since when the creator blocks them, if they do: it keeps them out as a ban does, and neither ends the other.
    pub blocked_at: Option<Time>,
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
    /// Seconds after which viewers see their last message; then it was sent to the moderators alone, if it was.
    pub delay_seconds: Option<u32>,
    /// Of a guest: a hash of their address.
    pub address: Option<String>,
}

impl Entity for Chatter {
    type Value = Self;
    const PATTERN: Pattern = ("CHATTER#host#shard", "user, guest's identity, or # and an address's hash");
}

impl Chatter {
    /// Keys over which a room's chatters are spread: a thousand messages a second are 250 a key.
    pub const SHARDS: u8 = 4;

    /// Of somebody in the chat of `host`: a user's id, or a guest's identity.
    #[must_use]
    pub fn key(host: &UserId, who: &str) -> KeyOf<Self> {
        KeyOf::new(format!("CHATTER#{host}#{}", shard(who, Self::SHARDS)), who)
    }

    /// What carries an approved message of somebody who said more since. No id and no identity begins so.
    pub(super) fn carrier_key(host: &UserId, message_id: &str) -> KeyOf<Self> {
        Self::key(host, &format!("{CARRIER}{message_id}"))
    }

    /// Whether an item of this sort key carries a message, and is nobody.
    #[must_use]
    pub fn is_carrier(sk: &str) -> bool {
        sk.starts_with(CARRIER)
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

    /// What keeps them out now: a block, or a ban or timeout that holds.
    #[must_use]
    pub fn barred(&self, now: Time) -> Option<Refused> {
        match self.blocked_at {
            Some(_) => Some(Refused::of(RefusalCode::Banned)),
            None => self.banned(now).map(Ban::refusal),
        }
    }

    /// Their last message, if it has this id of the client's: as it is by now, without its text where it was taken out.
    #[must_use]
    pub fn said_before(&self, client_id: Option<&str>) -> Option<ChatMessage> {
        let last = self.last.as_ref().filter(|_| client_id.is_some() && self.client_id.as_deref() == client_id)?;
        Some(last.clone().into())
    }
}
