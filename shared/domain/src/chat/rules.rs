//! The rules of a chat, and whom they keep from writing.

use serde::{Deserialize, Serialize};

use super::{Audience, ChatModes, ChatSettings, OLD_SLOW_MODE_SECS, RefusalCode, Refused, Standing};
use crate::Time;

/// The rules of a chat: the contract's `ChatSettings`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatRules {
    /// Whether anybody may write.
    pub is_chat_enabled: bool,
    /// Whether slow mode is on.
    pub is_chat_delayed: bool,
    /// Whether only followers write.
    pub is_chat_followers_only: bool,
    /// Whether viewers may write into the room past the API.
    pub is_direct_chat_allowed: bool,
    /// Seconds between two messages of one writer.
    pub slow_mode_seconds: Option<u32>,
    /// Minutes that a follower must have followed.
    pub followers_only_minutes: Option<u32>,
    /// Seconds after which viewers see a message.
    pub delay_seconds: Option<u32>,
    /// Whether only emotes may be sent.
    pub is_emote_only: bool,
    /// Whether nobody may say again what was said lately.
    pub is_unique: bool,
    /// Whether messages may have links.
    pub are_links_allowed: bool,
    /// Whether guests may write.
    pub may_guests_write: bool,
    /// How much the moderation by itself holds back, 0 to 4.
    pub auto_mod_level: u32,
}

/// Who wants to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// What they are in the chat.
    pub standing: Standing,
    /// Since when they follow the creator; `None`: they do not.
    pub followed_at: Option<Time>,
}

/// What a text is, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Content {
    /// It has nothing but emotes.
    pub is_emotes: bool,
    /// It has a link.
    pub has_link: bool,
    /// It has a term that is not let through.
    pub has_blocked_term: bool,
}

impl ChatRules {
    /// Those of a stream; `direct` is the deployment's word on direct chat.
    #[must_use]
    pub const fn of(chat: ChatSettings, modes: ChatModes, direct: bool) -> Self {
        const fn on(value: Option<bool>, default: bool) -> bool {
            match value {
                Some(value) => value,
                None => default,
            }
        }
        const fn number(is_on: bool, value: Option<u32>, default: u32) -> Option<u32> {
            match (is_on, value) {
                (false, _) => None,
                (true, Some(value)) => Some(value),
                (true, None) => Some(default),
            }
        }
        Self {
            is_chat_enabled: chat.is_chat_enabled,
            is_chat_delayed: chat.is_chat_delayed,
            is_chat_followers_only: chat.is_chat_followers_only,
            is_direct_chat_allowed: on(modes.is_direct_chat_allowed, direct),
            slow_mode_seconds: number(chat.is_chat_delayed, modes.slow_mode_seconds, OLD_SLOW_MODE_SECS),
            followers_only_minutes: number(chat.is_chat_followers_only, modes.followers_only_minutes, 0),
            delay_seconds: modes.delay_seconds,
            is_emote_only: on(modes.is_emote_only, false),
            is_unique: on(modes.is_unique, false),
            are_links_allowed: on(modes.are_links_allowed, true),
            may_guests_write: on(modes.may_guests_write, true),
            auto_mod_level: match modes.auto_mod_level {
                Some(level) => level,
                None => 0,
            },
        }
    }

    /// Whether `audience` may write into the room directly: `canPublishData` of their token. Where direct chat is off,
    /// nobody but the host may: whoever may, goes round every other rule.
    #[must_use]
    pub const fn may_write_directly(&self, audience: Audience) -> bool {
        let settings = ChatSettings {
            is_chat_enabled: self.is_chat_enabled,
            is_chat_delayed: self.is_chat_delayed,
            is_chat_followers_only: self.is_chat_followers_only,
        };
        settings.may_write(audience) && (self.is_direct_chat_allowed || matches!(audience, Audience::Host))
    }

