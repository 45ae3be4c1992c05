//! Who may write in a stream's chat. Watching is never forbidden by these rules.

pub mod automod;
pub mod emotes;
pub mod links;
pub mod mentions;

use serde::{Deserialize, Serialize};

use crate::UserId;

/// A stream's chat settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatSettings {
    /// Whether anybody may write.
    pub is_chat_enabled: bool,
    /// Whether players show messages after a delay; a matter of the players.
    pub is_chat_delayed: bool,
    /// Whether only followers and the host may write.
    pub is_chat_followers_only: bool,
}

impl Default for ChatSettings {
    /// A new stream's: enabled, neither delayed nor followers-only.
    fn default() -> Self {
        Self { is_chat_enabled: true, is_chat_delayed: false, is_chat_followers_only: false }
    }
}

/// What a watcher is to the creator they watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The creator themselves.
    Host,
    /// Signed in and following.
    Follower,
    /// Signed in, not following.
    Viewer,
    /// Anonymous.
    Guest,
}

impl Audience {
    /// What somebody in the room of `host` is to them, by their identity. Every identity that is not of a form which
    /// we give to guests and hosts is a user's id.
    #[must_use]
    pub fn of(host: &UserId, identity: &str, follows: impl FnOnce(&UserId) -> bool) -> Self {
        if identity == host.host_identity() {
            return Self::Host;
        }
        match UserId::parse(identity) {
            Ok(id) if follows(&id) => Self::Follower,
            Ok(_) => Self::Viewer,
            Err(_) => Self::Guest,
        }
    }
}

impl ChatSettings {
    /// Whether `audience` may write now: `canPublishData` of their token.
    #[must_use]
    pub const fn may_write(self, audience: Audience) -> bool {
        self.is_chat_enabled
            && (!self.is_chat_followers_only || matches!(audience, Audience::Host | Audience::Follower))
    }
}

#[cfg(test)]
mod tests {
    use super::Audience::{Follower, Guest, Host, Viewer};
    use super::*;

    #[test]
    fn only_guests_and_the_host_have_identities_of_their_own() {
        let host = UserId::parse("usr_alice").unwrap();
        let fan = format!("~{}", "f".repeat(43));
        let of = |identity: &str| Audience::of(&host, identity, |id| id.as_str() == fan);
        assert_eq!(of("Host-usr_alice"), Host);
        assert_eq!((of("usr_bob"), of(&format!("~{}", "b".repeat(43))), of(&fan)), (Viewer, Viewer, Follower));
        assert_eq!((of("guest-1"), of("Host-usr_bob")), (Guest, Guest));
    }

    #[test]
    fn who_writes_when() {
        let chat = |enabled, followers_only| ChatSettings {
            is_chat_enabled: enabled,
            is_chat_delayed: false,
            is_chat_followers_only: followers_only,
        };
        for audience in [Host, Follower, Viewer, Guest] {
            assert!(chat(true, false).may_write(audience));
            assert!(!chat(false, false).may_write(audience));
            assert!(!chat(false, true).may_write(audience));
            assert_eq!(chat(true, true).may_write(audience), matches!(audience, Host | Follower));
        }
    }
}
