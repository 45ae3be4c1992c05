//! The DynamoDB kit: items, keys, conditional writes, transactions with retry, lists in slices, and the client.
//! Knows nothing of OnAir; what stands in the table is `store`'s.

mod backoff;
pub mod change;
pub mod client;
mod create;
mod entity;
pub mod item;
mod key;
mod slice;
mod timing;
mod write;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use futures::{StreamExt as _, TryStreamExt as _};
use runtime::{Error, Random, Result};
use serde::de::DeserializeOwned;

pub use create::create;
pub use entity::{Entity, KeyOf, Pattern};
pub use item::Item;
pub use key::{EXPIRES_AT, Index, IndexKey, Key, PK, SK, shard};
pub use slice::{Range, Slice};
pub use write::{Refusal, Transacted, Write};

/// A table. Cheap to clone.
#[derive(Clone)]
pub struct Table {
    client: Client,
    name: String,
    random: Random,
}

/// Most keys that one BatchGetItem takes (AWS: BatchGetItem).
const BATCH_KEYS: usize = 100;
/// Batches in flight at once: 800 items of at most some kB are held in their wire form at a time.
const BATCHES_AT_ONCE: usize = 8;

/// Whether a read must see every write acknowledged before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency {
    /// For what a right depends on; costs twice.
    Strong,
    /// May lag by milliseconds.
    Eventual,
}

impl Table {
    /// The table called `name` behind `client`; `random` has its tokens and its waits.
    #[must_use]
    pub fn new(client: Client, name: impl Into<String>, random: Random) -> Self {
        Self { client, name: name.into(), random }
    }

    /// The client, for requests that the kit has no word for.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The table's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the table answers: for start-up and health checks, not for request paths.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<()> {
        self.client.describe_table().table_name(&self.name).send().await.map_err(failed)?;
        Ok(())
    }

    /// Asks the table for a list.
    #[must_use]
    pub fn query(&self) -> QueryFluentBuilder {
        self.client.query().table_name(&self.name)
    }

    /// Everything that a query finds, page after page.
    pub async fn query_all(&self, query: QueryFluentBuilder) -> Result<Vec<Item>> {
        query.into_paginator().items().send().collect::<Result<Vec<Item>, _>>().await.map_err(failed)
    }

    /// What stands at `key`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn get<E>(&self, key: KeyOf<E>, consistency: Consistency) -> Result<Option<E::Value>>
    where
        E: Entity<Value: DeserializeOwned>,
    {
        item::read_optional(self.get_item(key.into(), consistency).await?)
    }

    /// The item at `key`, as it is. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn get_item(&self, key: Key, consistency: Consistency) -> Result<Option<Item>> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.into_item()))
            .consistent_read(consistency == Consistency::Strong)
            .send()
            .await
            .map_err(failed)?;
        Ok(answer.item)
    }

    /// Reads items by key, in one call for up to 100 and some calls side by side beyond; unprocessed keys are
    /// asked again. Absent items are missing from the answer.
    ///
    /// # Errors
    /// The table away.
    pub async fn batch_get(&self, keys: Vec<Key>, consistency: Consistency) -> Result<Found> {
        self.batch_get_attributes(keys, consistency, &[]).await
    }

    /// The same with these top-level attributes alone, beside the key: for many items of which little is wanted. What
    /// is read costs the same.
    pub async fn batch_get_attributes(
        &self,
        keys: Vec<Key>,
        consistency: Consistency,
        attributes: &[&str],
    ) -> Result<Found> {
        let items = HashMap::with_capacity(keys.len());
        let batches: Vec<Vec<Key>> = keys.chunks(BATCH_KEYS).map(<[Key]>::to_vec).collect();
        let batches = batches.into_iter().map(|batch| self.batch_get_once(batch, consistency, attributes));
        futures::stream::iter(batches)
            .buffer_unordered(BATCHES_AT_ONCE)
            .try_fold(items, |mut items, batch| async move {
                items.extend(batch);
                Ok(items)
            })
            .await
            .map(Found)
    }

    async fn batch_get_once(
        &self,
        keys: Vec<Key>,
        consistency: Consistency,
        attributes: &[&str],
    ) -> Result<Vec<(Key, Item)>> {
        let mut items = Vec::with_capacity(keys.len());
        let mut wanted: Vec<Item> = keys.into_iter().map(Key::into_item).collect();
        let names: Vec<&str> = if attributes.is_empty() { vec![] } else { [&[PK, SK], attributes].concat() };
        let expression = names.iter().map(|name| format!("#{name}")).collect::<Vec<_>>().join(", ");
        let names: HashMap<String, String> =
            names.into_iter().map(|name| (format!("#{name}"), name.to_owned())).collect();
        for attempt in 0..backoff::ATTEMPTS {
            let request = KeysAndAttributes::builder()
                .set_keys(Some(wanted))
                .set_projection_expression(Some(expression.clone()).filter(|expression| !expression.is_empty()))
                .set_expression_attribute_names(Some(names.clone()).filter(|names| !names.is_empty()))
                .consistent_read(consistency == Consistency::Strong)
                .build()
                .map_err(Error::internal)?;
            let answer =
                self.client.batch_get_item().request_items(&self.name, request).send().await.map_err(failed)?;
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
            backoff::pause(attempt, &self.random).await;
        }
        Err(Error::unavailable("dynamodb", "keys of a batch stayed unprocessed for all attempts"))
    }
}

