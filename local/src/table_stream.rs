//! What Lambda's event source mappings are to the functions that follow a table: follows its stream, shard by shard, and
//! hands the changes in as Lambda would, by a reader for each mapping of `template.yaml`, filtered by what it says: one that
//! takes its time does not hold up the other. A change comes at least once. Where
//! the engine keeps bookmarks, a start goes on behind what was dealt with; elsewhere it begins with the oldest change
//! that is there, as `template.yaml` has it for a new mapping.

mod filter;
mod reader;
mod record;
mod shards;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;

use aws_sdk_dynamodbstreams::Client;
use aws_sdk_dynamodbstreams::config::{BehaviorVersion, Credentials, Region};
use filter::Filters;
use reader::Reader;
use runtime::aws;
use runtime::config::TableConfig;
use shards::Shards;
use table::change::{BatchFailures, TableEvent};
use tokio::sync::{Notify, watch};
use web::Result;

use crate::background::Background;
use crate::engine::Bookmarks;

/// Between two looks at the stream (Lambda polls a shard four times a second).
const POLL: Duration = Duration::from_millis(250);
/// Wait before a failed batch is handed in again: at first, and at most.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// How a function takes a batch in.
pub type TakeIn = Arc<dyn Fn(TableEvent) -> BoxFuture<'static, BatchFailures> + Send + Sync>;

/// A function that follows a table, by its name in `template.yaml`, and the table.
#[derive(Clone)]
pub struct Follower {
    resource: &'static str,
    table: String,
    take_in: TakeIn,
}

impl Follower {
    /// `project`, which follows the table.
    #[must_use]
    pub fn project(table: &TableConfig, app: project::App) -> Self {
        let take_in = move |batch| -> BoxFuture<'static, BatchFailures> {
            let app = app.clone();
            Box::pin(async move { project::handle(&app, batch).await })
        };
        Self { resource: "ProjectFunction", table: table.name.clone(), take_in: Arc::new(take_in) }
    }

    /// `chat_fan`, which follows the table of chats.
    #[must_use]
    pub fn chat_fan(table: &TableConfig, app: chat_fan::App) -> Self {
        let take_in = move |batch| -> BoxFuture<'static, BatchFailures> {
            let app = app.clone();
            Box::pin(async move { chat_fan::handle(&app, batch).await })
        };
        Self { resource: "ChatFanFunction", table: table.chat.clone(), take_in: Arc::new(take_in) }
    }

    /// The same, each batch by `way`: as Lambda does at times, it hands one in twice, or ends a function in the midst of it.
    #[must_use]
    pub fn by_way_of(
        self,
        way: impl Fn(TableEvent, TakeIn) -> BoxFuture<'static, BatchFailures> + Send + Sync + 'static,
    ) -> Self {
        let take_in = self.take_in;
        Self { take_in: Arc::new(move |batch| way(batch, take_in.clone())), ..self }
    }
}

/// A follower of the stream; it ends when it is dropped.
pub struct TableStream {
    progress: Arc<Progress>,
    last_empty: watch::Receiver<u64>,
    _following: Background,
}

/// A pass is one look at all shards; they are numbered from 1.
#[derive(Default)]
struct Progress {
    begun: AtomicU64,
    read: AtomicU64,
    wake: Notify,
}

impl TableStream {
    /// Follows the stream of a table into the function that follows it, behind the bookmarks or from its beginning.
    ///
    /// # Errors
    /// The engine away, or a table without a stream.
    pub async fn start(table: &TableConfig, follower: Follower, bookmarks: Option<Bookmarks>) -> Result<Self> {
        let filters = Filters::of_template(follower.resource)?;
        let shards = Shards::of_table(streams(table), &follower.table, bookmarks).await?;
        let progress = Arc::new(Progress::default());
        let (empty, last_empty) = watch::channel(0);
        let readers = filters.into_iter().map(|filters| Reader::start(filters, follower.take_in.clone())).collect();
        let following = Background::spawn(follow(shards, readers, progress.clone(), empty));
        Ok(Self { progress, last_empty, _following: following })
    }

    /// How many changes it has read, those that the filters hold back too.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.progress.read.load(Ordering::SeqCst)
    }

    /// Waits until the function has taken in everything that was written before this call, and everything
    /// that it wrote itself meanwhile.
    pub async fn caught_up(&self) {
        // The pass that is running may be past the shard that was written to.
        let running = self.progress.begun.load(Ordering::SeqCst);
        self.progress.wake.notify_one();
        // The follower ends with `self` only.
        _ = self.last_empty.clone().wait_for(|empty| *empty > running).await;
    }
}

fn streams(table: &TableConfig) -> Client {
    let given = &table.credentials;
    let credentials = Credentials::new(
        &given.access_key_id,
        given.secret_access_key.expose(),
        given.session_token.as_ref().map(|token| token.expose().to_owned()),
        None,
        "environment",
    );
    let mut config = aws_sdk_dynamodbstreams::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(table.region.clone()))
        .credentials_provider(credentials)
        .http_client(aws::http());
    if let Some(endpoint) = &table.endpoint {
        config = config.endpoint_url(endpoint);
    }
    Client::from_conf(config.build())
}

async fn follow(mut shards: Shards, readers: Vec<Reader>, progress: Arc<Progress>, last_empty: watch::Sender<u64>) {
    let mut failures = 0;
    loop {
        let pass = progress.begun.fetch_add(1, Ordering::SeqCst) + 1;
        // What they wrote until here is found by this look.
        let is_idle = readers.iter().all(Reader::is_idle);
        let done = async || futures::future::join_all(readers.iter().map(Reader::idle)).await;
        match look(&mut shards, &readers, &progress, is_idle).await {
            Ok(0) if is_idle => {
                failures = 0;
                last_empty.send_replace(pass);
                tokio::select! {
                    () = tokio::time::sleep(POLL) => {}
                    () = progress.wake.notified() => {}
                }
            }
            Ok(0) => tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                _ = done() => {}
            },
            Ok(_) => failures = 0,
            Err(error) => {
                tracing::warn!(event = "table_stream", outcome = "failed", cause = %error);
                back_off(&mut failures).await;
            }
        }
    }
}

/// One pass. Returns how many changes there were. Without any, and with readers that are idle, all is dealt with.
async fn look(shards: &mut Shards, readers: &[Reader], progress: &Progress, is_idle: bool) -> Result<usize> {
    let mut count = 0;
    for shard in shards.open().await? {
        let records = shards.next(&shard).await?;
        count += records.len();
        progress.read.fetch_add(records.len() as u64, Ordering::SeqCst);
        for reader in readers {
            reader.hand_on(&records);
        }
    }
    if count == 0 && is_idle {
        shards.dealt_with().await?;
    }
    Ok(count)
}

async fn back_off(failures: &mut u32) {
    let wait = BACKOFF.0.saturating_mul(1 << (*failures).min(10));
    *failures += 1;
    tokio::time::sleep(wait.min(BACKOFF.1)).await;
}
