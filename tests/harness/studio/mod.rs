//! What a flow needs beside the API: an encoder that pushes, viewers that watch, a worker that dies. Played
//! by the stand-in, or done by the rig's programs on a real LiveKit where `LIVEKIT_URL` names one
//! (`tests/real` brings it up). The flows are the same, and so is the clock: the machine's.

mod crowd;
mod encoder;
mod film;
mod packet;
mod program;
mod relay;
mod rig;
mod signer;
mod voice;
mod watcher;

pub use crowd::Crowd;
pub use encoder::{Encoder, Way};
pub use film::Film;
pub use packet::Packet;
pub use watcher::{Presence, Rights, Watcher};

use std::io::Write as _;
use std::sync::Once;
use std::time::{Duration, Instant};

use domain::Time;
use relay::Relay;
use rig::{Rig, Worker};
use runtime::{Clock, Random};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::{Answer, Bearer, Server, Setup, World};

/// Between two looks at what a flow waits for.
const LOOK: Duration = Duration::from_millis(50);
/// Between two runs of the reconciler, which looks twice in each as it does in Lambda: it runs much more
/// often than there, so that what it must not end has every chance of being ended.
const RECONCILE: Duration = Duration::from_secs(1);
/// The stand-in's LiveKit notices a dead worker so soon; a real one after 20 to 29 s.
const WORKER_NOTICED: Duration = Duration::from_secs(1);

/// What an encoder sends: so small that two cores can encode, transcode and watch it.
const SMALL: &str = "320x180";

/// A world, and all that happens around it.
pub struct Studio {
    world: World,
    /// `None`: the stand-in plays all parts.
    rig: Option<Rig>,
    /// Before the API of the rig's LiveKit, in a studio that records.
    relay: Option<Relay>,
    flow: String,
    began: Instant,
    reconciling: JoinHandle<()>,
}

/// A stream key, and what it is good for.
pub struct Key {
    /// Where an encoder connects.
    pub url: String,
    /// The secret.
    pub stream_key: String,
    /// How it connects.
    pub way: Way,
}

