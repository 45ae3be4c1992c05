//! What a function of the API holds for as long as its process lives: the parts, put together, and no more.

use std::sync::Arc;

use domain::clip::Clip;
use domain::recording::{POSTER, Vod, vod_place};
use livekit::{LiveKit, UnknownPreset};
use objects::Objects;
use runtime::secret::Secret;
use runtime::secrets::Secrets;
use runtime::{Clock, Config, Random};
use services::{Chat, Connections, Ranking};
use store::Store;

use crate::auth::{Accounts, TokenVerifier};
use crate::error::{Error, Result};
use crate::media_urls::MediaUrls;
use crate::read_limit::Reads;

/// The state of a function: made once, cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of [`App`].
pub struct Parts {
    /// What time it is.
    pub clock: Clock,
    /// Ids, and whatever else is left to chance.
    pub random: Random,
    /// The table.
    pub store: Store,
    /// The LiveKit server.
    pub livekit: LiveKit,
    /// The bucket of recordings; `None` in a deployment that does not record. Who never calls it links nothing of S3's.
    pub objects: Option<Objects>,
    /// The service's secrets.
    pub secrets: Secrets,
    /// Bearer tokens.
    pub tokens: TokenVerifier,
    /// Callers' profiles.
    pub accounts: Accounts,
    /// The rankings that this process holds.
    pub ranking: Ranking,
    /// The chats that this process knows, and its voice in them.
    pub chat: Chat,
    /// Every limit on callers times this; 0 for none.
    pub rate_limit_scale: u32,
    /// Who has read how much of late.
    pub reads: Reads,
    /// What stands before every path: the mapping of a custom domain.
    pub base_path: Option<String>,
    /// Bytes of guests' answers that the process keeps as long as caches may; 0 for none.
    pub kept_answers_bytes: usize,
    /// Addresses of recordings; `None` where there are none.
    pub media_urls: Option<MediaUrls>,
    /// What tells our CDN from everybody else; `None` where there is none.
    pub edge_secret: Option<Secret>,
    /// The site's own address, without a slash at its end; `None` where it is not known.
    pub site_url: Option<String>,
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
        let Connections { clock, store, secrets, livekit, objects } = connections;
        Self(Arc::new(Parts {
            chat: Chat::new(store.clone(), livekit.clone(), clock.clone(), config.chat),
            livekit,
            objects,
            tokens: TokenVerifier::new(config.jwt.clone(), secrets.clone(), clock.clone()),
            accounts: Accounts::new(store.clone(), clock.clone()),
            ranking: Ranking::new(store.clone(), clock.clone()),
            rate_limit_scale: config.rate_limit_scale,
            kept_answers_bytes: config.kept_answers_bytes,
            edge_secret: config.edge_secret.clone(),
            media_urls: config.media.as_ref().map(MediaUrls::of),
            site_url: config.site_url.clone(),
            clock,
            random: store.random().clone(),
            store,
            secrets,
            reads: Reads::default(),
            base_path: config.base_path.clone(),
        }))
    }
}

impl App {
    /// Addresses of recordings.
    ///
    /// # Errors
    /// A deployment without them: it is a fault of its configuration that there is something to play.
    pub fn media_urls(&self) -> Result<&MediaUrls> {
        self.media_urls.as_ref().ok_or_else(|| Error::fault("RECORDINGS_URL is not set"))
    }

    /// Address of a video's picture, good for the better part of an hour; `None` where there is none. Whoever is told it has
    /// been let in before.
    #[must_use]
    pub fn picture_of_vod(&self, vod: &Vod) -> Option<String> {
        self.picture(vod.has_poster, || vod_place(&vod.id, POSTER))
    }

    /// The same of a clip.
    #[must_use]
    pub fn picture_of_clip(&self, clip: &Clip) -> Option<String> {
        self.picture(clip.made.as_ref().is_some_and(|made| made.has_poster), || clip.poster_key())
    }

    fn picture(&self, is_there: bool, place: impl FnOnce() -> String) -> Option<String> {
        let urls = self.media_urls.as_ref().filter(|_| is_there)?;
        urls.of_picture(&place(), self.clock.now())
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
