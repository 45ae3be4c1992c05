//! Reading the history.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::chat::{ChatMessage, id};
use domain::{Time, UserId};
use runtime::Result;
use table::{PK, SK, failed, item};

use super::frame::{Frame, SPAN_SECS};
use super::gone::Left;
use crate::Store;

/// Frames that are read at once: one has up to 15 kB.
const AT_ONCE: i32 = 60;
/// … and of a busy room, whose frames are full.
const OF_BUSY: i32 = 6;

/// A piece of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page<'a> {
    /// The newest, before an id where one is given.
    Before(Option<&'a str>),
    /// The oldest after an id.
    After(&'a str),
}

/// What is shown of a room's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View<'a> {
    /// Nothing of before this.
    pub horizon: Time,
    /// Of what was sent later than this, only …
    pub until: Option<Time>,
    /// … what the reader wrote.
    pub reader: Option<&'a UserId>,
    /// Whether frames are full.
    pub is_busy: bool,
}

impl View<'_> {
    fn is_due(&self, message: &ChatMessage) -> bool {
        self.until.is_none_or(|until| message.sent_at <= until)
    }

    fn shows(&self, message: &ChatMessage) -> bool {
        let is_own = || self.reader.is_some_and(|reader| reader.as_str() == message.user_id);
        message.sent_at >= self.horizon && (self.is_due(message) || is_own())
    }
}

/// What a page of the history has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Oldest first, without those that are gone.
    pub messages: Vec<ChatMessage>,
    /// The first id that was looked at, of a message that may be gone: older ones lie before it.
    pub oldest: Option<String>,
    /// The last one that everybody is shown: newer ones lie behind it.
    pub newest: Option<String>,
    /// Whether there may be more: those that are gone leave room in a page.
    pub is_full: bool,
}

impl Store {
    /// Up to `limit` messages of a room, oldest first, of those that `view` shows. Consistent: what is written is found.
    /// One trip, and more where a page lies in many frames.
    ///
    /// # Errors
    /// The table away.
    pub async fn history(&self, host: &UserId, page: Page<'_>, limit: usize, view: View<'_>) -> Result<History> {
        let from = match page {
            Page::After(id) => id,
            Page::Before(_) => &id::first_at(view.horizon),
        };
        // All marks that matter are newer than the page's oldest message, which is not known yet: usually they are few.
        let (marks, found) = tokio::try_join!(self.marks_from(host, "~"), self.collect(host, page, limit, view))?;
        let is_full = found.len() >= limit;
        let oldest = found.keys().next().cloned();
        // Behind one's own that nobody else is shown yet, others' may come to be shown that are older.
        let newest = found.values().rev().find(|message| view.is_due(message)).map(|message| message.id.clone());
        let reach = oldest.as_deref().unwrap_or(from);
        let marks = if marks.reaches(reach) { marks } else { self.marks_from(host, reach).await? };
        let messages = found.into_values().filter_map(|message| match marks.of(&message.id, &message.user_id) {
            Left::All => Some(message),
            Left::Deleted(at) => Some(message.deleted(at)),
            Left::Nothing => None,
        });
        Ok(History { messages: messages.collect(), oldest, newest, is_full })
    }