impl Studio {
    /// Opens it. On a real LiveKit one flow runs at a time.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn open() -> Self {
        let rig = Rig::of_environment().await;
        if rig.is_none() {
            say_not_run();
        }
        Self::over(rig, None, vec![]).await
    }

    /// Opens one that records, on a real LiveKit; `None` where there is none. On the stand-in the tests of recordings tell
    /// the same, on a clock of their own: there the minutes that LiveKit and we wait for a dead recorder pass at once.
    ///
    /// # Panics
    /// When a part of it cannot be started.
    pub async fn open_recording(bucket: (&'static str, &str)) -> Option<Self> {
        let rig = Rig::of_environment().await;
        if rig.is_none() {
            say_not_run();
        }
        let rig = rig?;
        let relay = Relay::start(&rig.url).await;
        Some(Self::over(Some(rig), Some(relay), vec![(bucket.0, bucket.1.to_owned())]).await)
    }

    async fn over(rig: Option<Rig>, relay: Option<Relay>, variables: Vec<(&'static str, String)>) -> Self {
        let mut setup = Setup { clock: Clock::system(), variables, ..Setup::default() };
        if let Some(rig) = &rig {
            setup.livekit_key.clone_from(&rig.key);
            setup.livekit_secret.clone_from(&rig.secret);
            let url = relay.as_ref().map_or(rig.url.as_str(), Relay::url).to_owned();
            setup.server = Some(Server { url, webhook_port: rig.webhook_port });
        }
        let world = World::with(setup).await;
        // From here on the table's stream is followed.
        world.caught_up().await;
        let app = world.functions().reconcile().clone();
        let reconciling = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RECONCILE).await;
                // A run that fails is repeated, as it is each minute in Lambda.
                _ = reconcile::handle(&app, reconcile::LOOK_GAP).await;
            }
        });
        let flow = std::thread::current().name().unwrap_or_default().to_owned();
        Self { world, rig, relay, flow, began: Instant::now(), reconciling }
    }

    /// The world.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Whether all that takes long is wanted (`REAL_FULL`), on a real LiveKit: for figures, and not for each change.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.has_media() && rig::variable("REAL_FULL").is_some()
    }

    /// Whether media flows. On the stand-in there is none, and everything but the pictures is asserted.
    #[must_use]
    pub const fn has_media(&self) -> bool {
        self.rig.is_some()
    }

    /// An approved creator. Of a name of their own: a real server remembers the rooms of other flows.
    pub async fn creator(&self, name: &str) -> Bearer {
        self.world.creator(&unique(name)).await
    }

    /// A signed-in user.
    pub async fn viewer(&self, name: &str) -> Bearer {
        self.world.viewer(&unique(name)).await
    }

    /// A new stream key of the creator's; it replaces the one before.
    pub async fn key(&self, creator: &Bearer, way: Way) -> Key {
        let body = json!({"ingressType": way.ingress_type()});
        let answer = self.world.post("/api/stream/ingress").by(creator).json(&body).expect(201).await;
        let text = |field: &str| answer.data()[field].as_str().unwrap_or_default().to_owned();
        Key { url: text("serverUrl"), stream_key: text("streamKey"), way }
    }

    /// An encoder begins to push.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn push(&self, key: &Key) -> Encoder {
        self.push_sized(key, SMALL).await
    }

    /// An encoder begins to push a picture of this size, as `960x540`; one by WHIP has its own.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn push_sized(&self, key: &Key, size: &str) -> Encoder {
        match &self.rig {
            Some(rig) => Encoder::start(rig, key, true, size),
            None => Encoder::played(self.world.livekit(), key),
        }
    }

    /// An encoder begins to push that does not come back when it is cut off.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn push_once(&self, key: &Key) -> Encoder {
        match &self.rig {
            Some(rig) => Encoder::start(rig, key, false, SMALL),
            None => Encoder::played(self.world.livekit(), key),
        }
    }

    /// A user watches, with a token of our API.
    ///
    /// # Panics
    /// When the API refuses.
    pub async fn watch(&self, host: &Bearer, who: &Bearer) -> Watcher {
        self.watch_with(&self.token(host, who, 200).await)
    }

    /// Somebody watches with the token of an earlier answer.
    ///
    /// # Panics
    /// When the program of the rig cannot be started.
    #[must_use]
    pub fn watch_with(&self, token: &Answer) -> Watcher {
        let text = |field: &str| token.data()[field].as_str().unwrap_or_default();
        match &self.rig {
            Some(rig) => Watcher::start(rig, text("wsUrl"), text("token")),
            None => Watcher::played(self.world.livekit(), text("token")),
        }
    }

    /// A user asks for a token, and is answered with this status.
    pub async fn token(&self, host: &Bearer, who: &Bearer, status: u16) -> Answer {
        let body = json!({"hostId": host.id});
        self.world.post("/api/viewer/token").by(who).json(&body).expect(status).await
    }

    /// The ingress worker dies, with all that it does for the creator's encoder.
    ///
    /// # Panics
    /// When it was not there.
    pub async fn kill_worker(&self, creator: &Bearer) {
        match &self.rig {
            Some(rig) => rig.kill(Worker::Ingress),
            None => {
                let noticed = self.world.livekit().kill_worker_unnoticed(&creator.id, WORKER_NOTICED);
                assert!(noticed, "no push is live");
            }
        }
    }

    /// The ingress worker is there again.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn restart_worker(&self) {
        if let Some(rig) = &self.rig {
            rig.restart(Worker::Ingress).await;
        }
    }

    /// The recorder dies with all that it records, and another one is there. Of a real LiveKit only.
    ///
    /// # Panics
    /// When it was not there, or does not come.
    pub async fn replace_recorder(&self) {
        if let Some(rig) = &self.rig {
            rig.kill(Worker::Recorder);
            rig.restart(Worker::Recorder).await;
        }
    }

    /// The next answer of LiveKit's to a method is lost, though it does what it was asked. Of a real LiveKit only.
    pub fn lose_answer(&self, method: &'static str) {
        if let Some(relay) = &self.relay {
            relay.lose(method);
        }
    }

    /// Whether that was so.
    #[must_use]
    pub fn has_lost_answer(&self, method: &'static str) -> bool {
        self.relay.as_ref().is_some_and(|relay| !relay.is_to_lose(method))
    }

    /// Waits for something, and notes how long it took.
    ///
    /// # Panics
    /// When it did not come `within` that time.
    pub async fn eventually<T>(&self, what: &str, within: Duration, look: impl AsyncFn() -> Option<T>) -> T {
        let began = Instant::now();
        let found = self.awaited(what, within, look).await;
        self.note(what, began.elapsed());
        found
    }

    /// Waits for something that comes so often that the summary need not have each.
    ///
    /// # Panics
    /// When it did not come `within` that time.
    pub async fn awaited<T>(&self, what: &str, within: Duration, look: impl AsyncFn() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(began.elapsed() < within, "{what}: not in {within:?}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until the creator is told this state, and nothing else than it or the one before.
    ///
    /// # Panics
    /// When it did not come `within` that time, or another one did.
    pub async fn until(&self, creator: &Bearer, state: &str, what: &str, within: Duration) {
        let before = self.world.state_of(creator).await;
        self.eventually(what, within, async || {
            let now = self.world.state_of(creator).await;
            assert!(now == state || now == before, "{what}: {before}, then {now}, not {state}");
            (now == state).then_some(())
        })
        .await;
    }

    /// Waits until this moment.
    pub async fn at(&self, moment: Time) {
        let millis = moment.millis_since(self.world.clock().now());
        tokio::time::sleep(Duration::from_millis(u64::try_from(millis).unwrap_or_default())).await;
    }

    /// Makes sure that something stays so for a while: longer than LiveKit and all that follows need.
    ///
    /// # Panics
    /// When it did not.
    pub async fn remains(&self, what: &str, look: impl AsyncFn() -> bool) {
        let until = Instant::now() + if self.has_media() { Duration::from_secs(5) } else { LOOK * 6 };
        while Instant::now() < until {
            assert!(look().await, "{what}: it did not remain so");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Notes a time for the summary of `tests/real`.
    pub fn note(&self, what: &str, took: Duration) {
        println!("seen | {} | {what} | {:.2}", self.flow, took.as_secs_f64());
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.reconciling.abort();
        self.note("the whole flow", self.began.elapsed());
    }
}

fn unique(name: &str) -> String {
    let id = Random::system().id(Clock::system().now()).to_lowercase();
    format!("{name}_{}", &id[id.len() - 8..])
}

/// Says once, past the capture of the test runner, what was not run and how to run it.
fn say_not_run() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let line = "\nflows: on the stand-in. NOT RUN: the same flows on a real LiveKit; tests/real runs them.\n";
        // Whoever closed the output does not want to know.
        _ = std::io::stdout().write_all(line.as_bytes());
    });
}
