//! How many watch a room: the counter, and who asks for a new count.

use domain::audience::{Day, Sample};
use domain::{State, Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Consistency, EXPIRES_AT, Entity, Index, IndexKey, KeyOf, Pattern, Write, item, shard};

use crate::Store;
use crate::streams::LIVE_SHARDS;

/// Age after which who finds a count asks for a new one, in seconds (contract: at most 15 s behind).
pub const COUNT_AGE_SECS: i64 = 15;
/// For so long nobody else asks for a count, in seconds: longer than the table's stream takes to bring it to
/// `project`, and than a count takes.
const LEASE_SECS: i64 = 10;
/// So many present are kept one by one with each count; of more there is a sketch.
pub const KEPT_EXACTLY: u32 = 60;
/// A sketch is written at most once in so many seconds.
const SKETCH_AGE_SECS: i64 = 60;
/// The attribute of [`Count::finished_room`].
const FINISHED_ROOM: &str = "finishedRoom";
/// The attribute of [`Count::leased_until`].
pub const LEASED_UNTIL: &str = "leasedUntil";
/// The counter of a room whose creator never went live is kept for so long, in seconds: others may share the LiveKit
/// server, and their rooms are never cleared away.
const UNKNOWN_SECS: i64 = 7 * 24 * 60 * 60;

/// A stream's viewer count, as last made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// Viewers: without host, ingress, hidden participants, egress and agents.
    #[serde(default)]
    pub viewers: u32,
    /// When it was made; `None` before the first.
    #[serde(default)]
    pub counted_at: Option<Time>,
    /// Until when somebody is making a new one.
    #[serde(default)]
    pub leased_until: Option<Time>,
    /// The open broadcast, while there is one.
    #[serde(default)]
    pub broadcast_id: Option<String>,
    /// LiveKit's id of a room that finished and is still to be cleared.
    #[serde(default)]
    pub finished_room: Option<String>,
    /// When the rules of the room last changed that say who may do what in it: its chat's, or whom its creator
    /// blocks. Tokens of before live for a while.
    #[serde(default)]
    pub rights_changed_at: Option<Time>,
    /// When the open broadcast, or the last one, began.
    #[serde(default)]
    pub started_at: Option<Time>,
    /// How many waited in the room when that was learned.
    #[serde(default)]
    pub viewers_at_start: u32,
    /// The part of the bucket of `counted_at` that takes samples.
    #[serde(default)]
    pub sample_part: u32,
    /// When a sketch of who is there was last written in the broadcast.
    #[serde(default)]
    pub sketched_at: Option<Time>,
    /// The creator's raid that is not decided.
    #[serde(default)]
    pub raid: Option<RaidDue>,
    /// The creator, once they went live; a room that never was live may be none of ours.
    #[serde(default)]
    user_id: Option<UserId>,
}

/// What a count leaves for the next one, beside the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// [`Count::sample_part`].
    pub sample_part: u32,
    /// [`Count::sketched_at`].
    pub sketched_at: Option<Time>,
}

/// A count as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NewCount {
    /// Viewers.
    pub viewers: u32,
    /// How many are in the room who are neither viewers nor encoders, of one that was made from the room's own list.
    pub others: Option<u32>,
    /// What it leaves for the next one, where a broadcast is open.
    pub noted: Option<Noted>,
}

impl From<u32> for NewCount {
    fn from(viewers: u32) -> Self {
        Self { viewers, ..Self::default() }
    }
}

/// A raid that is not decided, as the raider's counter has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RaidDue {
    /// Which.
    pub id: String,
    /// When it goes.
    pub goes_at: Time,
}

/// What came of asking for a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When to ask again; `None`: it was asked for.
    pub again_at: Option<Time>,
    /// The counter as it is then.
    pub count: Count,
}

impl Count {
    /// What is shown of it: nothing while offline.
    #[must_use]
    pub fn shown(&self, state: State) -> u32 {
        if state == State::Offline { 0 } else { self.viewers }
    }

    /// When a new one was asked for; `None` where none is.
    #[must_use]
    pub fn asked_at(&self) -> Option<Time> {
        self.leased_until.map(|until| until.plus_secs(-LEASE_SECS))
    }

    /// What a count leaves for the next one that changes nothing of it.
    #[must_use]
    pub const fn noted(&self) -> Noted {
        Noted { sample_part: self.sample_part, sketched_at: self.sketched_at }
    }

    /// The part of its bucket that a sample of `at` goes to.
    #[must_use]
    pub fn part_for(&self, at: Time) -> u32 {
        if self.begins_bucket(at) { 0 } else { self.sample_part }
    }

    /// Whether a count at `at` is the first one of its bucket in the broadcast.
    #[must_use]
    pub fn begins_bucket(&self, at: Time) -> bool {
        let last = self.counted_at.filter(|last| self.started_at.is_none_or(|started| started <= *last));
        last.is_none_or(|last| Sample::bucket_of(last) != Sample::bucket_of(at))
    }

    /// Whether it is time for a sketch, where there are enough to need one.
    #[must_use]
    pub fn is_sketch_due(&self, at: Time) -> bool {
        self.sketched_at.is_none_or(|last| last.plus_secs(SKETCH_AGE_SECS) <= at || Day::of(last) != Day::of(at))
    }

