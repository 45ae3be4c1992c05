//! The live index: open broadcasts, in four shards by go-live. And the changed index: the streams that
//! lately went live, ended, or changed while live.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::{Media, Stream, Time, UserId};
use futures::future::try_join_all;
use runtime::Result;
use serde::Deserialize;
use table::{Consistency, Index, Item, failed, item};

use super::items::{LIVE_SHARDS, StreamItem};
use crate::Store;
use crate::audience::{Count, RaidDue};

/// An open broadcast as the live index has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenEntry {
    /// Whose.
    pub user_id: UserId,
    /// Since when.
    pub started_at: Time,
    /// Viewers, as last counted.
    #[serde(default)]
    pub viewers: u32,
    /// When they were.
    #[serde(default)]
    pub counted_at: Option<Time>,
    /// People in the room who are neither viewers nor encoders, as the reconciler last listed them: the host,
    /// hidden participants, recorders, agents.
    #[serde(default)]
    pub others: u32,
    /// When the rules of the room last changed, as far as it is known.
    #[serde(default)]
    pub rights_changed_at: Option<Time>,
    /// A raid of theirs that is not decided.
    #[serde(default)]
    pub raid: Option<RaidDue>,
    /// The broadcast; empty where the index is behind.
    #[serde(default)]
    pub broadcast_id: String,
}

/// A stream's media, and nothing else of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaOf {
    /// Whose.
    pub user_id: UserId,
    /// What is known of it.
    #[serde(default)]
    pub media: Media,
}

/// An open broadcast with its place in the order of go-lives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// Whose.
    pub user_id: UserId,
    /// Viewers, as last counted.
    #[serde(default)]
    pub viewers: u32,
    /// Sorts by go-live; of no other meaning.
    #[serde(rename = "gsi1sk")]
    pub place: String,
}

/// A stream with its place in the order of changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// As it is since.
    pub stream: Stream,
    /// When it changed.
    pub at: Time,
}

impl Store {
    /// Every open broadcast, live or interrupted: the four shards side by side. 10,000 of them are some
    /// 475 read units.
    pub async fn open_broadcasts(&self) -> Result<Vec<OpenEntry>> {
        let partitions = (0..LIVE_SHARDS).map(Count::live_partition);
        let shards = try_join_all(partitions.map(|shard| self.all_after(Index::Gsi1, shard, String::new()))).await?;
        shards.into_iter().flatten().map(item::read).collect()
    }

    /// The streams of every open broadcast. Two trips, and more for each 100 streams side by side.
    pub async fn open_streams(&self) -> Result<Vec<Stream>> {
        let ids: Vec<UserId> = self.open_broadcasts().await?.into_iter().map(|open| open.user_id).collect();
        self.streams(&ids).await
    }

    /// The streams of `ids`, in no order; who has none is missing. One trip, half a read unit each.
    pub async fn streams(&self, ids: &[UserId]) -> Result<Vec<Stream>> {
        let keys = ids.iter().map(|id| StreamItem::key(id).into()).collect();
        self.table.batch_get(keys, Consistency::Eventual).await?.all::<StreamItem>()
    }

    /// What is known of the media of `ids`, in no order; who has no stream is missing. Of 10,000 streams, their
    /// texts and cards stay where they are. One trip, half a read unit each; some side by side beyond 100.
    ///
    /// # Errors
    /// The table away.
    pub async fn media(&self, ids: &[UserId]) -> Result<Vec<MediaOf>> {
        let keys = ids.iter().map(|id| StreamItem::key(id).into()).collect();
        let found = self.table.batch_get_attributes(keys, Consistency::Eventual, &["userId", "media"]).await?;
        found.items().map(item::read).collect()
    }

    /// The streams that changed at `since` or later, as they are now. One trip.
    pub async fn changed_since(&self, since: Time) -> Result<Vec<Changed>> {
        let partitions = (0..LIVE_SHARDS).map(StreamItem::changed_partition);
        let shards =
            try_join_all(partitions.map(|shard| self.all_after(Index::Gsi2, shard, since.to_string()))).await?;
        let changed = shards.into_iter().flatten().map(|found| {
            let place = found.get(Index::Gsi2.attributes().1).and_then(|place| place.as_s().ok());
            let at = place.and_then(|place| place.split_once('#')?.0.parse().ok()).unwrap_or(since);
            Ok(Changed { stream: item::read(found)?, at })
        });
        changed.collect()
    }

    /// The first `limit` open broadcasts after `place` (a [`Started::place`], or a time as text), in the
    /// order of their go-lives, and whether there are more. One trip: `limit` entries of each shard.
    pub async fn started_after(&self, place: &str, limit: usize) -> Result<(Vec<Started>, bool)> {
        let size = i32::try_from(limit).unwrap_or(i32::MAX);
        let partitions = (0..LIVE_SHARDS).map(Count::live_partition);
        let shards = try_join_all(partitions.map(|shard| async move {
            let page = self.after(Index::Gsi1, &shard, place).limit(size).send().await.map_err(failed)?;
            Ok::<_, runtime::Error>((page.items.unwrap_or_default(), page.last_evaluated_key.is_some()))
        }))
        .await?;
        let mut more = shards.iter().any(|(_, more)| *more);
        let mut started: Vec<Started> =
            shards.into_iter().flat_map(|(items, _)| items).map(item::read).collect::<Result<_>>()?;
        started.sort_by(|a, b| a.place.cmp(&b.place));
        more |= started.len() > limit;
        started.truncate(limit);
        Ok((started, more))
    }

    /// Everything of an index's partition from `place` on.
    async fn all_after(&self, index: Index, partition: String, place: String) -> Result<Vec<Item>> {
        self.table.query_all(self.after(index, &partition, &place)).await
    }

    /// Asks for an index's partition from `place` on.
    fn after(&self, index: Index, partition: &str, place: &str) -> QueryFluentBuilder {
        let (pk, sk) = index.attributes();
        let query = self
            .table
            .query()
            .index_name(index.name())
            .expression_attribute_values(":partition", S(partition.to_owned()));
        if place.is_empty() {
            return query.key_condition_expression(format!("{pk} = :partition"));
        }
        // Every place is longer than the time that it begins with, so a time itself excludes nothing.
        query
            .key_condition_expression(format!("{pk} = :partition AND {sk} > :place"))
            .expression_attribute_values(":place", S(place.to_owned()))
    }
}
