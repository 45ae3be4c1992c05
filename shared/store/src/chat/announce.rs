//! Announcements of a chat, one after another with a pause.

use domain::chat::{ANNOUNCEMENT_PAUSE_SECS, LogEntry, Rank, Refused};
use domain::{Time, UserId};
use runtime::{Error, Result};
use table::{EXPIRES_AT, Entity, KeyOf, Pattern, Refusal, Transacted, Write, item};

use super::chatter::Chatter;
use super::judge::Judged;
use super::line::Line;
use super::log::LogItem;
use super::say::{ATTEMPTS, line_writes};
use crate::Store;

/// When the last one was is forgotten after so long, in seconds.
const KEPT_SECS: i64 = 60 * 60;

/// When something was last announced in a chat.
pub struct LastAnnounced;

impl Entity for LastAnnounced {
    type Value = ();
    const PATTERN: Pattern = ("ROOM#host", "ANNOUNCED");
}

/// How announcing something ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announced {
    /// It is said.
    Done,
    /// The last announcement was too short a time ago.
    TooSoon,
    /// Its writer may not speak now.
    Refused(Refused),
    /// They have another rank than was thought: to be decided anew.
    Rank(Option<Rank>),
}

impl Store {
    /// Announces a line: says it, takes the turn and writes the line of the log, all or none. One trip; another one in a
    /// burst.
    ///
    /// # Errors
    /// The table away: whether it stands is not known.
    pub async fn announce(&self, line: &Line<'_>, entry: &LogEntry) -> Result<Announced> {
        let (now, mut is_burst) = (entry.at, false);
        for _ in 0..ATTEMPTS {
            let mut writes = line_writes(line, is_burst, now)?;
            writes.extend([turn(line.host, now)?, LogItem::write(line.host, entry)?]);
            let Transacted::Refused(refusals) = self.chat.transact(writes).await? else { return Ok(Announced::Done) };
            let Some(Some(Refusal(chatter))) = refusals.into_iter().next() else { return Ok(Announced::TooSoon) };
            let chatter: Chatter = item::read_optional(chatter)?.unwrap_or_default();
            match chatter.judge(line, now) {
                Judged::Said | Judged::SaidBefore(_) => return Ok(Announced::Done),
                Judged::Refused(refused) => return Ok(Announced::Refused(refused)),
                Judged::Rank(rank) => return Ok(Announced::Rank(rank)),
                Judged::Again { is_burst: again } => is_burst = again,
            }
        }
        Err(Error::unavailable("dynamodb", "a chatter moved through all attempts"))
    }
}

/// The turn to announce something, a pause after the one before.
fn turn(host: &UserId, now: Time) -> Result<Write> {
    let key: KeyOf<LastAnnounced> = KeyOf::new(format!("ROOM#{host}"), "ANNOUNCED");
    Write::update(key)
        .set("announcedAt", now.as_millis())?
        .set(EXPIRES_AT, now.as_secs() + KEPT_SECS)?
        .when("attribute_not_exists(#announcedAt) OR #announcedAt <= :before")
        .bind(":before", now.as_millis() - ANNOUNCEMENT_PAUSE_SECS * 1_000)
}
