//! Who may make a clip of a recording.

use crate::recording::{ClipsBy, Visibility};

/// Why somebody makes no clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoClip {
    /// The creator blocks them.
    Blocked,
    /// They do not know of the recording.
    Hidden,
    /// The creator wants no clips.
    Off,
    /// Only followers make them, or see the recording.
    FollowersOnly,
}

/// Who asks, and what stands between them and the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clipper {
    /// Whether it is the creator.
    pub is_owner: bool,
    /// Whether the creator blocks them.
    pub is_blocked: bool,
    /// Whether they follow the creator.
    pub is_following: bool,
}

impl Clipper {
    /// Whether they may make a clip of a recording that is for `visibility`, of a channel whose clips are made by `clips_by`.
    ///
    /// # Errors
    /// The first reason against it. Nobody makes clips where the creator wants none, the creator included.
    pub const fn may(self, clips_by: ClipsBy, visibility: Visibility) -> Result<(), NoClip> {
        if self.is_blocked {
            return Err(NoClip::Blocked);
        }
        if !self.is_owner && matches!(visibility, Visibility::Private) {
            return Err(NoClip::Hidden);
        }
        if matches!(clips_by, ClipsBy::Nobody) {
            return Err(NoClip::Off);
        }
        let is_for_followers = matches!(clips_by, ClipsBy::Followers) || matches!(visibility, Visibility::Followers);
        if is_for_followers && !self.is_owner && !self.is_following {
            return Err(NoClip::FollowersOnly);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_place() {
        use ClipsBy::{Everyone, Followers, Nobody};
        let anyone = Clipper { is_owner: false, is_blocked: false, is_following: false };
        let follower = Clipper { is_following: true, ..anyone };
        let owner = Clipper { is_owner: true, ..anyone };
        let blocked = Clipper { is_blocked: true, ..anyone };
        for (who, clips_by, visibility, expected) in [
            (anyone, Everyone, Visibility::Public, Ok(())),
            (anyone, Followers, Visibility::Public, Err(NoClip::FollowersOnly)),
            (anyone, Everyone, Visibility::Followers, Err(NoClip::FollowersOnly)),
            (anyone, Everyone, Visibility::Private, Err(NoClip::Hidden)),
            (anyone, Nobody, Visibility::Private, Err(NoClip::Hidden)),
            (anyone, Nobody, Visibility::Public, Err(NoClip::Off)),
            (follower, Followers, Visibility::Followers, Ok(())),
            (follower, Everyone, Visibility::Private, Err(NoClip::Hidden)),
            (owner, Followers, Visibility::Private, Ok(())),
            (owner, Nobody, Visibility::Public, Err(NoClip::Off)),
            (blocked, Nobody, Visibility::Private, Err(NoClip::Blocked)),
        ] {
            assert_eq!(who.may(clips_by, visibility), expected, "{who:?} {clips_by:?} {visibility:?}");
        }
    }
}
