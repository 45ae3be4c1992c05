//! Saying something: one conditional write of the chatter, which carries the message.

use domain::chat::{ChatMessage, HeldMessage, REPEAT_SECS, Rank, RefusalCode, Refused};
use domain::{Time, UserId};
use runtime::{Error, Result};
use serde::Serialize;
use table::{EXPIRES_AT, Entity, KeyOf, Pattern, Refusal, Write, item};

use super::chatter::Chatter;
use super::chatter::KEPT_SECS;
use super::judge::Judged;
use super::known::{NOT_BARRED, on_role};
use super::line::Line;
use super::one_or_more::OneOrMore as _;
use super::said::Said;
use super::waiting::wait_write;
use crate::Store;

/// Attempts at a line whose chatter moves meanwhile.
pub(super) const ATTEMPTS: usize = 6;
/// In unique mode the same words are refused of anybody for so long, in seconds.
const UNIQUE_SECS: i64 = 10 * 60;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// It stands.
    Said,
    /// It was said before, under the same id of the client's.
    SaidBefore(Box<ChatMessage>),
    /// It is not taken.
    Refused(Refused),
    /// They have another rank than was thought: to be decided anew.
    Rank(Option<Rank>),
}

/// That words were said, in unique mode.
pub struct Unique;

impl Entity for Unique {
    type Value = ();
    const PATTERN: Pattern = ("UNIQUE#host#hash", "WORDS");
}

impl Unique {
    fn key(host: &UserId, hash: &str) -> KeyOf<Self> {
        KeyOf::new(format!("UNIQUE#{host}#{hash}"), "WORDS")
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Words {
    until: i64,
    expires_at: i64,
}

impl Store {
    /// Says a line, if its writer may now: one conditional write of the chatter; of a guest, and in unique mode, a
    /// transaction with what else must hold. One trip; another one in a burst, whose allowance the first brings.
    ///
    /// # Errors
    /// The table away: whether it stands is not known, and a repetition under its client's id finds out.
    pub async fn say(&self, line: &Line<'_>, now: Time) -> Result<Spoken> {
        let mut is_burst = false;
        for _ in 0..ATTEMPTS {
            let refusals = match self.chat.transact_or_write(line_writes(line, is_burst, now)?).await? {
                None => return Ok(Spoken::Said),
                Some(refusals) => refusals,
            };
            let mut refusals = refusals.into_iter();
            if let Some(Some(Refusal(chatter))) = refusals.next() {
                let chatter: Chatter = item::read_optional(chatter)?.unwrap_or_default();
                match chatter.judge(line, now) {
                    Judged::Said => return Ok(Spoken::Said),
                    Judged::SaidBefore(message) => return Ok(Spoken::SaidBefore(message)),
                    Judged::Refused(refused) => return Ok(Spoken::Refused(refused)),
                    Judged::Rank(rank) => return Ok(Spoken::Rank(rank)),
                    Judged::Again { is_burst: again } => is_burst = again,
                }
                continue;
            }
            if line.address.is_some()
                && let Some(Some(Refusal(address))) = refusals.next()
            {
                let address: Chatter = item::read_optional(address)?.unwrap_or_default();
                if let Some(refused) = address.barred(now) {
                    return Ok(Spoken::Refused(refused));
                }
                continue;
            }
            if refusals.any(|refusal| refusal.is_some()) {
                return Ok(Spoken::Refused(Refused::of(RefusalCode::Duplicate)));
            }
        }
        Err(Error::unavailable("dynamodb", "a chatter moved through all attempts"))
    }

    /// A message that was to be sent by whoever took it in was not: the fan sends it. One trip.
    ///
    /// # Errors
    /// The table away: it is in the history.
    pub async fn not_sent(&self, host: &UserId, message: &ChatMessage) -> Result<()> {
        let write = Write::update(Chatter::key(host, &message.user_id))
            .set("isSent", false)?
            .when("#last.#i = :id")
            .bind(":id", &message.id)?;
        let _said_more_since = self.chat.write(write).await?;
        Ok(())
    }
}

/// The chatter's own write first, then what else must hold.
pub(super) fn line_writes(line: &Line<'_>, is_burst: bool, now: Time) -> Result<Vec<Write>> {
    let Line { host, message, flood, .. } = line;
    let millis = now.as_millis();
    let mut chatter = Write::update(Chatter::key(host, &message.user_id))
        .set("last", Said::from((*message).clone()))?
        .set("lastAt", millis)?
        .set("isSent", line.is_sent)?
        .set("delaySeconds", line.delay_seconds)?
        .set("clientId", &message.client_id)?
        .set("address", line.address)?
        .when(NOT_BARRED)
        .bind(":time", now)?
        .bind(":now", millis)?;
    chatter = match line.rank {
        // Kept while they have a rank.
        Some(_) => on_role(chatter.remove(EXPIRES_AT), line.rank)?,
        None => on_role(chatter.set(EXPIRES_AT, now.as_secs() + KEPT_SECS)?, None)?,
    };
    chatter = if is_burst {
        chatter
            .set_expression("#tat = #tat + :cost")
            .when("#tat > :now AND #tat <= :most")
            .bind(":cost", flood.cost)?
            .bind(":most", millis + flood.ahead)?
    } else {
        chatter.set("tat", millis + flood.cost)?.when("attribute_not_exists(#tat) OR #tat <= :now")
    };
    if message.client_id.is_some() {
        chatter = chatter.when("attribute_not_exists(#clientId) OR #clientId <> :clientId");
    }
    if let Some(hash) = line.hash {
        chatter = chatter
            .set("lastHash", hash)?
            .when("attribute_not_exists(#lastHash) OR #lastHash <> :lastHash OR #lastAt <= :repeatable")
            .bind(":repeatable", millis - REPEAT_SECS * 1_000)?;
    }
    if let Some(pause) = line.pause_millis {
        chatter =
            chatter.when("attribute_not_exists(#lastAt) OR #lastAt <= :paused").bind(":paused", millis - pause)?;
    }
    let mut writes = vec![chatter];
    if let Some(address) = line.address {
        writes.push(Write::check(Chatter::address_key(host, address)).when(NOT_BARRED).bind(":time", now)?);
    }
    if let (true, Some(hash)) = (line.is_unique, line.hash) {
        let until = now.as_secs() + UNIQUE_SECS;
        let words = Words { until, expires_at: until };
        let put = Write::put(Unique::key(host, hash), &words, &[])?;
        writes.push(put.when("attribute_not_exists(#pk) OR #until <= :now").bind(":now", now.as_secs())?);
    }
    if let Some(cause) = line.held {
        writes.push(wait_write(host, &HeldMessage { message: (*message).clone(), cause }, now)?);
    }
    Ok(writes)
}