    /// Whether a mode is on that the old route does not know, so that direct chat would go round it.
    #[must_use]
    pub fn has_modes(&self) -> bool {
        self.slow_mode_seconds.is_some_and(|seconds| seconds != OLD_SLOW_MODE_SECS)
            || self.followers_only_minutes.is_some_and(|minutes| minutes > 0)
            || self.delay_seconds.is_some()
            || self.is_emote_only
            || self.is_unique
            || !self.are_links_allowed
            || !self.may_guests_write
            || self.auto_mod_level > 0
    }

    /// What keeps a writer from writing whoever they are, bans aside: what is looked at before a ban.
    #[must_use]
    pub const fn shut_to(&self, writer: Writer) -> Option<Refused> {
        if writer.standing.moderates() {
            return None;
        }
        if !self.is_chat_enabled {
            return Some(Refused::of(RefusalCode::ChatOff));
        }
        if matches!(writer.standing, Standing::Guest) && !self.may_guests_write {
            return Some(Refused::of(RefusalCode::GuestsOff));
        }
        None
    }

    /// What keeps this text of a writer out: what is looked at behind a ban.
    #[must_use]
    pub fn refuse(&self, writer: Writer, content: Content, now: Time) -> Option<Refused> {
        if writer.standing.moderates() {
            return None;
        }
        if let Some(minutes) = self.followers_only_minutes
            && writer.standing != Standing::Vip
        {
            match writer.followed_at {
                None => return Some(Refused::of(RefusalCode::FollowersOnly)),
                Some(at) => {
                    let until = at.plus_secs(i64::from(minutes) * 60);
                    if until > now {
                        return Some(Refused { code: RefusalCode::FollowersOnly, until: Some(until) });
                    }
                }
            }
        }
        let code = if self.is_emote_only && !content.is_emotes {
            RefusalCode::EmoteOnly
        } else if !self.are_links_allowed && content.has_link {
            RefusalCode::Links
        } else if content.has_blocked_term {
            RefusalCode::Term
        } else {
            return None;
        };
        Some(Refused::of(code))
    }

    /// What was sent later than this is not shown yet to somebody of this standing; `None`: everything is. Who moderates
    /// sees at once what the others see after the delay.
    #[must_use]
    pub fn shown_until(&self, standing: Standing, now: Time) -> Option<Time> {
        self.delay_seconds.filter(|_| !standing.moderates()).map(|seconds| now.plus_secs(-i64::from(seconds)))
    }

