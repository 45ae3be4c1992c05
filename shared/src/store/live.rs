//! The live index: open broadcasts, in four shards by start.

use aws_sdk_dynamodb::types::AttributeValue::S;
use futures::future::try_join_all;
use serde::Deserialize;

use super::table::{Index, IndexKey, LIVE_SHARDS};
use super::{Consistency, Key, Store, failed, item};
use crate::domain::{Stream, Time, UserId};
use crate::error::Result;

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
}

impl Store {
    /// Every open broadcast, live or interrupted: the four shards side by side. 10,000 of them are some
    /// 475 read units.
    ///
    /// # Errors
    /// The table away.
    pub async fn open_broadcasts(&self) -> Result<Vec<OpenEntry>> {
        let shards = try_join_all((0..LIVE_SHARDS).map(|shard| self.open_in_shard(shard))).await?;
        Ok(shards.into_iter().flatten().collect())
    }

    /// The streams of every open broadcast. Two trips, and more for each 100 streams side by side.
    ///
    /// # Errors
    /// The table away.
    pub async fn open_streams(&self) -> Result<Vec<Stream>> {
        let keys = self.open_broadcasts().await?.into_iter().map(|open| Key::stream(&open.user_id)).collect();
        self.batch_get(keys, Consistency::Eventual).await?.into_values().map(item::read).collect()
    }

    async fn open_in_shard(&self, shard: u8) -> Result<Vec<OpenEntry>> {
        let mut open = Vec::new();
        let mut from = None;
        loop {
            let page = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(Index::Gsi1.name())
                .key_condition_expression("gsi1pk = :shard")
                .expression_attribute_values(":shard", S(IndexKey::live_partition(shard)))
                .set_exclusive_start_key(from)
                .send()
                .await
                .map_err(failed)?;
            for found in page.items.unwrap_or_default() {
                open.push(item::read(found)?);
            }
            from = page.last_evaluated_key;
            if from.is_none() {
                return Ok(open);
            }
        }
    }
}
