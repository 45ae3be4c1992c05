//! Frames: what was said in a room within some seconds, together.

use domain::chat::{ChatMessage, packet};
use domain::{Time, UserId};
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{Entity, Key, KeyOf, Pattern, Refusal, Write, item};

use super::said::Said;
use crate::Store;

/// The messages of a frame lie within so many seconds: who reads frames in the order of their first messages knows from
/// it how far another one may reach.
pub(super) const SPAN_SECS: i64 = 5;
/// Attempts at a frame that others write to as well.
const RACES: usize = 16;

/// Messages of one room, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// What was said.
    pub messages: Vec<Said>,
    /// Whether whoever took them in sent them into the room.
    #[serde(default)]
    pub is_sent: bool,
    /// Counts the changes of what is in it.
    #[serde(default)]
    pub(super) rev: u64,
    /// When it goes, in seconds since the epoch.
    #[serde(default)]
    pub(super) expires_at: i64,
}

impl Entity for Frame {
    type Value = Self;
    const PATTERN: Pattern = ("SAID#host", "id of the first message");
}

impl Frame {
    /// The history of a room.
    pub(super) fn partition(host: &UserId) -> String {
        format!("SAID#{host}")
    }

    /// The frame that begins with a message.
    #[must_use]
    pub fn key(host: &UserId, first: &str) -> KeyOf<Self> {
        KeyOf::new(Self::partition(host), first)
    }

    /// The room whose history an item's partition is.
    #[must_use]
    pub fn host_of(pk: &str) -> Option<UserId> {
        UserId::parse(pk.strip_prefix("SAID#")?).ok()
    }

    /// The id of the first message.
    pub(super) fn first(&self) -> Option<&str> {
        self.messages.first().map(|message| message.id.as_str())
    }
}

/// Cuts messages, in the order of their ids, into frames.
fn cut(messages: Vec<ChatMessage>) -> Vec<Vec<ChatMessage>> {
    let mut near: Vec<Vec<ChatMessage>> = vec![];
    for message in messages {
        match near.last_mut() {
            Some(piece) if piece.first().is_some_and(|first| message.sent_at <= first.sent_at.plus_secs(SPAN_SECS)) => {
                piece.push(message);
            }
            _ => near.push(vec![message]),
        }
    }
    near.into_iter().flat_map(packet::frames).collect()
}

impl Store {
    /// Writes what was said in a room into its history, kept for `kept_secs`, in as few items as it fits into. What is
    /// there already stays as it is: a change of the table may come twice, and a message may have been taken out since.
    /// One trip, where nothing is there.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn write_frames(
        &self,
        host: &UserId,
        messages: Vec<ChatMessage>,
        is_sent: bool,
        kept_secs: i64,
    ) -> Result<()> {
        let frames = cut(messages).into_iter().map(|messages| self.write_frame(host, messages, is_sent, kept_secs));
        futures::future::try_join_all(frames).await.map(drop)
    }

    async fn write_frame(
        &self,
        host: &UserId,
        messages: Vec<ChatMessage>,
        is_sent: bool,
        kept_secs: i64,
    ) -> Result<()> {
        let Some(expires_at) = messages.last().map(|last| last.sent_at.as_secs() + kept_secs) else { return Ok(()) };
        let mut left: Vec<Said> = messages.into_iter().map(Said::from).collect();
        // Each round takes one message out at least.
        while let Some(first) = left.first() {
            let key = Frame::key(host, &first.id);
            let frame = Frame { messages: left.clone(), is_sent, rev: 0, expires_at };
            match self.chat.write(Write::put(key, &frame, &[])?.when_absent()).await? {
                Ok(()) => break,
                Err(Refusal(there)) => {
                    let there: Frame = item::read_optional(there)?.unwrap_or_default();
                    let first = first.id.clone();
                    left.retain(|said| said.id != first && there.messages.iter().all(|known| known.id != said.id));
                }
            }
        }
        self.erase_gone(host, &frame_ids(&left)).await
    }

    /// Changes the messages of a frame, on what they are: `change` answers whether it changed anything. A frame without
    /// messages goes.
    pub(super) async fn change_frame(
        &self,
        host: &UserId,
        mut frame: Frame,
        change: impl Fn(&mut Vec<Said>) -> bool,
    ) -> Result<()> {
        let Some(key) = frame.first().map(|first| Frame::key(host, first)) else { return Ok(()) };
        for _ in 0..RACES {
            let known = frame.rev;
            if !change(&mut frame.messages) {
                return Ok(());
            }
            let write = if frame.messages.is_empty() {
                Write::delete(key.clone())
            } else {
                Write::update(key.clone()).set("messages", &frame.messages)?.set("rev", known + 1)?
            };
            match self.chat.write(write.when("#rev = :known").bind(":known", known)?).await? {
                Ok(()) | Err(Refusal(None)) => return Ok(()),
                Err(Refusal(Some(moved))) => frame = item::read(moved)?,
            }
        }
        Err(Error::unavailable("dynamodb", "a frame moved through all attempts"))
    }
}

fn frame_ids(messages: &[Said]) -> Vec<(String, String, Time)> {
    let of = |said: &Said| (said.id.clone(), said.user_id.clone(), ChatMessage::from(said.clone()).sent_at);
    messages.iter().map(of).collect()
}

/// The key of a frame that was read as an item.
pub(super) fn key_in(item: &table::Item) -> Option<Key> {
    item::key_of(item)
}