    /// Milliseconds that must lie between two messages of this writer.
    #[must_use]
    pub fn pause_millis(&self, standing: Standing) -> Option<i64> {
        let is_exempt = standing.moderates() || standing == Standing::Vip;
        self.slow_mode_seconds.filter(|_| !is_exempt).map(|seconds| i64::from(seconds) * 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_secs(1_000_000);
    const ALL: [Standing; 5] = [Standing::Host, Standing::Moderator, Standing::Vip, Standing::Viewer, Standing::Guest];

    fn rules(change: impl FnOnce(&mut ChatSettings, &mut ChatModes)) -> ChatRules {
        let (mut chat, mut modes) = (ChatSettings::default(), ChatModes::default());
        change(&mut chat, &mut modes);
        ChatRules::of(chat, modes, true)
    }

    /// The code that each standing is refused with, as [`ALL`] has them.
    fn codes(rules: &ChatRules, followed_at: Option<Time>, content: Content) -> [Option<RefusalCode>; 5] {
        ALL.map(|standing| {
            let writer = Writer { standing, followed_at };
            rules.shut_to(writer).or_else(|| rules.refuse(writer, content, NOW)).map(|refused| refused.code)
        })
    }

    #[test]
    fn each_mode_against_each_role() {
        use RefusalCode::{ChatOff, EmoteOnly, FollowersOnly, GuestsOff, Links, Term};
        let text = Content::default();
        assert_eq!(codes(&rules(|_, _| ()), None, text), [None; 5]);
        let off = rules(|chat, _| chat.is_chat_enabled = false);
        assert_eq!(codes(&off, None, text), [None, None, Some(ChatOff), Some(ChatOff), Some(ChatOff)]);
        let guests = rules(|_, modes| modes.may_guests_write = Some(false));
        assert_eq!(codes(&guests, None, text), [None, None, None, None, Some(GuestsOff)]);
        let followers = rules(|chat, _| chat.is_chat_followers_only = true);
        assert_eq!(codes(&followers, None, text), [None, None, None, Some(FollowersOnly), Some(FollowersOnly)]);
        assert_eq!(codes(&followers, Some(NOW), text), [None; 5]);
        let emotes = rules(|_, modes| modes.is_emote_only = Some(true));
        assert_eq!(codes(&emotes, None, text), [None, None, Some(EmoteOnly), Some(EmoteOnly), Some(EmoteOnly)]);
        assert_eq!(codes(&emotes, None, Content { is_emotes: true, ..text }), [None; 5]);
        let links = rules(|_, modes| modes.are_links_allowed = Some(false));
        let link = Content { has_link: true, ..text };
        assert_eq!(codes(&links, None, link), [None, None, Some(Links), Some(Links), Some(Links)]);
        assert_eq!(codes(&links, None, text), [None; 5]);
        let term = Content { has_blocked_term: true, ..text };
        assert_eq!(codes(&rules(|_, _| ()), None, term), [None, None, Some(Term), Some(Term), Some(Term)]);
    }

    #[test]
    fn a_follower_of_too_short_a_time_hears_until_when() {
        let rules = rules(|chat, modes| {
            chat.is_chat_followers_only = true;
            modes.followers_only_minutes = Some(10);
        });
        let writer = |secs: i64| Writer { standing: Standing::Viewer, followed_at: Some(NOW.plus_secs(-secs)) };
        let refused = rules.refuse(writer(540), Content::default(), NOW).unwrap();
        assert_eq!(refused, Refused { code: RefusalCode::FollowersOnly, until: Some(NOW.plus_secs(60)) });
        assert_eq!(rules.refuse(writer(600), Content::default(), NOW), None);
    }

    #[test]
    fn slow_mode_spares_host_moderators_and_vips() {
        let slow = rules(|chat, modes| {
            chat.is_chat_delayed = true;
            modes.slow_mode_seconds = Some(30);
        });
        assert_eq!(ALL.map(|standing| slow.pause_millis(standing)), [None, None, None, Some(30_000), Some(30_000)]);
        let old = rules(|chat, _| chat.is_chat_delayed = true);
        assert_eq!((old.slow_mode_seconds, old.has_modes()), (Some(3), false));
    }

    #[test]
    fn direct_chat_off_leaves_the_grant_to_the_host() {
        let audiences = [Audience::Host, Audience::Follower, Audience::Viewer, Audience::Guest];
        let off = rules(|_, modes| modes.is_direct_chat_allowed = Some(false));
        assert_eq!(audiences.map(|who| off.may_write_directly(who)), [true, false, false, false]);
        let shut = rules(|chat, modes| {
            chat.is_chat_enabled = false;
            modes.is_direct_chat_allowed = Some(false);
        });
        assert_eq!(audiences.map(|who| shut.may_write_directly(who)), [false; 4]);
        let by_default = ChatRules::of(ChatSettings::default(), ChatModes::default(), false);
        assert_eq!(audiences.map(|who| by_default.may_write_directly(who)), [true, false, false, false]);
    }

    #[test]
    fn which_modes_direct_chat_would_go_round() {
        let plain = rules(|chat, _| {
            chat.is_chat_delayed = true;
            chat.is_chat_followers_only = true;
        });
        assert!(!plain.has_modes());
        let changes: [fn(&mut ChatSettings, &mut ChatModes); 8] = [
            |chat, modes| {
                chat.is_chat_delayed = true;
                modes.slow_mode_seconds = Some(5);
            },
            |chat, modes| {
                chat.is_chat_followers_only = true;
                modes.followers_only_minutes = Some(1);
            },
            |_, modes| modes.delay_seconds = Some(2),
            |_, modes| modes.is_emote_only = Some(true),
            |_, modes| modes.is_unique = Some(true),
            |_, modes| modes.are_links_allowed = Some(false),
            |_, modes| modes.may_guests_write = Some(false),
            |_, modes| modes.auto_mod_level = Some(1),
        ];
        for change in changes {
            assert!(rules(change).has_modes());
        }
    }
}
