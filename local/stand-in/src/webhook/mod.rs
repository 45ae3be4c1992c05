//! Webhooks: what is sent, where, and what became of it.

mod client;
mod queue;
mod sign;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::event::{Event, protojson};
use crate::journal::Journal;
use crate::options::Options;
use crate::stop::Stop;
use sign::Signer;

/// Events that may wait in one queue; more are dropped.
const QUEUE_DEPTH: usize = 200;

/// [`Webhooks::settled`] waits no longer than this.
const SETTLE_MAX: Duration = Duration::from_secs(60);

/// A webhook and what became of it. Its `Debug` hides the body, which holds stream keys.
#[derive(Clone)]
pub struct SentWebhook {
    /// `ingress_started`, `participant_left` …
    pub event: String,
    /// `EV_…`
    pub id: String,
    /// Where it goes; empty when there was no address.
    pub url: String,
    /// The queue that it waits in: an ingress id or a room name.
    pub queue: String,
    /// What is sent, byte for byte.
    pub body: String,
    /// Its signature, once its turn came.
    pub authorization: Option<String>,
    /// Attempts so far.
    pub attempts: u32,
    /// The HTTP status of the last attempt; none without an answer.
    pub status: Option<u16>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for its turn, or for an answer.
    Waiting,
    /// Answered in a way that LiveKit takes for delivered: anything but 429 and 5xx, and 501.
    Delivered,
    /// Every attempt failed.
    GivenUp,
    /// Its queue was full, or it was too old when its turn came.
    Dropped,
    /// Lost on request, or for lack of an address.
    Lost,
}

impl std::fmt::Debug for SentWebhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { event, id, queue, attempts, status, outcome, .. } = self;
        write!(f, "{event} {id} in {queue}: {outcome:?} after {attempts}, {status:?}")
    }
}

/// The sender. Cheap to clone.
#[derive(Clone)]
pub struct Webhooks(Arc<Inner>);

struct Inner {
    signer: Signer,
    client: reqwest::Client,
    retry_waits: Vec<Duration>,
    event_max_age: Duration,
    runtime: tokio::runtime::Handle,
    stop: Stop,
    waiting: watch::Sender<usize>,
    desk: Mutex<Desk>,
}

struct Desk {
    urls: Vec<String>,
    lost: BTreeSet<String>,
    /// By address and LiveKit's key. A queue that is here has a worker.
    queues: HashMap<(String, String), VecDeque<Letter>>,
    log: Journal<SentWebhook>,
}

/// An event on its way to one address.
struct Letter {
    number: usize,
    body: String,
    queued_at: Instant,
}

impl Webhooks {
    /// Sends with what the options say, on the runtime that this is called on.
    pub fn new(options: &Options, stop: Stop) -> Self {
        let desk = Desk {
            urls: options.webhook_urls.clone(),
            lost: BTreeSet::new(),
            queues: HashMap::new(),
            log: Journal::default(),
        };
        Self(Arc::new(Inner {
            signer: Signer::new(options),
            client: client::client(),
            retry_waits: options.retry_waits.clone(),
            event_max_age: options.event_max_age,
            runtime: tokio::runtime::Handle::current(),
            stop,
            waiting: watch::Sender::new(0),
            desk: Mutex::new(desk),
        }))
    }

    /// Where they go from now on.
    pub fn set_urls(&self, urls: Vec<String>) {
        self.desk().urls = urls;
    }

    /// Events of this name are lost from now on.
    pub fn lose(&self, event: &str) {
        self.desk().lost.insert(event.to_owned());
    }

    /// No events are lost any more.
    pub fn find_again(&self) {
        self.desk().lost.clear();
    }

    /// What was sent, oldest first.
    pub fn log(&self) -> Vec<SentWebhook> {
        self.desk().log.to_vec()
    }

    /// Queues an event for every address.
    pub fn send(&self, event: &Event) {
        let body = match protojson(&event.body) {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(event = event.body.event, %error, "an event that cannot be written is not sent");
                return;
            }
        };
        let mut desk = self.desk();
        let lost = desk.urls.is_empty() || desk.lost.contains(&event.body.event);
        let urls = if desk.urls.is_empty() { vec![String::new()] } else { desk.urls.clone() };
        for url in urls {
            let webhook = SentWebhook {
                event: event.body.event.clone(),
                id: event.body.id.clone(),
                url,
                queue: event.queue.clone(),
                body: body.clone(),
                authorization: None,
                attempts: 0,
                status: None,
                outcome: if lost { Outcome::Lost } else { Outcome::Waiting },
            };
            self.post(&mut desk, webhook);
        }
    }

    /// Queues an event once more, lost or not, as the same bytes; `false` when its id is unknown.
    pub fn send_again(&self, id: &str) -> bool {
        let mut desk = self.desk();
        let Some(found) = desk.log.entries().find(|webhook| webhook.id == id).cloned() else { return false };
        for url in desk.urls.clone() {
            let again = SentWebhook { url, attempts: 0, status: None, outcome: Outcome::Waiting, ..found.clone() };
            self.post(&mut desk, again);
        }
        true
    }

    fn post(&self, desk: &mut Desk, mut webhook: SentWebhook) {
        let key = (webhook.url.clone(), webhook.queue.clone());
        let is_full = desk.queues.get(&key).is_some_and(|queue| queue.len() >= QUEUE_DEPTH);
        if webhook.outcome == Outcome::Waiting && is_full {
            webhook.outcome = Outcome::Dropped;
        }
        let (body, is_on) = (webhook.body.clone(), webhook.outcome == Outcome::Waiting);
        let number = desk.log.push(webhook);
        if !is_on {
            return;
        }
        self.0.waiting.send_modify(|waiting| *waiting += 1);
        let letter = Letter { number, body, queued_at: Instant::now() };
        if let Some(queue) = desk.queues.get_mut(&key) {
            queue.push_back(letter);
        } else {
            desk.queues.insert(key.clone(), VecDeque::from([letter]));
            self.0.runtime.spawn(self.clone().work(key));
        }
    }

    /// Waits until nothing waits any more, a minute at most.
    pub async fn settled(&self) {
        let mut waiting = self.0.waiting.subscribe();
        if tokio::time::timeout(SETTLE_MAX, waiting.wait_for(|waiting| *waiting == 0)).await.is_err() {
            tracing::warn!("webhooks still wait after a minute");
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
