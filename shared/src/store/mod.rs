//! DynamoDB: one table, no Scan in a request path, every change conditional. No type of the SDK
//! leaves this module.

mod account;
mod act;
mod application;
mod audit;
mod audit_round;
mod backoff;
mod block;
mod broadcast;
mod call;
mod card;
pub mod client;
mod directory;
mod directory_list;
mod follow;
mod gate;
mod item;
mod limit;
mod live;
pub mod load;
mod once;
mod presence;
mod ranking;
mod rows;
mod search;
mod search_index;
mod slice;
mod stream;
pub mod table;
mod timing;
mod watch;
mod write;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::KeysAndAttributes;

pub use account::ProfileChange;
pub use act::Act;
pub use block::Blocked;
pub use call::{Call, PendingCall};
pub use directory::{DirectoryEntry, DirectoryTotal};
pub use directory_list::{DirectoryPage, DirectoryPlace};
pub use follow::{FollowEntry, FollowPage, Followed, Followee};
pub use gate::Gate;
pub use limit::Window;
pub use live::{Changed, OpenEntry, Started};
pub use once::{Answer, Attempt, Begun};
pub use presence::{COUNT_AGE_SECS, Connection, Count, LEASED_UNTIL};
pub use ranking::{
    FRONT_SLICE, FRONT_SLICES, Front, FrontEntry, RANKING_AGE_SECS, RANKING_KEPT_SECS, Snapshot, Top, Tops,
};
pub use rows::CreatorRow;
pub use search::{SearchPage, SearchPlace};
pub use slice::Slice;
pub use stream::{KeyStored, SettingsChange};
pub use table::{Index, IndexKey, Key};
pub use watch::Watched;

use crate::error::{Error, Result};
use item::Item;
use table::EXPIRES_AT;

/// The table. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    client: Client,
    table: String,
}

/// Most keys that one BatchGetItem takes (AWS: BatchGetItem).
const BATCH_KEYS: usize = 100;

/// Whether a read must see every write acknowledged before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    /// For what a right depends on; costs twice.
    Strong,
    /// May lag by milliseconds.
    Eventual,
}

impl Store {
    /// The table called `table` behind `client`.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// Whether the table answers: for start-up and health checks, not for request paths.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.client.describe_table().table_name(&self.table).send().await.map_err(failed)?;
        Ok(())
    }

    /// Opens a connection to the table, by a read that finds nothing: half a read unit. For start-up.
    ///
    /// # Errors
    /// The table away.
    pub async fn connect(&self) -> Result<()> {
        self.get(Key::nowhere(), Consistency::Eventual).await.map(drop)
    }

    fn query(&self) -> QueryFluentBuilder {
        self.client.query().table_name(&self.table)
    }

    /// Everything that a query finds, page after page.
    async fn query_all(&self, query: QueryFluentBuilder) -> Result<Vec<Item>> {
        query.into_paginator().items().send().collect::<Result<Vec<Item>, _>>().await.map_err(failed)
    }

    pub(crate) async fn get(&self, key: Key, consistency: Consistency) -> Result<Option<Item>> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.into_item()))
            .consistent_read(consistency == Consistency::Strong)
            .send()
            .await
            .map_err(failed)?;
        Ok(answer.item)
    }

    /// Reads items by key, in one call for up to 100 and side by side beyond; unprocessed keys are asked
    /// again. Absent items are missing from the answer.
    pub(crate) async fn batch_get(&self, keys: Vec<Key>, consistency: Consistency) -> Result<HashMap<Key, Item>> {
        let batches = keys.chunks(BATCH_KEYS).map(|batch| self.batch_get_once(batch, consistency));
        let mut items = HashMap::with_capacity(keys.len());
        for batch in futures::future::try_join_all(batches).await? {
            items.extend(batch);
        }
        Ok(items)
    }

    async fn batch_get_once(&self, keys: &[Key], consistency: Consistency) -> Result<Vec<(Key, Item)>> {
        let mut items = Vec::with_capacity(keys.len());
        let mut wanted: Vec<Item> = keys.iter().cloned().map(Key::into_item).collect();
        for attempt in 0..backoff::ATTEMPTS {
            let request = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .consistent_read(consistency == Consistency::Strong)
                .build()
                .map_err(Error::internal)?;
            let answer =
                self.client.batch_get_item().request_items(&self.table, request).send().await.map_err(failed)?;
            for item in answer.responses.into_iter().flat_map(HashMap::into_values).flatten() {
                if let Some(key) = item::key_of(&item) {
                    items.push((key, item));
                }
            }
            wanted =
                answer.unprocessed_keys.into_iter().flat_map(HashMap::into_values).flat_map(|left| left.keys).collect();
            if wanted.is_empty() {
                return Ok(items);
            }
            backoff::pause(attempt).await;
        }
        Err(Error::unavailable("dynamodb", "keys of a batch stayed unprocessed for all attempts"))
    }
}

/// An error of the SDK as one of ours: throttled or out of reach is the dependency's, a request that
/// DynamoDB refuses is a fault of ours.
#[expect(clippy::needless_pass_by_value, reason = "stands in `map_err`")]
fn failed<E, R>(error: SdkError<E, R>) -> Error
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let ours = matches!(
        error.code(),
        Some("ValidationException" | "AccessDeniedException" | "ResourceNotFoundException" | "SerializationException")
    ) || matches!(error, SdkError::ConstructionFailure(_));
    let code = error.code().unwrap_or("unreachable").to_owned();
    let cause = aws_sdk_dynamodb::error::DisplayErrorContext(&error).to_string();
    if ours {
        Error::fault(format!("dynamodb {code}: {cause}"))
    } else {
        Error::unavailable("dynamodb", format!("{code}: {cause}"))
    }
}
