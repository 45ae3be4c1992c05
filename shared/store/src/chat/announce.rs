//! Announcements of a chat, one after another with a pause.

use domain::chat::LogEntry;
use domain::{Time, UserId};
use runtime::Result;
use table::{EXPIRES_AT, Entity, KeyOf, Pattern, Transacted, Write};

use super::log::LogItem;
use crate::Store;

/// Between two announcements of a chat, in milliseconds.
const PAUSE_MILLIS: i64 = 2_000;
/// When the last one was is forgotten after so long, in seconds.
const KEPT_SECS: i64 = 60 * 60;

/// When something was last announced in a chat.
pub struct LastAnnounced;

impl Entity for LastAnnounced {
    type Value = ();
    const PATTERN: Pattern = ("ROOM#host", "ANNOUNCED");
}

impl Store {
    /// Takes the turn to announce something, with its line in the log; `false`: the last announcement was too short a
    /// time ago. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn take_turn_to_announce(&self, host: &UserId, entry: &LogEntry) -> Result<bool> {
        let now: Time = entry.at;
        let key: KeyOf<LastAnnounced> = KeyOf::new(format!("ROOM#{host}"), "ANNOUNCED");
        let turn = Write::update(key)
            .set("announcedAt", now.as_millis())?
            .set(EXPIRES_AT, now.as_secs() + KEPT_SECS)?
            .when("attribute_not_exists(#announcedAt) OR #announcedAt <= :before")
            .bind(":before", now.as_millis() - PAUSE_MILLIS)?;
        Ok(matches!(self.chat.transact(vec![turn, LogItem::write(host, entry)?]).await?, Transacted::Done))
    }
}
