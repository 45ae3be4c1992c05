//! The log of what moderators did: each line is part of the act's own transaction, so no act is without it.

use domain::chat::LogEntry;
use domain::{Time, UserId};
use runtime::Result;
use serde::Serialize;
use table::{Entity, KeyOf, Pattern, Range, Slice, Write};

use crate::Store;

/// A line is kept for so long, in seconds.
const KEPT_SECS: i64 = 90 * 24 * 60 * 60;

/// A line of the log.
pub struct LogItem;

impl Entity for LogItem {
    type Value = LogEntry;
    const PATTERN: Pattern = ("LOG#host", "id");
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a> {
    #[serde(flatten)]
    entry: &'a LogEntry,
    expires_at: i64,
}

impl LogItem {
    fn partition(host: &UserId) -> String {
        format!("LOG#{host}")
    }

    fn key(host: &UserId, id: &str) -> KeyOf<Self> {
        KeyOf::new(Self::partition(host), id)
    }

    /// The write of a line.
    pub(crate) fn write(host: &UserId, entry: &LogEntry) -> Result<Write> {
        let kept = Kept { entry, expires_at: entry.at.as_secs() + KEPT_SECS };
        Write::put(Self::key(host, &entry.id), &kept, &[])
    }
}

impl Store {
    /// What moderators did in a chat, newest first, after the place `after`, as far back as lines are kept. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn chat_log(&self, host: &UserId, after: Option<&str>, limit: u32, now: Time) -> Result<Slice<LogEntry>> {
        let partition = LogItem::partition(host);
        let range = Range { index: None, partition: &partition, after, newest_first: true, limit };
        let mut slice = self.chat.slice::<LogEntry>(&range).await?;
        slice.items.retain(|line| line.at.plus_secs(KEPT_SECS) > now);
        Ok(slice)
    }
}
