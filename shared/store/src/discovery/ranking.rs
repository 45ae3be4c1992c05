//! The ranking snapshot: what stands under `RANK#HEAD` is the newest, replaced as a whole by one
//! transaction; what stands under `RANK#epoch` is for readers who follow cursors.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue::{B, S};
use domain::ranking::{RankTable, Ranked};
use domain::{Time, UserId};
use futures::{StreamExt as _, TryStreamExt as _};
use runtime::{Error, Result};
use serde::Deserialize;
use table::{Consistency, Item, Key, KeyOf, Transacted, Write, item};

use super::ranking_items::{Chunk, Front, RankingLease, TablePart, Tops, partition};
use crate::Store;
use crate::social::BlockItem;

/// Age from which a reader asks for a new ranking, in seconds. With the way to `project` and its work it keeps what
/// is shown within 20 s.
pub const RANKING_AGE_SECS: i64 = 15;
/// A ranking is kept so long, in seconds: a cursor lives an hour at most, and one that is given out
/// within an hour's walk lives its 10 minutes.
pub const RANKING_KEPT_SECS: i64 = 70 * 60;
/// Streams in a slice of the front: the page that is asked for unless a limit is given.
pub const FRONT_SLICE: usize = 20;
/// Slices of the front: together the longest page.
pub const FRONT_SLICES: usize = 5;
/// Bytes of a slice's streams: with the rest of it under the limit of an item (AWS: 400 kB).
pub const FRONT_BYTES: usize = 380_000;
/// So long one who asked for a ranking, or builds one, keeps the others from it, in seconds.
const LEASE_SECS: i64 = 5;
/// The attribute of [`RankingLease::asked_at`].
pub const RANKING_ASKED_AT: &str = "askedAt";
/// Ids in a chunk: a page of any length reads two at most. 100 ids of 26 letters are 4 kB.
const CHUNK: usize = 100;
/// Rows in a part of the table: 300 kB, under the limit of an item (AWS: 400 kB).
const TABLE_PART: usize = 25_000;
/// Writes of chunks in flight at once.
const WRITES_AT_ONCE: usize = 16;

/// A whole ranking, ready to be stored.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Who stands where.
    pub ranking: Vec<Ranked>,
    /// The same, packed.
    pub table: RankTable,
    /// Its front.
    pub fronts: Vec<Front>,
    /// Its most watched.
    pub tops: Tops,
}

impl Store {
    /// The first `slices` slices of the newest ranking's front; fewer before the first ranking. One trip;
    /// 20 streams are 2 read units.
    pub async fn ranking_fronts(&self, slices: usize) -> Result<Vec<Front>> {
        let keys: Vec<KeyOf<Front>> = (0..slices).map(Front::key).collect();
        let mut items =
            self.table.batch_get(keys.iter().cloned().map(Key::from).collect(), Consistency::Eventual).await?;
        keys.iter().filter_map(|key| items.take(key).transpose()).collect()
    }

    /// The most watched of the newest ranking. One trip.
    pub async fn ranking_tops(&self) -> Result<Option<Tops>> {
        self.table.get(Tops::key(), Consistency::Eventual).await
    }

    /// The table of the ranking of `epoch`, or of the newest. One trip; 10,000 streams are 15 read units.
    pub async fn ranking_table(&self, epoch: Option<Time>) -> Result<Option<RankTable>> {
        let query = self
            .table
            .query()
            .key_condition_expression("pk = :ranking AND begins_with(sk, :table)")
            .expression_attribute_values(":ranking", S(partition(epoch)))
            .expression_attribute_values(":table", S(TablePart::PREFIX.to_owned()));
        join_parts(self.table.query_all(query).await?)
    }

    /// The ids and counts of the ranking of `epoch` at ranks `from` to `to` (exclusive); fewer at its end,
    /// none when it is no longer kept. One trip; a page of 20 is one read unit, at most two.
    pub async fn ranking_ids(&self, epoch: Time, from: usize, to: usize) -> Result<Vec<(UserId, u32)>> {
        if from >= to {
            return Ok(vec![]);
        }
        let first = from / CHUNK;
        let keys: Vec<KeyOf<Chunk>> = (first..=(to - 1) / CHUNK).map(|number| Chunk::key(epoch, number)).collect();
        let mut items =
            self.table.batch_get(keys.iter().cloned().map(Key::from).collect(), Consistency::Eventual).await?;
        let mut ids = Vec::new();
        for key in &keys {
            let Some(chunk) = items.take(key)? else { break };
            ids.extend(chunk.ids.into_iter().zip(chunk.viewers));
        }
        let ids = ids.into_iter().skip(from - first * CHUNK).take(to - from);
        Ok(ids.collect())
    }

    /// How old the newest ranking is, and whether a newer one is asked for. One trip.
    pub async fn ranking_lease(&self) -> Result<RankingLease> {
        Ok(self.table.get(RankingLease::key(), Consistency::Strong).await?.unwrap_or_default())
    }

