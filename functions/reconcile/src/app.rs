//! What `reconcile` holds for as long as its process lives.

use livekit::{LiveKit, UnknownPreset};
use runtime::aws::{self, SecretsManager};
use runtime::secrets::Secrets;
use runtime::{Clock, Config, Random};
use services::{Outbox, Raids, Ranking, ViewerCounts};
use store::Store;
use table::client;

/// The state of `reconcile`: made once, cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) store: Store,
    pub(crate) livekit: LiveKit,
    pub(crate) outbox: Outbox,
    pub(crate) raids: Raids,
    pub(crate) ranking: Ranking,
    pub(crate) counts: ViewerCounts,
}

impl App {
    /// Puts the parts together as `config` says; nothing is sent yet.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn new(config: &Config, clock: Clock) -> Result<Self, UnknownPreset> {
        let http = aws::http();
        let store = Store::new(client::dynamodb(&config.table, http.clone()), &config.table, Random::system());
        Self::with_store(config, clock, store, || aws::secrets_manager(config, http))
    }

    /// Like [`App::new`], over a store that is there already.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn with_store(
        config: &Config,
        clock: Clock,
        store: Store,
        secrets_manager: impl FnOnce() -> SecretsManager,
    ) -> Result<Self, UnknownPreset> {
        let store = store.with_recordings(config.recordings.is_some());
        let livekit = LiveKit::new(config, Secrets::new(&config.secrets, secrets_manager, clock.clone()))?;
        Ok(Self {
            outbox: Outbox::new(store.clone(), livekit.clone(), clock.clone()),
            raids: Raids::new(store.clone(), clock.clone()),
            ranking: Ranking::new(store.clone(), clock.clone()),
            counts: ViewerCounts::new(store.clone()),
            random: store.random().clone(),
            clock,
            livekit,
            store,
        })
    }
}
