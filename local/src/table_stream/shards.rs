//! The shards of a stream, and how far each was read.

use std::collections::{HashMap, HashSet};

use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodbstreams::types::{Shard, ShardIteratorType};
use serde_json::Value;
use web::{Error, Result};

use super::record::to_lambda;
use crate::engine::Bookmarks;

/// Most changes of one read.
const BATCH: i32 = 100;

pub(super) struct Shards {
    client: Client,
    stream: String,
    bookmarks: Option<Bookmarks>,
    read: HashMap<String, ShardProgress>,
    /// Those that may get changes, until one of them ends or fails.
    open: Option<Vec<String>>,
}

/// How far a shard was read.
#[derive(Default)]
struct ShardProgress {
    /// Where the next read begins, unless it was lost or never asked for.
    iterator: Option<String>,
    /// The last change that was read.
    last: Option<String>,
    /// Whether it is dealt with.
    is_dealt_with: bool,
    /// The shard was closed, and read to its end.
    is_done: bool,
}

impl Shards {
    /// The shards of the table's newest stream.
    pub async fn of_table(client: Client, table: &str, bookmarks: Option<Bookmarks>) -> Result<Self> {
        let streams = client.list_streams().table_name(table).send().await.map_err(away)?;
        let stream = streams.streams().last().and_then(|stream| stream.stream_arn()).map(str::to_owned);
        let stream = stream.ok_or_else(|| Error::fault("the table has no stream"))?;
        Ok(Self { client, stream, bookmarks, read: HashMap::new(), open: None })
    }

    /// The shards that have, or may get, changes that were not read yet. A shard waits for its parent:
    /// the parent's changes are older. Shards that are gone are forgotten.
    ///
    /// New shards follow on those that end, so nothing is asked for while none has ended.
    pub async fn open(&mut self) -> Result<Vec<String>> {
        if let Some(open) = &self.open {
            return Ok(open.clone());
        }
        let listed = self.list().await?;
        let ids: HashSet<&str> = listed.iter().filter_map(Shard::shard_id).collect();
        self.read.retain(|id, _| ids.contains(id.as_str()));
        let is_done = |id: &str| self.read.get(id).is_some_and(|place| place.is_done);
        let open = listed.iter().filter(|shard| {
            let waits = shard.parent_shard_id().is_some_and(|parent| ids.contains(parent) && !is_done(parent));
            !waits && shard.shard_id().is_some_and(|id| !is_done(id))
        });
        let open: Vec<String> = open.filter_map(|shard| shard.shard_id().map(str::to_owned)).collect();
        self.open = Some(open.clone());
        Ok(open)
    }

    async fn list(&self) -> Result<Vec<Shard>> {
        let mut shards = vec![];
        let mut after = None;
        loop {
            let page = self
                .client
                .describe_stream()
                .stream_arn(&self.stream)
                .set_exclusive_start_shard_id(after)
                .send()
                .await
                .map_err(away)?;
            let Some(description) = page.stream_description else { return Ok(shards) };
            after = description.last_evaluated_shard_id;
            shards.extend(description.shards.unwrap_or_default());
            if after.is_none() {
                return Ok(shards);
            }
        }
    }

    /// The next changes of a shard, as Lambda hands them in; none when there are none now. They count as
    /// read, and as dealt with only from [`Self::dealt_with`] on.
    pub async fn next(&mut self, shard: &str) -> Result<Vec<Value>> {
        // Put back once the shard has answered, and goes on.
        let open = self.open.take();
        let iterator = match self.read.entry(shard.to_owned()).or_default().iterator.take() {
            Some(iterator) => iterator,
            None => self.iterator(shard).await?,
        };
        if let Some(bookmarks) = &self.bookmarks
            && !bookmarks.is_behind(&iterator).await.map_err(Error::internal)?
        {
            self.read.entry(shard.to_owned()).or_default().iterator = Some(iterator);
            self.open = open;
            return Ok(vec![]);
        }
        // An iterator that is refused (they live 15 minutes) is not put back: the next look asks anew.
        let answer = self.client.get_records().shard_iterator(iterator).limit(BATCH).send().await.map_err(away)?;
        let records = answer.records.unwrap_or_default();
        let place = self.read.entry(shard.to_owned()).or_default();
        let last = records.last().and_then(|record| record.dynamodb()).and_then(|change| change.sequence_number());
        if let Some(last) = last {
            (place.last, place.is_dealt_with) = (Some(last.to_owned()), false);
        }
        place.is_done = answer.next_shard_iterator.is_none();
        place.iterator = answer.next_shard_iterator;
        self.open = open.filter(|_| !place.is_done);
        records.into_iter().map(|record| to_lambda(record).map_err(Error::internal)).collect()
    }

    /// What was read is dealt with: whoever follows the stream after us begins behind it.
    pub async fn dealt_with(&mut self) -> Result<()> {
        let Some(bookmarks) = &self.bookmarks else { return Ok(()) };
        for (shard, place) in self.read.iter_mut().filter(|(_, place)| !place.is_dealt_with) {
            if let Some(last) = &place.last {
                bookmarks.put(shard, last).await.map_err(Error::internal)?;
                place.is_dealt_with = true;
            }
        }
        Ok(())
    }

    async fn iterator(&self, shard: &str) -> Result<String> {
        let mut last = self.read.get(shard).and_then(|place| place.last.clone());
        if let (None, Some(bookmarks)) = (&last, &self.bookmarks) {
            last = bookmarks.last(shard).await.map_err(Error::internal)?;
        }
        let from = if last.is_some() { ShardIteratorType::AfterSequenceNumber } else { ShardIteratorType::TrimHorizon };
        let answer = self
            .client
            .get_shard_iterator()
            .stream_arn(&self.stream)
            .shard_id(shard)
            .shard_iterator_type(from)
            .set_sequence_number(last)
            .send()
            .await
            .map_err(away)?;
        answer.shard_iterator.ok_or_else(|| Error::fault("the engine gave no shard iterator"))
    }
}

fn away<E, R>(error: SdkError<E, R>) -> Error
where
    E: std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    Error::unavailable("dynamodb", DisplayErrorContext(error).to_string())
}
