//! The pinned message: it stands on the stream, from where the room's metadata has it.

use domain::UserId;
use domain::chat::{ChatMessage, LogEntry};
use runtime::Result;
use table::{Transacted, Write};

use super::log::LogItem;
use crate::Store;
use crate::outbox::{Call, OutboxEntry};
use crate::streams::StreamItem;

impl Store {
    /// Pins a message, or takes the pinned one off; the room is told by an outbox entry. `false`: there is no stream. One
    /// trip.
    ///
    /// # Errors
    /// The tables away.
    pub async fn pin(&self, host: &UserId, message: Option<&ChatMessage>, entry: &LogEntry) -> Result<bool> {
        let call = Call::SyncRoom { user_id: host.clone() };
        let writes = vec![
            Write::update(StreamItem::key(host)).set("pinned", message)?.when_present(),
            OutboxEntry::new(call, entry.at, &self.random).write()?,
            LogItem::write(host, entry)?.in_table(&self.chat),
        ];
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }
}
