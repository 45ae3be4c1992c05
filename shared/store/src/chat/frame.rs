//! Frames: what was said in a room within some seconds, together.

use domain::UserId;
use domain::chat::{ChatMessage, packet};
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, Refusal, Write, item};

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
    /// Seconds after which viewers see them; then they were sent to the moderators alone, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<u32>,
    /// Counts the changes of what is in it.
    #[serde(default)]
    pub(super) rev: u64,
    /// When it goes, in seconds since the epoch.
    #[serde(default)]
    pub(super) expires_at: i64,
    /// The id that it began with, which it is found under though that message is gone.
    #[serde(default, skip_serializing)]
    pub(super) sk: String,
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
}

/// How messages are written into the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Framing {
    /// Whether whoever took them in sent them into the room.
    pub is_sent: bool,
    /// Seconds after which viewers see them, where they do not at once.
    pub delay_seconds: Option<u32>,
    /// Seconds for which they are kept.
    pub kept_secs: i64,
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
    /// Writes what was said in a room into its history, in as few items as it fits into. What is there already
    /// stays as it is: a change of the table may come twice, and a message may have been taken out since. One trip, where
    /// nothing is there.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn write_frames(&self, host: &UserId, messages: Vec<ChatMessage>, framing: Framing) -> Result<()> {
        let frames = cut(messages).into_iter().map(|messages| self.write_frame(host, messages, framing));
        futures::future::try_join_all(frames).await.map(drop)
    }

    async fn write_frame(&self, host: &UserId, messages: Vec<ChatMessage>, framing: Framing) -> Result<()> {
        let Framing { is_sent, delay_seconds, kept_secs } = framing;
        let Some(expires_at) = messages.last().map(|last| last.sent_at.as_secs() + kept_secs) else { return Ok(()) };
        // All of them, whatever stands already: an attempt before this one may have been cut short behind its write.
        let written = ids(&messages);
        let mut left: Vec<Said> = messages.into_iter().map(Said::from).collect();
        // Each round takes one message out at least.
        while let Some(first) = left.first() {
            let key = Frame::key(host, &first.id);
            let frame = Frame { messages: left.clone(), is_sent, delay_seconds, expires_at, ..Frame::default() };
            match self.chat.write(Write::put(key, &frame, &[])?.when_absent()).await? {
                Ok(()) => break,
                Err(Refusal(there)) => {
                    let there: Frame = item::read_optional(there)?.unwrap_or_default();
                    let first = first.id.clone();
                    left.retain(|said| said.id != first && there.messages.iter().all(|known| known.id != said.id));
                }
            }
        }
        self.erase_gone(host, &written).await
    }

    /// Changes the messages of a frame, on what they are: `change` answers whether it changed anything. A frame without
    /// messages goes.
    pub(super) async fn change_frame(
        &self,
        host: &UserId,
        mut frame: Frame,
        change: impl Fn(&mut Vec<Said>) -> bool,
    ) -> Result<()> {
        let key = Frame::key(host, &frame.sk);
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

/// Ids and writers.
fn ids(messages: &[ChatMessage]) -> Vec<(String, String)> {
    messages.iter().map(|message| (message.id.clone(), message.user_id.clone())).collect()
}
