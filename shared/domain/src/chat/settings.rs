//! A stream's chat settings as they are stored, and who may write into the room directly. Watching is never forbidden
//! by these rules.

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

/// Seconds between two messages of one writer where the old route's `isChatDelayed` says nothing else.
pub const OLD_SLOW_MODE_SECS: u32 = 3;

/// Least and most seconds of slow mode.
pub const SLOW_MODE_SECS: [u32; 2] = [3, 120];

/// Most minutes that a follower must have followed: 90 days.
pub const MAX_FOLLOWED_MINUTES: u32 = 90 * 24 * 60;

/// Seconds after which viewers may be shown what was said, where they are not shown it at once.
pub const DELAYS: [u32; 3] = [2, 4, 6];

/// The settings that the old route does not know. They stand on the stream beside [`ChatSettings`], whose flags say
/// whether slow mode and followers-only are on; the numbers here say how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChatModes {
    /// Seconds between two messages of one writer, while `isChatDelayed`; [`OLD_SLOW_MODE_SECS`] where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_mode_seconds: Option<u32>,
    /// Minutes that a follower must have followed, while `isChatFollowersOnly`; 0 where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub followers_only_minutes: Option<u32>,
    /// Seconds after which viewers see a message that host and moderators see at once, one of [`DELAYS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<u32>,
    /// Whether only emotes may be sent; absent: no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_emote_only: Option<bool>,
    /// Whether nobody may say again what was said lately; absent: no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_unique: Option<bool>,
    /// Whether messages may have links; absent: yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub are_links_allowed: Option<bool>,
    /// Whether guests may write; absent: yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_guests_write: Option<bool>,
    /// How much the moderation by itself holds back, 0 (nothing) to 4; absent: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_mod_level: Option<u32>,
    /// Whether viewers may write into the room past the API; absent: as the deployment has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_direct_chat_allowed: Option<bool>,
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
    /// Whether `audience` may write into the room directly, where anybody may.
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