    /// Takes the lease to build a ranking: of all who find the newest too old, one builds. One trip.
    pub async fn lease_ranking(&self, now: Time) -> Result<bool> {
        Ok(self.table.write(lease(now)?).await?.is_ok())
    }

    /// Asks `project`, which follows the lease, for a new ranking. `false`: somebody did, or one was made. One trip.
    pub async fn ask_for_ranking(&self, now: Time) -> Result<bool> {
        Ok(self.table.write(lease(now)?.set(RANKING_ASKED_AT, now)?).await?.is_ok())
    }

    /// Stores a ranking: what cursors read first, then the head as a whole. A ranking that is newer by
    /// then stands. 10,000 streams are some 900 write units, half of them for the head, in 15 s.
    pub async fn store_ranking(&self, snapshot: &Snapshot) -> Result<()> {
        let epoch = snapshot.table.epoch;
        let expires_at = epoch.as_secs() + RANKING_KEPT_SECS;
        let mut kept = table_writes(&snapshot.table, Some(epoch))?;
        for (number, ranked) in snapshot.ranking.chunks(CHUNK).enumerate() {
            let ids = ranked.iter().map(|ranked| ranked.user_id.clone()).collect();
            let viewers = ranked.iter().map(|ranked| ranked.viewers).collect();
            let chunk = Chunk { ids, viewers, expires_at };
            kept.push(Write::put(Chunk::key(epoch, number), &chunk, &[])?);
        }
        futures::stream::iter(kept)
            .map(|write| async move { self.table.write(write).await.map(drop) })
            .buffer_unordered(WRITES_AT_ONCE)
            .try_collect::<()>()
            .await?;
        let lease = Write::update(RankingLease::key())
            .set("epoch", epoch)?
            .remove("leasedUntil")
            .when("attribute_not_exists(#epoch) OR #epoch < :epoch");
        let mut head = vec![lease, Write::put(Tops::key(), &snapshot.tops, &[])?];
        head.extend(table_writes(&snapshot.table, None)?);
        for (slice, front) in snapshot.fronts.iter().enumerate() {
            head.push(Write::put(Front::key(slice), front, &[])?);
        }
        match self.table.transact(head).await? {
            Transacted::Done | Transacted::Refused(_) => Ok(()),
        }
    }

    /// Who of `ids` blocks `caller`. One trip for up to 100, side by side beyond.
    pub async fn blockers_among(&self, ids: &[UserId], caller: &UserId) -> Result<Vec<UserId>> {
        let keys = ids.iter().map(|id| BlockItem::key(id, caller).into()).collect();
        let found = self.table.batch_get(keys, Consistency::Eventual).await?;
        Ok(ids.iter().filter(|id| found.has(&BlockItem::key(id, caller))).cloned().collect())
    }
}

/// The lease of one at a time on a ranking that is old.
fn lease(now: Time) -> Result<Write> {
    Write::update(RankingLease::key())
        .set("leasedUntil", now.plus_secs(LEASE_SECS))?
        .when("attribute_not_exists(#leasedUntil) OR #leasedUntil <= :now")
        .when("attribute_not_exists(#epoch) OR #epoch <= :stale")
        .bind(":now", now)?
        .bind(":stale", now.plus_secs(-RANKING_AGE_SECS))
}

/// The table under its keys. The newest one always has a first part, so that an empty ranking replaces
/// what was there; later parts may be left of a longer one, and are told by their epoch.
fn table_writes(table: &RankTable, epoch: Option<Time>) -> Result<Vec<Write>> {
    let bytes = table.pack();
    let part_bytes = TABLE_PART * RankTable::ROW_BYTES;
    let mut parts: Vec<&[u8]> = bytes.chunks(part_bytes).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let parts = parts.into_iter().enumerate().map(|(part, bytes)| {
        let write = Write::update(TablePart::key(epoch, part))
            .set("epoch", table.epoch)?
            .set_expression("#rows = :rows")
            .bind_attribute(":rows", Some(B(Blob::new(bytes))));
        match epoch {
            Some(_) => write.set("expiresAt", table.epoch.as_secs() + RANKING_KEPT_SECS),
            None => Ok(write),
        }
    });
    parts.collect()
}

#[derive(Deserialize)]
struct PartEpoch {
    epoch: Time,
}

fn join_parts(parts: Vec<Item>) -> Result<Option<RankTable>> {
    let mut epoch = None;
    let mut bytes = Vec::new();
    for part in parts {
        let rows = part.get("rows").and_then(|rows| rows.as_b().ok()).cloned();
        let PartEpoch { epoch: of } =
            item::read(HashMap::from_iter(part.into_iter().filter(|(name, _)| name == "epoch")))?;
        if *epoch.get_or_insert(of) == of {
            bytes.extend(rows.ok_or_else(|| Error::fault("a ranking's table without rows"))?.into_inner());
        }
    }
    Ok(epoch.map(|epoch| RankTable::unpack(epoch, &bytes)))
}
