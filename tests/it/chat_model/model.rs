//! The model of a chat.

use std::collections::{BTreeMap, BTreeSet};

use domain::Time;

use super::sequences::VIEWERS;

/// What stands, by the model.
#[derive(Default)]
pub(super) struct Model {
    /// Everything that was taken: writer and text, by id.
    pub(super) said: BTreeMap<String, (String, String)>,
    pub(super) deleted: BTreeSet<String>,
    /// Up to which id all was taken out, of a writer or of everybody.
    pub(super) gone: Vec<(Option<String>, String)>,
    /// Until when; `None`: for good.
    pub(super) banned: BTreeMap<u8, Option<Time>>,
    /// Under which id of the client's somebody spoke last.
    pub(super) last: BTreeMap<u8, (String, String)>,
    pub(super) is_off: bool,
    pub(super) is_emote_only: bool,
    pub(super) delay: Option<u32>,
}

impl Model {
    pub(super) fn is_gone(&self, id: &str) -> bool {
        let writer = &self.said[id].0;
        let takes =
            |(of, before): &(Option<String>, String)| of.as_ref().is_none_or(|of| of == writer) && id < &**before;
        self.gone.iter().any(takes)
    }

    pub(super) fn history(&self) -> Vec<(String, Option<String>)> {
        let left = self.said.iter().filter(|(id, _)| !self.is_gone(id));
        left.map(|(id, (_, text))| (id.clone(), (!self.deleted.contains(id)).then(|| text.clone()))).collect()
    }

    pub(super) fn banned(&self, who: u8, now: Time) -> Option<&'static str> {
        match self.banned.get(&who)? {
            None => Some("BANNED"),
            Some(until) => (*until > now).then_some("TIMED_OUT"),
        }
    }

    /// What keeps somebody out whatever limits say.
    pub(super) fn refusal(&self, who: u8, is_emotes: bool, now: Time) -> Option<&'static str> {
        let is_moderator = who < VIEWERS;
        if self.is_off && !is_moderator {
            return Some("CHAT_OFF");
        }
        let is_kept = self.is_emote_only && !is_moderator && !is_emotes;
        self.banned(who, now).or(is_kept.then_some("EMOTE_ONLY"))
    }
}
