//! Outbox entries: what must be done in LiveKit after a write, stored by the same transaction.
//! `project` makes them at once, `reconcile` what is left.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::Time;
use runtime::{Random, Result};
use serde::{Deserialize, Serialize};
use table::{Consistency, Entity, KeyOf, Pattern, Write, failed, item, shard};

use super::call::Call;
use crate::Store;

/// Shards of the outbox.
const SHARDS: u8 = 4;
/// Shards behind those, of the clips that are to be made: whoever makes one waits for its media, and what stands behind it
/// in the table's stream waits too.
const CLIP_SHARDS: u8 = 4;

impl Call {
    /// Where its item stands: two of one kind on one target are one.
    #[must_use]
    pub fn key(&self) -> KeyOf<OutboxEntry> {
        let sk = format!("{}#{}", self.kind(), self.target());
        let shard = match self {
            Self::MakeClip { .. } => SHARDS + shard(&sk, CLIP_SHARDS),
            _ => shard(&sk, SHARDS),
        };
        KeyOf::new(OutboxEntry::partition(shard), sk)
    }
}

/// A call that waits to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutboxEntry {
    /// What is to be done.
    pub call: Call,
    /// Not before this.
    pub due_at: Time,
    /// Told apart from an earlier or later request for the same call.
    pub nonce: String,
    /// Times it was tried in vain.
    #[serde(default)]
    pub attempts: u32,
}

impl Entity for OutboxEntry {
    type Value = Self;
    const PATTERN: Pattern = ("OUTBOX#shard", "kind and target");
}

impl OutboxEntry {
    /// The entries of a shard.
    fn partition(shard: u8) -> String {
        format!("OUTBOX#{shard}")
    }

    /// A call to be made from `due_at` on; `random` has its nonce.
    #[must_use]
    pub fn new(call: Call, due_at: Time, random: &Random) -> Self {
        Self { call, due_at, nonce: random.id(due_at), attempts: 0 }
    }

    /// Wait before the next attempt, in seconds: 2, 4, 8 … to 10 minutes.
    #[must_use]
    pub fn wait_secs(&self) -> i64 {
        let (doublings, longest) = self.patience();
        (2_i64 << self.attempts.min(doublings)).min(longest)
    }

    /// How often its wait is doubled, and the longest one in seconds. A clip has two minutes in all.
    const fn patience(&self) -> (u32, i64) {
        match self.call {
            Call::MakeClip { .. } => (4, 32),
            _ => (9, 600),
        }
    }

    /// Seconds since it was first due: the waits between its attempts, and what it is late now.
    #[must_use]
    pub fn waited_secs(&self, now: Time) -> i64 {
        let (doublings, longest) = self.patience();
        let doubled = self.attempts.min(doublings);
        let waits = (2_i64 << doubled) - 2 + i64::from(self.attempts - doubled) * longest;
        waits + now.millis_since(self.due_at).max(0) / 1_000
    }

    pub(crate) fn write(&self) -> Result<Write> {
        Write::put(self.call.key(), self, &[])
    }
}

impl Store {
    /// Stores a call that no other write goes with. One trip.
    pub async fn put_entry(&self, call: &OutboxEntry) -> Result<()> {
        let _unconditional = self.table.write(call.write()?).await?;
        Ok(())
    }