    /// The page's messages by id, with those that are gone.
    async fn collect(
        &self,
        host: &UserId,
        page: Page<'_>,
        limit: usize,
        view: View<'_>,
    ) -> Result<BTreeMap<String, ChatMessage>> {
        let (mut after, is_forward) = match page {
            Page::Before(before) => (before.map(str::to_owned), false),
            Page::After(id) => {
                let reach = id::sent_at(id).map(|at| id::first_at(at.plus_secs(-SPAN_SECS)));
                (Some(reach.unwrap_or_default()), true)
            }
        };
        let is_wanted = |message: &ChatMessage| {
            view.shows(message)
                && match page {
                    Page::Before(before) => before.is_none_or(|before| message.id.as_str() < before),
                    Page::After(after) => message.id.as_str() > after,
                }
        };
        let mut found: BTreeMap<String, ChatMessage> = BTreeMap::new();
        let mut size = if view.is_busy { OF_BUSY } else { AT_ONCE };
        loop {
            let (frames, next) = self.frame_page(host, after.as_deref(), is_forward, size).await?;
            for frame in frames {
                let messages = frame.messages.into_iter().map(ChatMessage::from).filter(is_wanted);
                for message in messages {
                    // A change that came twice may have been written twice; a text that is gone in one is gone.
                    found
                        .entry(message.id.clone())
                        .and_modify(|known| {
                            if message.text.is_none() {
                                known.clone_from(&message);
                            }
                        })
                        .or_insert(message);
                }
            }
            let is_enough = found.len() >= limit;
            let is_done = match (&next, is_forward) {
                (None, _) => true,
                // Later frames have later ids only.
                (Some(next), true) => is_enough && found.keys().nth(limit - 1).is_some_and(|last| last <= next),
                // An earlier frame reaches so far at most.
                (Some(next), false) => {
                    let reach = id::sent_at(next).map(|at| at.plus_secs(SPAN_SECS));
                    let oldest = found.values().rev().nth(limit - 1).map(|message| message.sent_at);
                    let is_past = reach.is_some_and(|reach| reach < view.horizon);
                    is_past || (is_enough && reach < oldest)
                }
            };
            if is_done {
                break;
            }
            (after, size) = (next, AT_ONCE);
        }
        while found.len() > limit {
            _ = if is_forward { found.pop_last() } else { found.pop_first() };
        }
        Ok(found)
    }

    /// Frames of a room behind a place, and the place of the last of them where others may follow.
    async fn frame_page(
        &self,
        host: &UserId,
        after: Option<&str>,
        is_forward: bool,
        size: i32,
    ) -> Result<(Vec<Frame>, Option<String>)> {
        let mut query = self
            .chat
            .query()
            .consistent_read(true)
            .scan_index_forward(is_forward)
            .limit(size)
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", S(Frame::partition(host)));
        query = match after.filter(|after| !after.is_empty()) {
            None => query.key_condition_expression("#pk = :pk"),
            Some(after) => query
                .key_condition_expression(format!("#pk = :pk AND #sk {} :sk", if is_forward { ">" } else { "<" }))
                .expression_attribute_names("#sk", SK)
                .expression_attribute_values(":sk", S(after.to_owned())),
        };
        let page = query.send().await.map_err(failed)?;
        let goes_on = page.last_evaluated_key.is_some();
        let items = page.items.unwrap_or_default();
        let frames: Vec<Frame> = items.into_iter().map(item::read).collect::<Result<_>>()?;
        let last = frames.last().map(|frame| frame.sk.clone()).filter(|_| goes_on);
        Ok((frames, last))
    }

    /// Frames whose first message is from `from` to `to`, and where to go on.
    pub(super) async fn some_frames(
        &self,
        host: &UserId,
        from: &str,
        to: &str,
    ) -> Result<(Vec<Frame>, Option<String>)> {
        let query = self
            .chat
            .query()
            .consistent_read(true)
            .limit(AT_ONCE)
            .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", S(Frame::partition(host)))
            .expression_attribute_values(":from", S(if from.is_empty() { "0".to_owned() } else { from.to_owned() }))
            .expression_attribute_values(":to", S(to.to_owned()));
        let page = query.send().await.map_err(failed)?;
        let goes_on = page.last_evaluated_key.is_some();
        let items = page.items.unwrap_or_default();
        let frames: Vec<Frame> = items.into_iter().map(item::read).collect::<Result<_>>()?;
        // The least place behind the last one.
        let next = frames.last().map(|frame| format!("{}!", frame.sk)).filter(|_| goes_on);
        Ok((frames, next))
    }
}
