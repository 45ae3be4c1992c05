//! What was taken out of a chat. The mark of it is written before the frames are changed, and whoever writes a frame
//! looks for marks afterwards: one of the two sees the other, so no text stays, whichever came first.

use domain::chat::{ChatMessage, LogEntry};
use domain::{Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, Range, Write};

use super::log::LogItem;
use super::one_or_more::OneOrMore as _;
use super::said::Said;
use crate::Store;

/// A mark is kept for so long, in seconds: longer than any message (7 days at most).
const KEPT_SECS: i64 = 8 * 24 * 60 * 60;
/// Marks that are read at once.
const PAGE: u32 = 100;

/// What a mark takes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Scope {
    /// One message.
    One {
        /// Its id.
        id: String,
        /// Its writer, whose item may have its text as well.
        user_id: String,
    },
    /// All messages before an id.
    All {
        /// The id.
        before: String,
    },
    /// All messages of one writer before an id.
    Of {
        /// The writer: a user's id, or a guest's identity.
        user_id: String,
        /// The id.
        before: String,
    },
}

/// That something was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GoneItem {
    /// What.
    #[serde(flatten)]
    pub scope: Scope,
    /// When.
    pub at: Time,
}

impl Entity for GoneItem {
    type Value = Self;
    const PATTERN: Pattern = ("GONE#host", "id of a message, or ~ and whose");
}

impl Scope {
    /// Those of all, and of a writer, stand behind every id.
    fn key(&self, host: &UserId) -> KeyOf<GoneItem> {
        let sk = match self {
            Self::One { id, .. } => id.clone(),
            Self::All { .. } => "~".to_owned(),
            Self::Of { user_id, .. } => format!("~{user_id}"),
        };
        KeyOf::new(partition(host), sk)
    }

    const fn before(&self) -> Option<&String> {
        match self {
            Self::One { .. } => None,
            Self::All { before } | Self::Of { before, .. } => Some(before),
        }
    }
}

fn partition(host: &UserId) -> String {
    format!("GONE#{host}")
}

impl GoneItem {
    /// The room whose marks an item's partition is.
    #[must_use]
    pub fn host_of(pk: &str) -> Option<UserId> {
        UserId::parse(pk.strip_prefix("GONE#")?).ok()
    }

    /// Whether it takes this message out.
    #[must_use]
    pub fn takes_out(&self, id: &str, user_id: &str) -> bool {
        match &self.scope {
            Scope::One { id: gone, .. } => gone == id,
            Scope::All { before } => id < before.as_str(),
            Scope::Of { user_id: gone, before } => gone == user_id && id < before.as_str(),
        }
    }

    /// What holds while no mark takes a message out: checks for a transaction, in the table of chats.
    pub(super) fn checks(host: &UserId, id: &str, user_id: &str) -> Result<[Write; 3]> {
        let one = Scope::One { id: id.to_owned(), user_id: user_id.to_owned() };
        let all = Scope::All { before: String::new() };
        let of = Scope::Of { user_id: user_id.to_owned(), before: String::new() };
        let not_before = |scope: Scope| {
            let check = Write::check(scope.key(host)).when("attribute_not_exists(#before) OR #before <= :id");
            check.bind(":id", id)
        };
        Ok([Write::check(one.key(host)).when_absent(), not_before(all)?, not_before(of)?])
    }

    /// The write of a mark; one of what is marked already, and an older one, does not take the place of what stands.
    pub(super) fn write(&self, host: &UserId) -> Result<Write> {
        let kept = Kept { mark: self, expires_at: self.at.as_secs() + KEPT_SECS };
        let write = Write::put(self.scope.key(host), &kept, &[])?;
        match self.scope.before() {
            Some(before) => write.when("attribute_not_exists(#before) OR #before < :before").bind(":before", before),
            None => Ok(write.when_absent()),
        }
    }
}

/// What is left of a message.
pub(super) enum Left {
    /// All of it.
    All,
    /// That there was one.
    Deleted(Time),
    /// Nothing.
    Nothing,
}

/// The marks of a room, as far back as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Marks {
    marks: Vec<GoneItem>,
    /// Where reading stopped; `None`: all were read.
    down_to: Option<String>,
}