    /// Whether a count at `at` is to ask who is there, and not only how many: they may be few, or a sketch is due.
    #[must_use]
    pub fn asks_who(&self, at: Time) -> bool {
        self.broadcast_id.is_some() && (self.viewers <= 2 * KEPT_EXACTLY || self.is_sketch_due(at))
    }

    /// When it is time for a new one; `None`: now.
    #[must_use]
    pub fn fresh_until(&self, now: Time) -> Option<Time> {
        let old = self.counted_at.map(|at| at.plus_secs(COUNT_AGE_SECS));
        old.max(self.leased_until).filter(|at| *at > now)
    }
}

impl Entity for Count {
    type Value = Self;
    const PATTERN: Pattern = ("COUNT#id", "COUNT");
}

impl Count {
    /// Of this stream.
    #[must_use]
    pub fn key(id: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("COUNT#{id}"), "COUNT")
    }

    /// The open broadcasts: partition of one shard of gsi1.
    pub(crate) fn live_partition(shard: u8) -> String {
        format!("LIVE#{shard}")
    }

    /// An open broadcast, by the time at which we learned of its start: a late webhook's broadcast then
    /// stands at the end, where a reader of the live list has not been.
    pub(crate) fn live(id: &UserId, at: Time) -> IndexKey {
        let pk = Self::live_partition(shard(id.as_str(), LIVE_SHARDS));
        IndexKey { index: Index::Gsi1, pk, sk: format!("{at}#{id}") }
    }
}

impl Store {
    /// A finished room was cleared: takes the mark of it away, unless another one finished since. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn room_cleared(&self, room: &UserId, room_sid: &str) -> Result<()> {
        let write = Write::update(Count::key(room))
            .remove(FINISHED_ROOM)
            .when("#finishedRoom = :cleared")
            .bind(":cleared", room_sid)?;
        let _another_finished = self.table.write(write).await?;
        Ok(())
    }

    /// Asks for a new count where the last one is old and nobody is at it: a lease on the counter, which
    /// `project` follows. One trip; another one for a room whose creator never went live.
    ///
    /// # Errors
    /// The table away.
    pub async fn ask_for_count(&self, room: &UserId, now: Time) -> Result<Asked> {
        let lease = Write::update(Count::key(room))
            .set(LEASED_UNTIL, now.plus_secs(LEASE_SECS))?
            .when("attribute_not_exists(#leasedUntil) OR #leasedUntil <= :now")
            .when("attribute_not_exists(#countedAt) OR #countedAt <= :stale")
            .bind(":now", now)?
            .bind(":stale", now.plus_secs(-COUNT_AGE_SECS))?;
        self.of_known_or_expiring(lease, now).await
    }

    /// Notes on the counter that a room is gone, and asks for a new count, whatever the age of the last one.
    /// Who is still listed is for `project` to take out: they may be thousands. The note stays until that is
    /// done, so that who asks for a count after it asks for this too. One trip; another one as above.
    ///
    /// # Errors
    /// The table away.
    pub async fn room_finished(&self, room: &UserId, room_sid: &str, now: Time) -> Result<()> {
        let note = Write::update(Count::key(room))
            .set(LEASED_UNTIL, now.plus_secs(LEASE_SECS))?
            .set(FINISHED_ROOM, room_sid)?;
        self.of_known_or_expiring(note, now).await.map(drop)
    }

    /// Makes a write of a counter. One whose creator never went live expires.
    async fn of_known_or_expiring(&self, write: Write, now: Time) -> Result<Asked> {
        let known = write.clone().when("attribute_exists(#userId)");
        let refused = match self.table.update(known).await? {
            Ok(item) => return Ok(Asked { again_at: None, count: item::read_optional(item)?.unwrap_or_default() }),
            Err(refusal) => refusal.0,
        };
        let count: Count = item::read_optional(refused)?.unwrap_or_default();
        if count.user_id.is_some() {
            return Ok(Asked { again_at: count.fresh_until(now), count });
        }
        let expiring = write.set(EXPIRES_AT, now.as_secs() + UNKNOWN_SECS)?;
        Ok(match self.table.update(expiring).await? {
            Ok(item) => Asked { again_at: None, count: item::read_optional(item)?.unwrap_or_default() },
            Err(_) => Asked { again_at: count.fresh_until(now), count },
        })
    }

    /// A room's counter. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn count(&self, room: &UserId) -> Result<Count> {
        Ok(self.table.get(Count::key(room), Consistency::Strong).await?.unwrap_or_default())
    }

    /// Stores a count that was made at `now`, unless a newer one stands. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn store_count(&self, room: &UserId, count: NewCount, now: Time) -> Result<()> {
        let mut write = Write::update(Count::key(room))
            .set("viewers", count.viewers)?
            .set("countedAt", now)?
            .remove(LEASED_UNTIL)
            .when("attribute_not_exists(#countedAt) OR #countedAt <= :countedAt");
        if let Some(others) = count.others {
            write = write.set("others", others)?;
        }
        if let Some(Noted { sample_part, sketched_at }) = count.noted {
            write = write.set("samplePart", sample_part)?.set("sketchedAt", sketched_at)?;
        }
        let _newer_stands = self.table.write(write).await?;
        Ok(())
    }
}

/// Notes that the rules of a room changed: who joins with a token of before is looked at.
pub(crate) fn rights_changed(room: &UserId, now: Time) -> Result<Write> {
    Write::update(Count::key(room)).set("rightsChangedAt", now)
}
