//! Asking to be unbanned: once a ban, and only while it holds.

use domain::UserId;
use domain::chat::{LogEntry, UnbanRequest};
use runtime::{Error, Result};
use serde::Serialize;
use table::{Entity, KeyOf, Pattern, Transacted, Write, item};

use super::chatter::Chatter;
use super::held::DecidedOn;
use super::log::LogItem;
use super::waiting::{Waiting as _, decide_writes, wait_write};
use crate::Store;

/// Attempts at a chatter who moves meanwhile.
const RACES: usize = 8;

/// That somebody asked, about which ban.
pub struct Asked;

impl Entity for Asked {
    type Value = ();
    const PATTERN: Pattern = ("ASKED#host", "user");
}

impl Asked {
    fn key(host: &UserId, user: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("ASKED#{host}"), user.as_str())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About {
    banned_at: domain::Time,
    expires_at: i64,
}

/// How asking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnbanAsked {
    /// It waits.
    Done,
    /// No ban holds, or another one.
    NotBanned,
    /// They asked about this ban before.
    Already,
}

impl Store {
    /// Asks for a ban to be taken away, which must be the one that the request speaks of. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn ask_unban(&self, host: &UserId, request: &UnbanRequest) -> Result<UnbanAsked> {
        let now = request.created_at;
        let about = About { banned_at: request.banned_at, expires_at: now.as_secs() + UnbanRequest::KEPT_SECS };
        let writes = vec![
            Write::check(Chatter::key(host, request.user_id.as_str()))
                .when("#ban.#createdAt = :banned AND (attribute_not_exists(#ban.#until) OR #ban.#until > :time)")
                .bind(":banned", request.banned_at)?
                .bind(":time", now)?,
            Write::put(Asked::key(host, &request.user_id), &about, &[])?
                .when("attribute_not_exists(#pk) OR #bannedAt <> :banned OR #expiresAt <= :now")
                .bind(":banned", request.banned_at)?
                .bind(":now", now.as_secs())?,
            wait_write(host, request, now)?,
        ];
        Ok(match self.chat.transact(writes).await? {
            Transacted::Done => UnbanAsked::Done,
            Transacted::Refused(refusals) if matches!(refusals.first(), Some(Some(_))) => UnbanAsked::NotBanned,
            Transacted::Refused(_) => UnbanAsked::Already,
        })
    }

    /// Grants it: the ban that it speaks of is taken away, if it still stands; its writer as they were read. One
    /// trip; two where they moved meanwhile.
    ///
    /// # Errors
    /// The table away.
    pub async fn approve_unban(
        &self,
        host: &UserId,
        request: &UnbanRequest,
        known: &Chatter,
        entry: &LogEntry,
    ) -> Result<DecidedOn> {
        /// Where the chatter's own write is, behind the decision and the line of the log.
        const CHATTER: usize = 3;
        let mut known = known.clone();
        for _ in 0..RACES {
            let ban = known.ban.as_ref().filter(|ban| ban.created_at == request.banned_at);
            let mut writes = decide_writes::<UnbanRequest>(host, &request.id, entry.at)?.to_vec();
            writes.push(LogItem::write(host, entry)?);
            if let Some(ban) = ban {
                writes.extend(self.unban_writes(host, request.user_id.as_str(), ban, &known, entry)?);
            }
            let Transacted::Refused(mut refusals) = self.chat.transact(writes).await? else {
                return Ok(DecidedOn::Done);
            };
            if matches!(refusals.first(), Some(Some(_))) {
                return Ok(DecidedOn::Already);
            }
            let moved = refusals.get_mut(CHATTER).and_then(Option::take);
            known = item::read_optional(moved.and_then(|moved| moved.0))?.unwrap_or_default();
        }
        Err(Error::unavailable("dynamodb", "a chatter moved through all attempts"))
    }
}
