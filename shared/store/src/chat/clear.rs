//! Taking all messages out, or all of one writer.

use domain::{Time, UserId};
use runtime::Result;
use table::Write;

use super::chatter::Chatter;
use super::gone::{GoneItem, Scope};
use crate::Store;

impl Store {
    /// Takes out all messages that have an id before `before`, or those of one writer: nobody is shown them any more. The
    /// history itself is rewritten by whoever follows the table. One trip; two where it is one writer's.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn clear_chat(&self, host: &UserId, of: Option<&str>, before: &str, now: Time) -> Result<GoneItem> {
        let before = before.to_owned();
        let Some(of) = of else { return self.mark_gone(host, Scope::All { before }, now).await };
        let scope = Scope::Of { user_id: of.to_owned(), before: before.clone() };
        let mark = self.mark_gone(host, scope, now).await?;
        let write = Write::update(Chatter::key(host, of))
            .remove("last.#x")
            .when("#last.#i < :before")
            .bind(":before", before)?;
        let _said_nothing = self.chat.write(write).await?;
        Ok(mark)
    }
}
