//! What `chat_fan` holds for as long as its process lives.

use livekit::UnknownPreset;
use runtime::{Clock, Config, Random};
use services::{Chat, Connections};
use store::Store;

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
        Ok(Self::over(Connections::new(config, clock)?, config))
    }

    /// The same over connections that are there already.
    #[must_use]
    pub fn over(connections: Connections, config: &Config) -> Self {
        let Connections { clock, store, livekit, .. } = connections;
        Self {
            chat: Chat::new(store.clone(), livekit, clock.clone(), config.chat),
            random: store.random().clone(),
            rates: Rates::default(),
            clock,
            store,
        }
    }
}
