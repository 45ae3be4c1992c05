//! What `reconcile` holds for as long as its process lives.

use livekit::{LiveKit, UnknownPreset};
use runtime::{Clock, Config, Random};
use services::{Connections, Outbox, Raids, Ranking, ViewerCounts};
use store::Store;

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
        Ok(Self::over(Connections::new(config, clock)?))
    }

    /// The same over connections that are there already.
    #[must_use]
    pub fn over(connections: Connections) -> Self {
        let Connections { clock, store, livekit, objects, .. } = connections;
        Self {
            outbox: Outbox::new(store.clone(), livekit.clone(), objects, clock.clone()),
            raids: Raids::new(store.clone(), clock.clone()),
            ranking: Ranking::new(store.clone(), clock.clone()),
            counts: ViewerCounts::new(store.clone()),
            random: store.random().clone(),
            clock,
            livekit,
            store,
        }
    }
}
