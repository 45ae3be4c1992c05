//! Outbox entries: what must be done in LiveKit after a write, stored by the same transaction.
//! `project` makes them at once, `reconcile` what is left.

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::{IngressId, Time, UserId};
use runtime::{Random, Result};
use serde::{Deserialize, Serialize};
use table::{Consistency, Entity, KeyOf, Pattern, Write, failed, item, shard};

use crate::Store;

/// Shards of the outbox.
const SHARDS: u8 = 4;
/// Shards behind those, of the clips that are to be made: whoever makes one waits for its media, and what stands behind it
/// in the table's stream waits too.
const CLIP_SHARDS: u8 = 4;
/// Name of [`Call::SeeToRecording`] in keys.
const SEE_TO_RECORDING: &str = "seeToRecording";
/// Name of [`Call::MakeClip`] in keys.
const MAKE_CLIP: &str = "makeClip";

/// A call to LiveKit, or to the bucket of recordings, that is made until it succeeds. Each says what shall be so, not what to change,
/// so making it twice, or late, does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Call {
    /// The ingress is gone.
    DeleteIngress {
        /// Which.
        ingress_id: IngressId,
    },
    /// LiveKit has no ingress for the creator but the one that is stored. What is unknown at a first
    /// look is deleted if it is unknown at a second: a key creation may be under way.
    SweepIngresses {
        /// The creator.
        user_id: UserId,
        /// Ingresses that were unknown at the first look.
        #[serde(default)]
        unknown: Vec<IngressId>,
    },
    /// The creator's ingress encodes as they have set. It waits while one is live: LiveKit would cut it off.
    ShapeIngress {
        /// The creator.
        user_id: UserId,
    },
    /// The room's metadata and its participants' permissions are those of the settings.
    SyncRoom {
        /// The creator, whose room it is.
        user_id: UserId,
    },
    /// The participant may do in the room what the rules say now, and is not in it if its creator blocks them.
    Permit {
        /// The room.
        room: UserId,
        /// The participant's identity.
        identity: String,
    },
    /// The participant, whom the room's creator blocks, is not in the room.
    RemoveParticipant {
        /// The room.
        room: UserId,
        /// The participant's identity.
        identity: String,
    },
    /// The push of a recorded broadcast has one egress, nothing else of the Vod has one, and the Vod is finished when its
    /// broadcast and its runs are over.
    SeeToRecording {
        /// The creator.
        user_id: UserId,
        /// The Vod of the broadcast.
        vod_id: String,
    },
    /// What a clip is to show stands in the bucket, or it has failed.
    MakeClip {
        /// The clip.
        clip_id: String,
    },
    /// The egress, which is no run's, is over.
    StopEgress {
        /// LiveKit's id of it.
        egress_id: String,
    },
    /// Nothing stands below a place of the bucket; and an hour later [`Call::EraseLate`].
    Erase {
        /// That of one Vod or clip, with its slash.
        prefix: String,
    },
    /// Nothing stands there that came late either: an upload or a copy that was under way. It takes the place of the other.
    EraseLate {
        /// The same.
        prefix: String,
    },
    /// The room of a suspended creator does not exist, and no encoder can make it anew.
    CloseRoom {
        /// The room.
        room: UserId,
    },
}

impl Call {
    fn kind(&self) -> &'static str {
        match self {
            Self::DeleteIngress { .. } => "deleteIngress",
            Self::SweepIngresses { .. } => "sweepIngresses",
            Self::ShapeIngress { .. } => "shapeIngress",
            Self::SyncRoom { .. } => "syncRoom",
            Self::Permit { .. } => "permit",
            Self::RemoveParticipant { .. } => "removeParticipant",
            Self::SeeToRecording { .. } => SEE_TO_RECORDING,
            Self::MakeClip { .. } => MAKE_CLIP,
            Self::StopEgress { .. } => "stopEgress",
            Self::Erase { .. } | Self::EraseLate { .. } => "erase",
            Self::CloseRoom { .. } => "closeRoom",
        }
    }

    fn target(&self) -> String {
        match self {
            Self::DeleteIngress { ingress_id } => ingress_id.to_string(),
            Self::SweepIngresses { user_id, .. } | Self::ShapeIngress { user_id } | Self::SyncRoom { user_id } => {
                user_id.to_string()
            }
            Self::Permit { room, identity } | Self::RemoveParticipant { room, identity } => {
                format!("{room}#{identity}")
            }
            Self::SeeToRecording { user_id, vod_id } => format!("{user_id}#{vod_id}"),
            Self::MakeClip { clip_id } => clip_id.clone(),
            Self::StopEgress { egress_id } => egress_id.clone(),
            Self::Erase { prefix } | Self::EraseLate { prefix } => prefix.clone(),
            Self::CloseRoom { room } => room.to_string(),
        }
    }

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

/// Whether the entry at this sort key sees to a recording, or makes a clip.
#[must_use]
pub fn is_about_recording(sk: &str) -> bool {
    sk.split_once('#').is_some_and(|(kind, _)| matches!(kind, SEE_TO_RECORDING | MAKE_CLIP))
}

/// Whether the entry at this sort key makes a clip.
#[must_use]
pub fn makes_a_clip(sk: &str) -> bool {
    sk.split_once('#').is_some_and(|(kind, _)| kind == MAKE_CLIP)
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
