//! What every function stands on: the clock, the table, the secrets, LiveKit, the bucket. Put together here alone.

use livekit::{LiveKit, UnknownPreset};
use objects::Objects;
use runtime::aws::{self, SecretsManager};
use runtime::secrets::Secrets;
use runtime::{Clock, Config, Random};
use store::Store;
use table::client;

/// A function's ways to what is outside of it.
pub struct Connections {
    /// What time it is.
    pub clock: Clock,
    /// The tables.
    pub store: Store,
    /// The service's secrets.
    pub secrets: Secrets,
    /// The LiveKit server.
    pub livekit: LiveKit,
    /// The bucket of recordings; `None` in a deployment that does not record.
    pub objects: Option<Objects>,
}

impl Connections {
    /// As `config` says; nothing is sent yet.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn new(config: &Config, clock: Clock) -> Result<Self, UnknownPreset> {
        let http = aws::http();
        let store = Store::new(client::dynamodb(&config.table, http.clone()), &config.table, Random::system());
        let objects = Objects::of(config);
        Self::with_store(config, clock, store, objects, || aws::secrets_manager(config, http))
    }

    /// Like [`Connections::new`], over a store and a bucket that are there already.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn with_store(
        config: &Config,
        clock: Clock,
        store: Store,
        objects: Option<Objects>,
        secrets_manager: impl FnOnce() -> SecretsManager,
    ) -> Result<Self, UnknownPreset> {
        let secrets = Secrets::new(&config.secrets, secrets_manager, clock.clone());
        Ok(Self {
            livekit: LiveKit::new(config, secrets.clone())?,
            store: store.with_recordings(config.recordings.as_ref().map(|recordings| recordings.retention_days)),
            clock,
            secrets,
            objects,
        })
    }
}
