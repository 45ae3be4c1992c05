//! A chat's settings, on its stream.

use domain::chat::{ChatModes, LogEntry, OLD_SLOW_MODE_SECS};
use domain::{Stream, Time};
use runtime::Result;
use table::{Refusal, Transacted, Write};

use super::log::LogItem;
use crate::Store;
use crate::audience::rights_changed;
use crate::outbox::{Call, OutboxEntry};
use crate::streams::StreamItem;

/// New settings; `None` leaves as it is, the inner `None` turns off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChatChange {
    /// Whether anybody may write.
    pub is_chat_enabled: Option<bool>,
    /// Seconds between two messages of one writer.
    pub slow_mode_seconds: Option<Option<u32>>,
    /// Minutes that a follower must have followed.
    pub followers_only_minutes: Option<Option<u32>>,
    /// Seconds after which viewers see a message.
    pub delay_seconds: Option<Option<u32>>,
    /// Whether only emotes may be sent.
    pub is_emote_only: Option<bool>,
    /// Whether nobody may say again what was said lately.
    pub is_unique: Option<bool>,
    /// Whether messages may have links.
    pub are_links_allowed: Option<bool>,
    /// Whether guests may write.
    pub may_guests_write: Option<bool>,
    /// How much the moderation by itself holds back.
    pub auto_mod_level: Option<u32>,
    /// Whether viewers may write into the room past the API.
    pub is_direct_chat_allowed: Option<bool>,
}

/// What became of them.
#[derive(Debug)]
pub enum RulesChanged {
    /// They hold: the stream as it is then.
    Done(Box<Stream>),
    /// Direct chat cannot be allowed: a mode is on that it would go round.
    ModesOn,
    /// There is no stream.
    NoStream,
}

impl ChatChange {
    /// Whether it turns a mode on, so that direct chat ends with it.
    fn turns_on(&self) -> bool {
        matches!(self.slow_mode_seconds, Some(Some(_)))
            || matches!(self.followers_only_minutes, Some(Some(1..)))
            || matches!(self.delay_seconds, Some(Some(_)))
            || self.is_emote_only == Some(true)
            || self.is_unique == Some(true)
            || self.are_links_allowed == Some(false)
            || self.may_guests_write == Some(false)
            || matches!(self.auto_mod_level, Some(1..))
    }

    /// The stream with it.
    fn applied(&self, known: &Stream, now: Time) -> Stream {
        let mut next = Stream { updated_at: now, ..known.clone() };
        let ChatModes { slow_mode_seconds, followers_only_minutes, .. } = &mut next.modes;
        let numbers = [
            (self.slow_mode_seconds, &mut next.chat.is_chat_delayed, slow_mode_seconds),
            (self.followers_only_minutes, &mut next.chat.is_chat_followers_only, followers_only_minutes),
        ];
        for (given, flag, number) in numbers {
            if let Some(given) = given {
                (*flag, *number) = (given.is_some(), given);
            }
        }
        if let Some(enabled) = self.is_chat_enabled {
            next.chat.is_chat_enabled = enabled;
        }
        let modes = &mut next.modes;
        modes.delay_seconds = self.delay_seconds.unwrap_or(modes.delay_seconds);
        modes.is_emote_only = self.is_emote_only.or(modes.is_emote_only);
        modes.is_unique = self.is_unique.or(modes.is_unique);
        modes.are_links_allowed = self.are_links_allowed.or(modes.are_links_allowed);
        modes.may_guests_write = self.may_guests_write.or(modes.may_guests_write);
        modes.auto_mod_level = self.auto_mod_level.or(modes.auto_mod_level);
        modes.is_direct_chat_allowed = self.is_direct_chat_allowed.or(modes.is_direct_chat_allowed);
        next
    }

