//! Frames that the viewers are shown later than the moderators: where there is a delay, an entry a frame waits until it
//! is due. Each of its turns is a change of the table, which wakes whoever follows it: that is the timer.

use std::collections::HashMap;

use domain::chat::ChatMessage;
use domain::{Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Consistency, EXPIRES_AT, Entity, KeyOf, Pattern, Write};

use super::frame::Frame;
use crate::Store;

/// An entry is deleted so long after it was due, in seconds: until then its frame is not entered again.
const KEPT_SECS: i64 = 60 * 60;

/// That a frame is to be shown to the viewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LaterItem {
    /// When all of it may be shown.
    pub due_at: Time,
    /// How often it was looked at too early.
    pub turn: u32,
    #[serde(default)]
    expires_at: i64,
}

impl Entity for LaterItem {
    type Value = Self;
    const PATTERN: Pattern = ("LATER#host", "id of the frame's first message");
}

impl LaterItem {
    /// Of a frame.
    #[must_use]
    pub fn key(host: &UserId, frame: &str) -> KeyOf<Self> {
        KeyOf::new(format!("LATER#{host}"), frame)
    }

    /// The room whose frames wait in an item's partition.
    #[must_use]
    pub fn host_of(pk: &str) -> Option<UserId> {
        UserId::parse(pk.strip_prefix("LATER#")?).ok()
    }
}

impl Store {
    /// Lets a frame wait until it is due; once, however often it is asked. One trip.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn show_later(&self, host: &UserId, frame: &str, due_at: Time) -> Result<()> {
        let item = LaterItem { due_at, turn: 0, expires_at: due_at.as_secs() + KEPT_SECS };
        let _waits_already =
            self.chat.write(Write::put(LaterItem::key(host, frame), &item, &[])?.when_absent()).await?;
        Ok(())
    }

    /// Lets a frame wait for another turn. One trip.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn wait_on(&self, host: &UserId, frame: &str, item: &LaterItem) -> Result<()> {
        let write = Write::update(LaterItem::key(host, frame)).set("turn", item.turn + 1)?;
        let write = write.set(EXPIRES_AT, item.expires_at)?.when("#turn = :known").bind(":known", item.turn)?;
        let _taken_already = self.chat.write(write).await?;
        Ok(())
    }

    /// What is said in these frames, by their first messages; the texts that are gone are gone here, too. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn said_in(&self, host: &UserId, frames: &[&str]) -> Result<Vec<ChatMessage>> {
        let keys: HashMap<&str, KeyOf<Frame>> = frames.iter().map(|frame| (*frame, Frame::key(host, frame))).collect();
        let asked = keys.values().map(|key| key.clone().into()).collect();
        let mut found = self.chat.batch_get(asked, Consistency::Strong).await?;
        let mut said = vec![];
        for key in keys.values() {
            let messages = found.take(key)?.unwrap_or_default().messages;
            said.extend(messages.into_iter().map(ChatMessage::from).filter(|message| message.text.is_some()));
        }
        Ok(said)
    }
}
