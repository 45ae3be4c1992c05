//! Taking a message out.

use std::collections::HashSet;

use domain::chat::{ChatMessage, LogEntry, MessageState, id};
use domain::{Time, UserId};
use runtime::Result;
use table::Write;

use super::chatter::Chatter;
use super::frame::{Frame, SPAN_SECS};
use super::gone::{GoneItem, Left, Marks, Scope};
use super::said::Said;
use crate::Store;

impl Store {
    /// A message of the history, with what is left of it; `None`: there is none, or it is not written yet. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn message(&self, host: &UserId, message_id: &str) -> Result<Option<ChatMessage>> {
        let Some(at) = id::sent_at(message_id) else { return Ok(None) };
        let from = id::first_at(at.plus_secs(-SPAN_SECS));
        let (frames, marks) =
            tokio::try_join!(self.frames_between(host, &from, message_id), self.marks_from(host, message_id))?;
        let said = frames.into_iter().flat_map(|frame| frame.messages).find(|said| said.id == message_id);
        let Some(message) = said.map(ChatMessage::from) else { return Ok(None) };
        Ok(match marks.of(&message.id, &message.user_id) {
            Left::All => Some(message),
            Left::Deleted(at) => Some(message.deleted(at)),
            Left::Nothing => None,
        })
    }

    /// Takes a message out: the mark, behind which nobody is shown it any more, with the line of the log where a moderator
    /// does it. Its text is taken from the history and from its writer by whoever follows the table. One trip.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn delete_message(
        &self,
        host: &UserId,
        message: &ChatMessage,
        now: Time,
        entry: Option<&LogEntry>,
    ) -> Result<GoneItem> {
        let scope = Scope::One { id: message.id.clone(), user_id: message.user_id.clone() };
        self.mark_gone(host, scope, now, entry).await
    }

    /// Takes out of the history, and off who wrote it, what a mark says. Doing it twice does no harm.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn erase(&self, host: &UserId, mark: &GoneItem) -> Result<()> {
        let marks = Marks::one(mark.clone());
        match &mark.scope {
            Scope::One { id, user_id } => {
                let forget = self.forget_last(host, user_id, id, mark.at);
                tokio::try_join!(self.erase_between(host, id, id, &marks), forget)?;
                Ok(())
            }
            // What a banned one said last went with the ban.
            Scope::All { before } | Scope::Of { before, .. } => self.erase_between(host, "", before, &marks).await,
        }
    }

    /// Takes out of the frames that may have messages from `first` to `last` what is gone.
    pub(super) async fn erase_between(&self, host: &UserId, first: &str, last: &str, marks: &Marks) -> Result<()> {
        let from = id::sent_at(first).map(|at| id::first_at(at.plus_secs(-SPAN_SECS))).unwrap_or_default();
        let (mut from, mut forgotten) = (from, HashSet::new());
        loop {
            let (frames, next) = self.some_frames(host, &from, last).await?;
            for frame in frames {
                // First: afterwards nobody could tell who wrote what is gone.
                self.forget_cleared(host, &frame.messages, marks, &mut forgotten).await?;
                self.change_frame(host, frame, |messages| marks.apply(messages)).await?;
            }
            match next {
                Some(next) => from = next,
                None => return Ok(()),
            }
        }
    }

    /// Takes the text off a writer's last message, if it is this one.
    async fn forget_last(&self, host: &UserId, user_id: &str, id: &str, at: Time) -> Result<()> {
        let write = forget_write(host, user_id, at)?.when("#last.#i = :id").bind(":id", id)?;
        let _said_more_since = self.chat.write(write).await?;
        Ok(())
    }

    /// Takes the text off the last messages of those whose messages a clearing takes out of a frame.
    async fn forget_cleared(
        &self,
        host: &UserId,
        messages: &[Said],
        marks: &Marks,
        forgotten: &mut HashSet<String>,
    ) -> Result<()> {
        let Some((before, at)) = marks.cleared() else { return Ok(()) };
        let writers = messages.iter().filter(|said| said.id < before).map(|said| said.user_id.clone());
        let writers: Vec<String> = writers.filter(|writer| forgotten.insert(writer.clone())).collect();
        let writes = writers.iter().map(async |writer| {
            let write = forget_write(host, writer, at)?.when("#last.#i < :before").bind(":before", &before)?;
            let _said_more_since = self.chat.write(write).await?;
            Ok(())
        });
        futures::future::try_join_all(writes).await.map(drop)
    }

    async fn frames_between(&self, host: &UserId, from: &str, to: &str) -> Result<Vec<Frame>> {
        let (mut all, mut from) = (vec![], from.to_owned());
        loop {
            let (frames, next) = self.some_frames(host, &from, to).await?;
            all.extend(frames);
            match next {
                Some(next) => from = next,
                None => return Ok(all),
            }
        }
    }
}

/// The write that takes the text off a writer's last message, and leaves that there was one.
pub(super) fn forget_write(host: &UserId, user_id: &str, at: Time) -> Result<Write> {
    let write = Write::update(Chatter::key(host, user_id)).remove("last.#x").remove("last.#m");
    let write = write.set_expression("#last.#s = :deleted").bind(":deleted", MessageState::Deleted)?;
    write.set_expression("#last.#d = :deleted_at").bind(":deleted_at", at)
}
