//! Taking a message out.

use domain::chat::{ChatMessage, id};
use domain::{Time, UserId};
use runtime::Result;
use table::Write;

use super::chatter::Chatter;
use super::frame::{Frame, SPAN_SECS};
use super::gone::{GoneItem, Left, Marks, Scope};
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

    /// Takes a message out: first the mark, behind which nobody is shown it any more, then its text from the history and
    /// from its writer. Whatever is broken off in between is done by whoever follows the table. Three trips.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn delete_message(&self, host: &UserId, message: &ChatMessage, now: Time) -> Result<()> {
        let mark = self.mark_gone(host, Scope::One { id: message.id.clone() }, now).await?;
        tokio::try_join!(self.erase(host, &mark), self.forget_last(host, message))?;
        Ok(())
    }

    /// Takes out of the history what a mark says. Doing it twice does no harm.
    ///
    /// # Errors
    /// The table away: to be tried again.
    pub async fn erase(&self, host: &UserId, mark: &GoneItem) -> Result<()> {
        match &mark.scope {
            Scope::One { id } => {
                let id = id.clone();
                self.erase_between(host, &id, &id, &Marks::one(mark.clone())).await
            }
            Scope::All { before } | Scope::Of { before, .. } => {
                self.erase_between(host, "", &before.clone(), &Marks::one(mark.clone())).await
            }
        }
    }

    /// Takes out of the frames that may have messages from `first` to `last` what is gone.
    pub(super) async fn erase_between(&self, host: &UserId, first: &str, last: &str, marks: &Marks) -> Result<()> {
        let from = id::sent_at(first).map(|at| id::first_at(at.plus_secs(-SPAN_SECS))).unwrap_or_default();
        let mut from = from;
        loop {
            let (frames, next) = self.some_frames(host, &from, last).await?;
            for frame in frames {
                self.change_frame(host, frame, |messages| marks.apply(messages)).await?;
            }
            match next {
                Some(next) => from = next,
                None => return Ok(()),
            }
        }
    }

    /// Takes the text off a writer's last message, if it is this one.
    pub(super) async fn forget_last(&self, host: &UserId, message: &ChatMessage) -> Result<()> {
        let write = Write::update(Chatter::key(host, &message.user_id))
            .remove("last.#x")
            .when("#last.#i = :id")
            .bind(":id", &message.id)?;
        let _said_more_since = self.chat.write(write).await?;
        Ok(())
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
