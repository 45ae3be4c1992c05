//! What `chat_fan` holds for as long as its process lives.

use livekit::{LiveKit, UnknownPreset};
use runtime::aws::{self, SecretsManager};
use runtime::secrets::Secrets;
use runtime::{Clock, Config, Random};
use services::Chat;
use store::Store;
use table::client;

use crate::rates::Rates;

/// The state of `chat_fan`: made once, cheap to clone.
#[derive(Clone)]
pub struct App {
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) store: Store,
    pub(crate) chat: Chat,
    pub(crate) rates: Rates,
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
        let livekit = LiveKit::new(config, Secrets::new(&config.secrets, secrets_manager, clock.clone()))?;
        Ok(Self {
            chat: Chat::new(store.clone(), livekit, clock.clone(), config.chat),
            random: store.random().clone(),
            rates: Rates::default(),
            clock,
            store,
        })
    }
}
