//! Idempotency records: what is known of a request by its Idempotency-Key.

use domain::Time;
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{EXPIRES_AT, Entity, KeyOf, Pattern, Refusal, Write, item};

use crate::Store;

/// An answer is given again for so long, in seconds: 24 hours.
const KEPT_SECS: i64 = 24 * 60 * 60;
/// A request may be in flight so long, in seconds: well over the functions' timeout of 10 s. After that
/// its process is dead, and the same request may be made anew.
const LEASE_SECS: i64 = 30;

/// One attempt at a request that is to be done once.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// Who calls, and the key that they gave.
    pub scope: &'a str,
    /// Hash of what is asked for: another one is another request.
    pub fingerprint: &'a str,
    /// Id of this attempt, by which its record is known.
    pub holder: &'a str,
}

/// What an attempt finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: the request is this attempt's to do.
    Ours,
    /// The answer of the first attempt.
    Answered(Answer),
    /// Another attempt that is at it, until this time at most.
    InFlight(Time),
    /// Another request under the same key.
    AnotherRequest,
}

/// The answer of a first attempt, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body; `None` when it has a secret in it.
    pub body: Option<String>,
    /// What the handler needs to give an answer with a secret again.
    pub note: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewRecord<'a> {
    fingerprint: &'a str,
    holder: &'a str,
    lease_until: Time,
    expires_at: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Held {
    fingerprint: String,
    lease_until: Option<Time>,
    #[serde(flatten)]
    answer: Option<Answer>,
}

impl Entity for Held {
    type Value = Self;
    const PATTERN: Pattern = ("IDEMPOTENCY#hash of caller and key", "RECORD");
}

impl Held {
    /// By a hash of who asks and their key.
    fn key(scope: &str) -> KeyOf<Self> {
        KeyOf::new(format!("IDEMPOTENCY#{scope}"), "RECORD")
    }
}

impl Store {
    /// Marks a request as in flight, unless it is or was. One conditional write, and nothing more
    /// where the answer is there: the refused write brings it.
    pub async fn begin_request(&self, attempt: Attempt<'_>, now: Time) -> Result<Begun> {
        let record = NewRecord {
            fingerprint: attempt.fingerprint,
            holder: attempt.holder,
            lease_until: now.plus_secs(LEASE_SECS),
            expires_at: now.plus_secs(KEPT_SECS).as_secs(),
        };
        debug_assert_eq!(EXPIRES_AT, "expiresAt", "`NewRecord` spells it out");
        let write = Write::put(Held::key(attempt.scope), &record, &[])?
            .when(
                // A dead attempt's place is for the same request only: the dead one may have been done.
                // `#holder`: the SDK's own retry of this very write meets its first try.
                "attribute_not_exists(#pk) OR #expiresAt <= :nowSecs OR #holder = :holder \
                 OR (#leaseUntil <= :now AND #fingerprint = :fingerprint)",
            )
            .bind(":nowSecs", now.as_secs())?
            .bind(":now", now)?
            .bind(":holder", attempt.holder)?
            .bind(":fingerprint", attempt.fingerprint)?;
        match self.table.write(write).await? {
            Ok(()) => Ok(Begun::Ours),
            Err(Refusal(Some(stored))) => found(item::read(stored)?, attempt.fingerprint),
            Err(Refusal(None)) => Err(Error::fault("a record was refused for an item that is not there")),
        }
    }

    /// Keeps the answer of a request that this attempt began. Returns false when the record is another
    /// attempt's by now.
    pub async fn finish_request(&self, attempt: Attempt<'_>, answer: &Answer) -> Result<bool> {
        let write = Write::update(Held::key(attempt.scope))
            .set("status", answer.status)?
            .set("body", &answer.body)?
            .set("note", &answer.note)?
            .remove("leaseUntil")
            .when("#holder = :holder")
            .bind(":holder", attempt.holder)?;
        Ok(self.table.write(write).await?.is_ok())
    }

    /// Takes the record of this attempt away: its answer is none to be given again.
    pub async fn release_request(&self, attempt: Attempt<'_>) -> Result<()> {
        let write =
            Write::delete(Held::key(attempt.scope)).when("#holder = :holder").bind(":holder", attempt.holder)?;
        // Refused: another attempt has it, and that one's record stays.
        self.table.write(write).await.map(drop)
    }
}

fn found(found: Held, fingerprint: &str) -> Result<Begun> {
    if found.fingerprint != fingerprint {
        return Ok(Begun::AnotherRequest);
    }
    match (found.answer, found.lease_until) {
        (Some(answer), _) => Ok(Begun::Answered(answer)),
        (None, Some(until)) => Ok(Begun::InFlight(until)),
        (None, None) => Err(Error::fault("a record has neither an answer nor a lease")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use table::Item;

    fn read(answer: Option<&Answer>) -> Begun {
        let record = NewRecord { fingerprint: "f", holder: "h", lease_until: Time::from_secs(30), expires_at: 9 };
        let mut item: Item = item::write(Held::key("scope"), &record, &[]).unwrap();
        if let Some(answer) = answer {
            item.remove("leaseUntil");
            item.extend(item::write(Held::key("scope"), answer, &[]).unwrap());
        }
        found(item::read(item).unwrap(), "f").unwrap()
    }

    #[test]
    fn a_record_is_in_flight_until_it_has_an_answer() {
        assert_eq!(read(None), Begun::InFlight(Time::from_secs(30)));
        let answer = Answer { status: 201, body: None, note: Some("IN_1".to_owned()) };
        assert_eq!(read(Some(&answer)), Begun::Answered(answer));
    }
}