    /// The write of the stream.
    fn write(&self, known: &Stream, next: &Stream, now: Time) -> Result<Write> {
        let mut write = Write::update(StreamItem::key(&known.user_id)).set("updatedAt", now)?.when_present();
        if let Some(enabled) = self.is_chat_enabled {
            write = write.set("isChatEnabled", enabled)?;
        }
        let numbers = [
            ("isChatDelayed", "slowModeSeconds", self.slow_mode_seconds),
            ("isChatFollowersOnly", "followersOnlyMinutes", self.followers_only_minutes),
        ];
        for (flag, name, given) in numbers {
            if let Some(given) = given {
                write = write.set(flag, given.is_some())?.set(name, given)?;
            }
        }
        if let Some(seconds) = self.delay_seconds {
            write = write.set("delaySeconds", seconds)?;
        }
        let flags = [
            ("isEmoteOnly", self.is_emote_only),
            ("isUnique", self.is_unique),
            ("areLinksAllowed", self.are_links_allowed),
            ("mayGuestsWrite", self.may_guests_write),
            ("isDirectChatAllowed", self.is_direct_chat_allowed),
        ];
        for (name, given) in flags {
            if let Some(given) = given {
                write = write.set(name, given)?;
            }
        }
        if let Some(level) = self.auto_mod_level {
            write = write.set("autoModLevel", level)?;
        }
        if next.media.broadcast.is_some() {
            // Lists show copies of live streams that are up to 20 s old, and what changed since.
            write = write.index(&StreamItem::changed(&known.user_id, now))?;
        }
        Ok(write)
    }

    /// With the condition that no mode is on beside what it sets itself: another call may turn one on at this moment.
    fn when_no_modes(&self, write: Write) -> Result<Write> {
        let conditions = [
            (
                self.slow_mode_seconds.is_none(),
                "#isChatDelayed = :off OR attribute_not_exists(#slowModeSeconds) OR #slowModeSeconds = :old",
            ),
            (
                self.followers_only_minutes.is_none(),
                "#isChatFollowersOnly = :off OR attribute_not_exists(#followersOnlyMinutes) OR #followersOnlyMinutes = :none",
            ),
            (self.delay_seconds.is_none(), "attribute_not_exists(#delaySeconds)"),
            (self.is_emote_only.is_none(), "attribute_not_exists(#isEmoteOnly) OR #isEmoteOnly = :off"),
            (self.is_unique.is_none(), "attribute_not_exists(#isUnique) OR #isUnique = :off"),
            (self.are_links_allowed.is_none(), "attribute_not_exists(#areLinksAllowed) OR #areLinksAllowed <> :off"),
            (self.may_guests_write.is_none(), "attribute_not_exists(#mayGuestsWrite) OR #mayGuestsWrite <> :off"),
            (self.auto_mod_level.is_none(), "attribute_not_exists(#autoModLevel) OR #autoModLevel = :none"),
        ];
        let asked: Vec<&str> = conditions.into_iter().filter(|(is_asked, _)| *is_asked).map(|(_, text)| text).collect();
        let mut write = asked.iter().fold(write, |write, condition| write.when(condition));
        // A value that nobody names is refused.
        for (name, value) in [(":off", None), (":old", Some(OLD_SLOW_MODE_SECS)), (":none", Some(0))] {
            if asked.iter().any(|condition| condition.contains(name)) {
                write = match value {
                    None => write.bind(name, false)?,
                    Some(number) => write.bind(name, number)?,
                };
            }
        }
        Ok(write)
    }
}

impl Store {
    /// Changes a chat's settings, with the line of the log and the outbox entry that tells the room and sees to the grants. Turning a mode on
    /// takes direct chat away in the same write, unless the change says otherwise. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn change_chat(&self, known: &Stream, change: &ChatChange, line: &LogEntry) -> Result<RulesChanged> {
        let (mut change, now) = (*change, line.at);
        let allows = change.is_direct_chat_allowed == Some(true);
        if allows && change.applied(known, now).rules(true).has_modes() {
            return Ok(RulesChanged::ModesOn);
        }
        if change.turns_on() && change.is_direct_chat_allowed.is_none() {
            change.is_direct_chat_allowed = Some(false);
        }
        let next = change.applied(known, now);
        let mut write = change.write(known, &next, now)?;
        if allows {
            write = change.when_no_modes(write)?;
        }
        let call = Call::SyncRoom { user_id: known.user_id.clone() };
        let entry = OutboxEntry::new(call, now, &self.random).write()?;
        let line = LogItem::write(&known.user_id, line)?.in_table(&self.chat);
        let writes = vec![write, rights_changed(&known.user_id, now)?, entry, line];
        Ok(match self.table.transact(writes).await? {
            Transacted::Done => RulesChanged::Done(Box::new(next)),
            Transacted::Refused(refusals) => match refusals.into_iter().next().flatten() {
                Some(Refusal(Some(_))) => RulesChanged::ModesOn,
                _ => RulesChanged::NoStream,
            },
        })
    }
}
