//! The stand-in itself.

mod play;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::auth::{self, Gate};
use crate::buckets::Buckets;
use crate::call::Call;
use crate::fault::{Fault, Faults};
use crate::journal::Journal;
use crate::options::Options;
use crate::state::State;
use crate::stop::{self, Stop, Stopper};
use crate::view::{EgressView, IngressView, RoomView};
use crate::webhook::{SentWebhook, Webhooks};

/// Open connections get so long to end at shutdown.
const SHUTDOWN_MAX: Duration = Duration::from_secs(5);

/// A running stand-in. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct StandIn(Arc<Inner>);

struct Inner {
    address: SocketAddr,
    now_millis: Arc<dyn Fn() -> i64 + Send + Sync>,
    gate: Gate,
    state: Mutex<State>,
    webhooks: Webhooks,
    faults: Faults,
    calls: Mutex<Journal<CallView>>,
    buckets: Buckets,
    uploading: tokio::sync::Mutex<()>,
    /// Told when there may be something to upload.
    to_upload: Notify,
    stopper: Stopper,
    stop: Stop,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// A Twirp call that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallView {
    /// `CreateIngress`, `DeleteRoom` …
    pub method: String,
    /// The room or ingress that it is about; empty where none is named.
    pub subject: String,
    /// The participant that it is about; empty where none is named.
    pub identity: String,
    /// The claims of its token, unverified; null without one.
    pub claims: serde_json::Value,
    /// When, in milliseconds since the epoch.
    pub at_millis: i64,
    /// The HTTP status of its answer; none when it got none yet.
    pub status: Option<u16>,
}

impl StandIn {
    /// One that listens at `address`; nothing runs yet.
    pub(crate) fn new(options: &Options, address: SocketAddr) -> Self {
        let (stopper, stop) = stop::pair();
        Self(Arc::new(Inner {
            address,
            now_millis: options.now_millis.clone(),
            gate: Gate::new(&options.api_key, &options.api_secret),
            state: Mutex::new(State::new(&options.rtmp_base_url, &options.whip_base_url)),
            webhooks: Webhooks::new(options, stop.clone()),
            faults: Faults::default(),
            calls: Mutex::default(),
            buckets: Buckets::new(options.own_keys.clone()),
            uploading: tokio::sync::Mutex::default(),
            to_upload: Notify::new(),
            stopper,
            stop,
            tasks: Mutex::default(),
        }))
    }

    /// Holds tasks until it ends.
    pub(crate) fn keep(&self, tasks: [JoinHandle<()>; 3]) {
        lock(&self.0.tasks).extend(tasks);
    }

    /// Where it listens, as `http://127.0.0.1:7880`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Where webhooks go from now on.
    pub fn set_webhook_urls(&self, urls: Vec<String>) {
        self.0.webhooks.set_urls(urls);
    }

    /// All egresses, in the order of their starts.
    #[must_use]
    pub fn egresses(&self) -> Vec<EgressView> {
        lock(&self.0.state).egresses.iter().map(EgressView::of).collect()
    }

    /// Notices what time has brought: dead connections, rooms that were empty for too long. It does so by
    /// itself each second; a test that moved its clock need not wait for that.
    pub fn sweep(&self) {
        self.change(State::sweep);
    }

    /// A room.
    #[must_use]
    pub fn room(&self, name: &str) -> Option<RoomView> {
        let state = lock(&self.0.state);
        state.rooms.get(name).map(|room| RoomView::of(room, state.is_live(name)))
    }

    /// All rooms, by name.
    #[must_use]
    pub fn rooms(&self) -> Vec<RoomView> {
        let state = lock(&self.0.state);
        state.rooms.iter().map(|(name, room)| RoomView::of(room, state.is_live(name))).collect()
    }

    /// All ingresses, oldest first.
    #[must_use]
    pub fn ingresses(&self) -> Vec<IngressView> {
        lock(&self.0.state).ingresses.iter().map(IngressView::of).collect()
    }

    /// The Twirp calls that came in, oldest first; struck by a fault or not.
    #[must_use]
    pub fn calls(&self) -> Vec<CallView> {
        lock(&self.0.calls).to_vec()
    }

    /// The webhooks, oldest first, lost ones too.
    #[must_use]
    pub fn webhooks(&self) -> Vec<SentWebhook> {
        self.0.webhooks.log()
    }

    /// Uploads what egresses have recorded by now, and waits until every webhook is delivered or given up, a minute at most.
    pub async fn settled(&self) {
        self.upload().await;
        self.0.webhooks.settled().await;
    }

    /// Sets a fault; of several, the first that strikes a call counts.
    pub fn fault(&self, fault: Fault) {
        self.0.faults.set(fault);
    }

    /// Ends all faults, and loses no webhooks any more.
    pub fn heal(&self) {
        self.0.faults.clear();
        self.0.webhooks.find_again();
    }

    /// Webhooks of this name are lost until [`StandIn::heal`].
    pub fn lose(&self, event: &str) {
        self.0.webhooks.lose(event);
    }

    /// Sends a webhook once more, byte for byte under a new signature: a late one, if it was lost. `false`
    /// when no event has this id.
    pub fn send_again(&self, event_id: &str) -> bool {
        self.0.webhooks.send_again(event_id)
    }

    /// Ends it: open calls are cut, what waits to be sent is lost.
    pub async fn shutdown(&self) {
        self.0.stopper.stop();
        let tasks = std::mem::take(&mut *lock(&self.0.tasks));
        for mut task in tasks {
            if tokio::time::timeout(SHUTDOWN_MAX, &mut task).await.is_err() {
                task.abort();
            }
        }
    }

    /// Changes the state, queues the webhooks that tell of it, in their order, and has uploaded what comes of it.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = self.note(change);
        self.0.to_upload.notify_one();
        result
    }

    /// The same without uploading anything.
    pub(crate) fn note<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = lock(&self.0.state);
        state.now = (self.0.now_millis)();
        let result = change(&mut state);
        for event in state.take_outbox() {
            self.0.webhooks.send(&event);
        }
        result
    }

    pub(crate) fn buckets(&self) -> &Buckets {
        &self.0.buckets
    }

    pub(crate) fn uploading(&self) -> &tokio::sync::Mutex<()> {
        &self.0.uploading
    }

    /// Returns when there may be something to upload.
    pub(crate) async fn has_changed(&self) {
        self.0.to_upload.notified().await;
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.0.gate
    }

    pub(crate) fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(crate) fn stop_signal(&self) -> &Stop {
        &self.0.stop
    }

    pub(crate) fn note_call(&self, method: &str, call: Option<&Call>, authorization: Option<&str>) -> usize {
        let (subject, identity) = call.map(Call::subject).unwrap_or_default();
        lock(&self.0.calls).push(CallView {
            method: method.to_owned(),
            subject: subject.to_owned(),
            identity: identity.to_owned(),
            claims: authorization.and_then(auth::unverified).unwrap_or_default(),
            at_millis: (self.0.now_millis)(),
            status: None,
        })
    }

    pub(crate) fn note_status(&self, number: usize, status: u16) {
        lock(&self.0.calls).change(number, |call| call.status = Some(status));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
