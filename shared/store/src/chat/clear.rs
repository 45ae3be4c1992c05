//! Taking all messages out.

use domain::UserId;
use domain::chat::LogEntry;
use runtime::Result;

use super::gone::{GoneItem, Scope};
use crate::Store;

impl Store {
    /// Takes out all messages that have an id before `before`: nobody is shown them any more. The history itself is
    /// rewritten by whoever follows the table. One trip.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn clear_chat(&self, host: &UserId, before: &str, entry: &LogEntry) -> Result<GoneItem> {
        self.mark_gone(host, Scope::All { before: before.to_owned() }, entry.at, Some(entry)).await
    }
}