/// What a batch of reads found, by key.
pub struct Found(HashMap<Key, Item>);

impl Found {
    /// Takes out what stands at `key`.
    ///
    /// # Errors
    /// It has another form than items of this kind.
    pub fn take<E>(&mut self, key: &KeyOf<E>) -> Result<Option<E::Value>>
    where
        E: Entity<Value: DeserializeOwned>,
    {
        item::read_optional(self.0.remove(&**key))
    }

    /// Takes out the item at `key`, as it is.
    pub fn item(&mut self, key: &Key) -> Option<Item> {
        self.0.remove(key)
    }

    /// Whether there is an item at `key`.
    #[must_use]
    pub fn has(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    /// All of it as it is, in no order.
    pub fn items(self) -> impl Iterator<Item = Item> {
        self.0.into_values()
    }

    /// All of it, where all that was asked for is of one kind; in no order.
    ///
    /// # Errors
    /// An item has another form.
    pub fn all<E>(self) -> Result<Vec<E::Value>>
    where
        E: Entity<Value: DeserializeOwned>,
    {
        self.0.into_values().map(item::read).collect()
    }
}

/// An error of the SDK as one of ours: throttled or out of reach is the dependency's, a request that
/// DynamoDB refuses is a fault of ours.
#[expect(clippy::needless_pass_by_value, reason = "stands in `map_err`")]
pub fn failed<E, R>(error: SdkError<E, R>) -> Error
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let ours = error.code().is_some_and(is_ours) || matches!(error, SdkError::ConstructionFailure(_));
    let code = error.code().unwrap_or("unreachable").to_owned();
    let cause = aws_sdk_dynamodb::error::DisplayErrorContext(&error).to_string();
    if ours {
        Error::fault(format!("dynamodb {code}: {cause}"))
    } else {
        Error::unavailable("dynamodb", format!("{code}: {cause}"))
    }
}

/// Whether an error of DynamoDB is a fault of ours or of the deployment, which asking again at once does not mend:
/// a request that it refuses, a right that the role lacks, a table that is not there. All others pass: throttling,
/// a service that fails, credentials that ran out.
fn is_ours(code: &str) -> bool {
    matches!(
        code,
        "ValidationException"
            | "SerializationException"
            | "IdempotentParameterMismatchException"
            | "AccessDeniedException"
            | "ResourceNotFoundException"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_dynamodb_has_its_class() {
        for ours in [
            "ValidationException",
            "SerializationException",
            "IdempotentParameterMismatchException",
            "AccessDeniedException",
            "ResourceNotFoundException",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
        for passing in [
            "ThrottlingException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "LimitExceededException",
            "InternalServerError",
            "ServiceUnavailable",
            "TransactionConflictException",
            "TransactionInProgressException",
            "TransactionCanceledException",
            "ExpiredTokenException",
            "UnrecognizedClientException",
            "RequestExpired",
        ] {
            assert!(!is_ours(passing), "{passing}");
        }
    }
}