    /// The entry of a call, if it waits. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn entry(&self, call: &Call) -> Result<Option<OutboxEntry>> {
        self.table.get(call.key(), Consistency::Eventual).await
    }

    /// The calls of one shard that are due, the longest due first, at most `limit`. Reads all that wait.
    ///
    /// # Errors
    /// The table away. What cannot be read is told in the log, and keeps nobody's calls from being made.
    pub async fn due_entries(&self, shard: u8, now: Time, limit: usize) -> Result<Vec<OutboxEntry>> {
        let query = self
            .table
            .query()
            .consistent_read(true)
            .key_condition_expression("pk = :shard")
            .filter_expression("dueAt <= :now")
            .expression_attribute_values(":shard", S(OutboxEntry::partition(shard)))
            .expression_attribute_values(":now", S(now.to_string()));
        let mut found = query.into_paginator().items().send();
        let mut due: Vec<OutboxEntry> = Vec::new();
        while let Some(call) = found.try_next().await.map_err(failed)? {
            let key = item::key_of(&call);
            match item::read(call) {
                Ok(call) => due.push(call),
                Err(error) => {
                    tracing::error!(event = "livekit_call", ?key, outcome = "unreadable", cause = ?error);
                }
            }
            // However many wait, few are held.
            if due.len() >= 2 * limit.max(1) {
                keep_longest_due(&mut due, limit);
            }
        }
        keep_longest_due(&mut due, limit);
        Ok(due)
    }

    /// How many shards [`Store::due_entries`] knows.
    #[must_use]
    pub const fn outbox_shards() -> u8 {
        SHARDS + CLIP_SHARDS
    }

    /// The call is about to be made: from now on it is due again at `due_at` with one attempt more, whatever becomes
    /// of whoever makes it. `false`: somebody else is at it, or it was asked for anew or taken away. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn begin_entry(&self, call: &OutboxEntry, due_at: Time) -> Result<bool> {
        let write = Write::update(call.call.key())
            .set("attempts", call.attempts.saturating_add(1))?
            .set("dueAt", due_at)?
            .when("#nonce = :nonce AND #attempts = :known")
            .bind(":nonce", &call.nonce)?
            .bind(":known", call.attempts)?;
        Ok(self.table.write(write).await?.is_ok())
    }

    /// The call was made: takes it away, unless it was asked for anew meanwhile.
    pub async fn entry_done(&self, made: &OutboxEntry) -> Result<()> {
        let write = Write::delete(made.call.key()).when("#nonce = :nonce").bind(":nonce", &made.nonce)?;
        let _asked_anew = self.table.write(write).await?;
        Ok(())
    }

    /// The call wants another look: kept until `due_at`, unless it was asked for anew meanwhile.
    ///
    /// # Errors
    /// The table away.
    pub async fn keep_entry(&self, kept: &OutboxEntry) -> Result<()> {
        let write = kept.write()?.when("#nonce = :nonce").bind(":nonce", &kept.nonce)?;
        let _asked_anew = self.table.write(write).await?;
        Ok(())
    }
}

fn keep_longest_due(due: &mut Vec<OutboxEntry>, limit: usize) {
    due.sort_by_key(|call| call.due_at);
    due.truncate(limit);
}

#[cfg(test)]
mod tests {
    use domain::UserId;

    use super::*;

    #[test]
    fn waits_double_to_ten_minutes() {
        let mut call = OutboxEntry::new(
            Call::CloseRoom { room: UserId::parse("usr_alice").unwrap() },
            Time::from_millis(0),
            &Random::seeded(1),
        );
        let waits: Vec<_> = (0..12)
            .map(|attempts| {
                call.attempts = attempts;
                call.wait_secs()
            })
            .collect();
        assert_eq!(waits[..4], [2, 4, 8, 16]);
        assert_eq!(waits[11], 600);
    }

    #[test]
    fn it_has_waited_for_all_its_attempts_and_since_it_was_due() {
        let due_at = Time::from_secs(1_000);
        let mut call =
            OutboxEntry::new(Call::CloseRoom { room: UserId::parse("usr_alice").unwrap() }, due_at, &Random::seeded(1));
        assert_eq!(call.waited_secs(Time::from_secs(1_030)), 30);
        assert_eq!(call.waited_secs(Time::from_secs(990)), 0);
        let mut waits = 0;
        for _ in 0..14 {
            waits += call.wait_secs();
            call.attempts += 1;
            assert_eq!(call.waited_secs(due_at.plus_secs(7)), waits + 7, "{} attempts", call.attempts);
        }
    }
}
