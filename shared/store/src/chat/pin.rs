//! The pinned message: it stands on the stream, from where the room's metadata has it.

use domain::chat::{ChatMessage, LogEntry};
use domain::{Time, UserId};
use runtime::Result;
use table::{Consistency, Transacted, Write};

use super::gone::GoneItem;
use super::log::LogItem;
use crate::Store;
use crate::outbox::{Call, OutboxEntry};
use crate::streams::StreamItem;

/// How pinning a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned {
    /// It is pinned.
    Done,
    /// There is no stream.
    NoStream,
    /// It was taken out.
    Gone,
}

impl Store {
    /// Pins a message that nothing takes out; the room is told by an outbox entry. One trip.
    ///
    /// # Errors
    /// The tables away.
    pub async fn pin(&self, host: &UserId, message: &ChatMessage, entry: &LogEntry) -> Result<Pinned> {
        let mut writes = self.pin_writes(host, Some(message), entry)?;
        let checks = GoneItem::checks(host, &message.id, &message.user_id)?;
        writes.extend(checks.map(|check| check.in_table(&self.chat)));
        Ok(match self.table.transact(writes).await? {
            Transacted::Done => Pinned::Done,
            Transacted::Refused(refusals) if matches!(refusals.first(), Some(Some(_))) => Pinned::NoStream,
            Transacted::Refused(_) => Pinned::Gone,
        })
    }

    /// Takes the pinned message off, by a moderator; the room is told by an outbox entry. `false`: there is no stream. One
    /// trip.
    ///
    /// # Errors
    /// The tables away.
    pub async fn unpin(&self, host: &UserId, entry: &LogEntry) -> Result<bool> {
        let writes = self.pin_writes(host, None, entry)?;
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    fn pin_writes(&self, host: &UserId, message: Option<&ChatMessage>, entry: &LogEntry) -> Result<Vec<Write>> {
        Ok(vec![
            Write::update(StreamItem::key(host)).set("pinned", message)?.when_present(),
            self.tell_pinned(host, entry.at)?,
            LogItem::write(host, entry)?.in_table(&self.chat),
        ])
    }

    fn tell_pinned(&self, host: &UserId, now: Time) -> Result<Write> {
        OutboxEntry::new(Call::SyncRoom { user_id: host.clone() }, now, &self.random).write()
    }

    /// Takes the pinned message off if it is this one, which was taken out; the room is told by an outbox entry. `false`: it
    /// is not, any more. One trip.
    ///
    /// # Errors
    /// The tables away.
    pub async fn unpin_this(&self, host: &UserId, message_id: &str, now: Time) -> Result<bool> {
        let stream = Write::update(StreamItem::key(host)).remove("pinned");
        let stream = stream.when("#pinned.#id = :pinned").bind(":pinned", message_id)?;
        let writes = vec![stream, self.tell_pinned(host, now)?];
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    /// Takes the pinned message off if a mark that stands takes it out: nobody pins it again behind the mark. `false`: it
    /// does not. One trip, and another one where it does.
    ///
    /// # Errors
    /// The tables away.
    pub async fn unpin_gone(&self, host: &UserId, mark: &GoneItem, now: Time) -> Result<bool> {
        let key = StreamItem::key(host);
        let mut found = self.table.batch_get(vec![key.clone().into()], Consistency::Strong).await?;
        match found.take(&key)?.and_then(|stream| stream.pinned) {
            Some(pinned) if mark.takes_out(&pinned.id, &pinned.user_id) => self.unpin_this(host, &pinned.id, now).await,
            _ => Ok(false),
        }
    }
}