impl Marks {
    /// What is left of a message.
    pub fn of(&self, id: &str, user_id: &str) -> Left {
        let mut left = Left::All;
        for mark in &self.marks {
            match &mark.scope {
                _ if !mark.takes_out(id, user_id) => {}
                Scope::One { .. } => left = Left::Deleted(mark.at),
                Scope::All { .. } | Scope::Of { .. } => return Left::Nothing,
            }
        }
        left
    }

    /// Takes out of stored messages what is gone. Returns whether anything was.
    pub fn apply(&self, messages: &mut Vec<Said>) -> bool {
        let mut is_changed = false;
        messages.retain_mut(|said| match self.of(&said.id, &said.user_id) {
            Left::All => true,
            Left::Deleted(_) if said.text.is_none() => true,
            Left::Deleted(at) => {
                *said = ChatMessage::from(said.clone()).deleted(at).into();
                is_changed = true;
                true
            }
            Left::Nothing => {
                is_changed = true;
                false
            }
        });
        is_changed
    }

    /// Whether all marks for messages from an id on are among them.
    pub fn reaches(&self, from: &str) -> bool {
        self.down_to.as_deref().is_none_or(|down_to| down_to <= from)
    }

    /// Up to which id all was taken out, and when.
    pub fn cleared(&self) -> Option<(String, Time)> {
        self.marks.iter().find_map(|mark| match &mark.scope {
            Scope::All { before } => Some((before.clone(), mark.at)),
            Scope::One { .. } | Scope::Of { .. } => None,
        })
    }

    /// Of one mark alone.
    pub fn one(mark: GoneItem) -> Self {
        Self { marks: vec![mark], down_to: None }
    }
}

impl Store {
    /// The marks of a room for messages from `from` on, newest first read. One trip; more where hundreds were taken out.
    pub(super) async fn marks_from(&self, host: &UserId, from: &str) -> Result<Marks> {
        let partition = partition(host);
        let mut marks = vec![];
        let mut after: Option<String> = None;
        loop {
            let range =
                Range { index: None, partition: &partition, after: after.as_deref(), newest_first: true, limit: PAGE };
            let slice = self.chat.slice::<GoneItem>(&range).await?;
            marks.extend(slice.items);
            match slice.next {
                Some(next) if next.as_str() >= from => after = Some(next),
                down_to => return Ok(Marks { marks, down_to }),
            }
        }
    }

    /// Marks something as taken out, with the line of the log where a moderator does it. Where a mark of the same stands
    /// already it stays, and there is nothing to log. One trip.
    ///
    /// # Errors
    /// The table away.
    pub(super) async fn mark_gone(
        &self,
        host: &UserId,
        scope: Scope,
        now: Time,
        entry: Option<&LogEntry>,
    ) -> Result<GoneItem> {
        let mark = GoneItem { scope, at: now };
        let mut writes = vec![mark.write(host)?];
        writes.extend(entry.map(|entry| LogItem::write(host, entry)).transpose()?);
        let _one_stands = self.chat.transact_or_write(writes).await?;
        Ok(mark)
    }

    /// What is left of messages that are about to be told to a room. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn still_said(&self, host: &UserId, mut messages: Vec<ChatMessage>) -> Result<Vec<ChatMessage>> {
        let Some(first) = messages.iter().map(|message| message.id.as_str()).min() else { return Ok(messages) };
        let marks = self.marks_from(host, first).await?;
        messages.retain(|message| matches!(marks.of(&message.id, &message.user_id), Left::All));
        Ok(messages)
    }

    /// Takes out of the history what is gone of these messages (id, writer), and was written nevertheless.
    pub(super) async fn erase_gone(&self, host: &UserId, written: &[(String, String)]) -> Result<()> {
        let Some((first, ..)) = written.first() else { return Ok(()) };
        let marks = self.marks_from(host, first).await?;
        if written.iter().all(|(id, user_id)| matches!(marks.of(id, user_id), Left::All)) {
            return Ok(());
        }
        let until = written.last().map_or(first, |(last, ..)| last);
        self.erase_between(host, first, until, &marks).await
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a> {
    #[serde(flatten)]
    mark: &'a GoneItem,
    expires_at: i64,
}
