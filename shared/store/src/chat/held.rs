//! Deciding on a held message. Holding one is part of saying it.

use domain::UserId;
use domain::chat::{ChatMessage, HeldMessage, LogEntry};
use runtime::{Error, Result};
use table::{EXPIRES_AT, Transacted, Write, item};

use super::chatter::Chatter;
use super::delete::forget_write;
use super::known::NOT_BARRED;
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

/// Why a decision was not written.
enum Moved {
    /// Somebody else was first.
    Decided,
    /// Its writer said more since, or is kept out; as they are.
    Writer(Box<Chatter>),
}

/// With a message that whoever follows the table takes in and sends, to the viewers after so many seconds.
fn carrying(write: Write, message: &ChatMessage, delay_seconds: Option<u32>) -> Result<Write> {
    write.set("last", Said::from(message.clone()))?.set("isSent", false)?.set("delaySeconds", delay_seconds)
}

impl Store {
    /// Lets a held message through, as `message`, which viewers see after `delay_seconds`: said now, by its writer, who must not be banned. It goes the way of
    /// every message: on its writer's item, in the place of the held one; where they said more since, on an item that
    /// only carries it until whoever follows the table has it in the history. One trip; two where they said more.
    ///
    /// # Errors
    /// The table away.
    pub async fn approve_held(
        &self,
        host: &UserId,
        held: &HeldMessage,
        (message, delay_seconds): (&ChatMessage, Option<u32>),
        entry: &LogEntry,
    ) -> Result<DecidedOn> {
        let (now, writer) = (entry.at, Chatter::key(host, &message.user_id));
        for is_last in [true, false] {
            let writes = if is_last {
                let write = carrying(Write::update(writer.clone()), message, delay_seconds)?.when("#last.#i = :held");
                vec![write.bind(":held", &held.message.id)?.when(NOT_BARRED).bind(":time", now)?]
            } else {
                let carrier = Write::update(Chatter::carrier_key(host, &message.id)).when_absent();
                let carrier =
                    carrying(carrier, message, delay_seconds)?.set(EXPIRES_AT, now.as_secs() + CARRIED_SECS)?;
                vec![Write::check(writer.clone()).when(NOT_BARRED).bind(":time", now)?, carrier]
            };
            match self.decide(host, held, writes, entry).await? {
                Ok(()) => return Ok(DecidedOn::Done),
                Err(Moved::Decided) => return Ok(DecidedOn::Already),
                Err(Moved::Writer(writer)) if writer.barred(now).is_some() => return Ok(DecidedOn::Banned),
                Err(Moved::Writer(_)) => {}
            }
        }
        Err(Error::unavailable("dynamodb", "a held message's writer moved meanwhile"))
    }

    /// Turns a held message down, and takes its text off its writer. One trip; two where they said more since.
    ///
    /// # Errors
    /// The table away.
    pub async fn deny_held(&self, host: &UserId, held: &HeldMessage, entry: &LogEntry) -> Result<DecidedOn> {
        let HeldMessage { message, .. } = held;
        let forget = forget_write(host, &message.user_id, entry.at)?.when("#last.#i = :id").bind(":id", &message.id)?;
        for writes in [vec![forget], vec![]] {
            match self.decide(host, held, writes, entry).await? {
                Ok(()) => return Ok(DecidedOn::Done),
                Err(Moved::Decided) => return Ok(DecidedOn::Already),
                Err(Moved::Writer(_)) => {}
            }
        }
        Err(Error::fault("a decision on nobody's item was refused by one"))
    }

    /// Decides on a held message with these writes, the one on its writer first.
    async fn decide(
        &self,
        host: &UserId,
        held: &HeldMessage,
        writes: Vec<Write>,
        entry: &LogEntry,
    ) -> Result<std::result::Result<(), Moved>> {
        let [taken, noted] = decide_writes::<HeldMessage>(host, &held.message.id, entry.at)?;
        let writes = [vec![taken], writes, vec![noted, LogItem::write(host, entry)?]].concat();
        let Transacted::Refused(refusals) = self.chat.transact(writes).await? else { return Ok(Ok(())) };
        let mut refusals = refusals.into_iter();
        if matches!(refusals.next(), Some(Some(_))) {
            return Ok(Err(Moved::Decided));
        }
        let writer = refusals.next().flatten().and_then(|refusal| refusal.0);
        Ok(Err(Moved::Writer(Box::new(item::read_optional(writer)?.unwrap_or_default()))))
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
    /// Takes away what carried an approved message, which is in the history now. Twice, it does no harm.
    ///
    /// # Errors
    /// The table away.
    pub async fn drop_carrier(&self, host: &UserId, message_id: &str) -> Result<()> {
        let _gone_already = self.chat.write(Write::delete(Chatter::carrier_key(host, message_id))).await?;
        Ok(())
    }
}
