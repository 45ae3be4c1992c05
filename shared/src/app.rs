//! What a function holds for as long as its process lives.

use std::sync::Arc;

use crate::auth::{KnownUsers, TokenVerifier};
use crate::clock::Clock;
use crate::config::Config;
use crate::livekit::{LiveKit, UnknownPreset};
use crate::metrics;
use crate::ranking::RankingCache;
use crate::recent_events::RecentEvents;
use crate::secrets::Secrets;
use crate::store::{Store, client};
use crate::viewer_count::Counted;

/// The state of a function: made once, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of [`App`].
pub struct Parts {
    /// What time it is.
    pub clock: Clock,
    /// The table.
    pub store: Store,
    /// The LiveKit server.
    pub livekit: LiveKit,
    /// The service's secrets.
    pub secrets: Secrets,
    /// Bearer tokens.
    pub tokens: TokenVerifier,
    /// Users whose profile is known to exist.
    pub known_users: KnownUsers,
    /// Rooms whose count this process looked at lately.
    pub counted: Counted,
    /// Webhooks that this process took in lately.
    pub recent_events: RecentEvents,
    /// Every limit on callers times this; 0 for none.
    pub rate_limit_scale: u32,
    /// The rankings that this process holds.
    pub ranking: RankingCache,
}

impl App {
    /// Puts the parts together as `config` says; nothing is sent yet.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn new(config: &Config, clock: Clock) -> Result<Self, UnknownPreset> {
        if let Some(function) = &config.function_name {
            metrics::report_as(function);
        }
        let http = client::http();
        let store = Store::new(client::dynamodb(&config.table, http.clone()), &config.table.name);
        Self::with_store(config, clock, store, || client::secrets_manager(config, http))
    }

    /// Like [`App::new`], over a store that is there already.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn with_store(
        config: &Config,
        clock: Clock,
        store: Store,
        secrets_manager: impl FnOnce() -> aws_sdk_secretsmanager::Client,
    ) -> Result<Self, UnknownPreset> {
        let secrets = Secrets::new(&config.secrets, secrets_manager, clock.clone());
        let livekit =
            LiveKit::new(&config.livekit_url, &config.livekit_ws_url(), &config.ingress_preset, secrets.clone())?;
        let tokens = TokenVerifier::new(config.jwt.clone(), secrets.clone(), clock.clone());
        Ok(Self(Arc::new(Parts {
            clock,
            store,
            livekit,
            secrets,
            tokens,
            known_users: KnownUsers::default(),
            counted: Counted::default(),
            recent_events: RecentEvents::default(),
            ranking: RankingCache::default(),
            rate_limit_scale: config.rate_limit_scale,
        })))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
