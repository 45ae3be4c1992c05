//! Deciding on a held message. Holding one is part of saying it.

use domain::UserId;
use domain::chat::{ChatMessage, HeldMessage, LogEntry};
use runtime::Result;
use table::{EXPIRES_AT, Transacted, Write};

use super::chatter::Chatter;
use super::known::NO_BAN;
use super::log::LogItem;
use super::said::Said;
use super::waiting::{Waiting, decide_writes};
use crate::Store;

/// What carries an approved message into the history is kept for so long, in seconds.
const CARRIED_SECS: i64 = 24 * 60 * 60;

/// How deciding on something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedOn {
    /// It is done.
    Done,
    /// Somebody else was first.
    Already,
    /// Its writer is banned.
    Banned,
}

impl Store {
    /// Lets a held message through, as `message`: said now, by its writer, who must not be banned. It goes the way of
    /// every message: an item carries it that whoever follows the table takes into the history and sends. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn approve_held(
        &self,
        host: &UserId,
        held: &HeldMessage,
        message: &ChatMessage,
        entry: &LogEntry,
    ) -> Result<DecidedOn> {
        let now = entry.at;
        let [taken, noted] = decide_writes::<HeldMessage>(host, &held.message.id, now)?;
        let writer = Write::check(Chatter::key(host, &message.user_id)).when(NO_BAN).bind(":time", now)?;
        let carrier = Write::update(Chatter::key(host, &format!("={}", held.message.id)))
            .set("last", Said::from(message.clone()))?
            .set("isSent", false)?
            .set(EXPIRES_AT, now.as_secs() + CARRIED_SECS)?
            .when_absent();
        let writes = vec![taken, writer, noted, carrier, LogItem::write(host, entry)?];
        Ok(match self.chat.transact(writes).await? {
            Transacted::Done => DecidedOn::Done,
            Transacted::Refused(refusals) => match refusals.iter().position(Option::is_some) {
                Some(1) => DecidedOn::Banned,
                _ => DecidedOn::Already,
            },
        })
    }

    /// Turns a held message down, and takes its text off its writer. Two trips.
    ///
    /// # Errors
    /// The table away.
    pub async fn deny_held(&self, host: &UserId, held: &HeldMessage, entry: &LogEntry) -> Result<DecidedOn> {
        let decided = self.put_aside::<HeldMessage>(host, &held.message.id, entry).await?;
        if decided == DecidedOn::Done {
            self.forget_last(host, &held.message).await?;
        }
        Ok(decided)
    }

    /// Takes something off its list without more: a request that is turned down, a report that is put aside. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn put_aside<T: Waiting>(&self, host: &UserId, id: &str, entry: &LogEntry) -> Result<DecidedOn> {
        let [taken, noted] = decide_writes::<T>(host, id, entry.at)?;
        Ok(match self.chat.transact(vec![taken, noted, LogItem::write(host, entry)?]).await? {
            Transacted::Done => DecidedOn::Done,
            Transacted::Refused(_) => DecidedOn::Already,
        })
    }
}
