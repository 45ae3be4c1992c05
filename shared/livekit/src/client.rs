//! The LiveKit server: how it is reached, and with which secrets.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use livekit_api::services::LiveKitApi;
use livekit_protocol as proto;
use runtime::Result;
use runtime::config::{Config, Recordings, SecretValues};
use runtime::secrets::Secrets;

use crate::call::CallError;

/// A call may take this long: below the functions' own timeout of 10 s, with room for what goes
/// before and after. (The crate's own default is 10 s.)
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// A start of an egress may take this long: LiveKit looks for a worker for some 22 s. Its answer may be lost all the same.
const EGRESS_TIMEOUT: Duration = Duration::from_secs(25);

/// The LiveKit server. Cheap to clone; one HTTP client a process.
#[derive(Clone)]
pub struct LiveKit {
    url: String,
    ws_url: String,
    /// The deployment's own encoding, by LiveKit's number.
    pub(crate) preset: i32,
    is_direct_chat_allowed: bool,
    secrets: Secrets,
    recordings: Option<Recordings>,
    api: Arc<Mutex<Option<Connected>>>,
}

#[derive(Clone)]
struct Connected {
    secrets: Arc<SecretValues>,
    api: Arc<LiveKitApi>,
    /// The same one in a deployment that does not record.
    patient_api: Arc<LiveKitApi>,
}

impl fmt::Debug for LiveKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveKit({})", self.url)
    }
}

/// `INGRESS_PRESET` is none of LiveKit's names.
#[derive(Debug, thiserror::Error)]
#[error("INGRESS_PRESET is not usable: LiveKit has no video preset called {0}")]
pub struct UnknownPreset(String);

impl LiveKit {
    /// The server that `config` names; nothing is sent yet.
    ///
    /// # Errors
    /// [`UnknownPreset`] when LiveKit has no such encoding preset.
    pub fn new(config: &Config, secrets: Secrets) -> std::result::Result<Self, UnknownPreset> {
        let preset = &config.ingress_preset;
        let preset =
            proto::IngressVideoEncodingPreset::from_str_name(preset).ok_or_else(|| UnknownPreset(preset.clone()))?;
        let (url, ws_url) = (config.livekit_url.clone(), config.livekit_ws_url());
        let recordings = config.recordings.clone();
        let is_direct_chat_allowed = config.chat.is_direct_allowed;
        let preset = preset.into();
        Ok(Self { url, ws_url, preset, is_direct_chat_allowed, secrets, recordings, api: Arc::default() })
    }

    /// The address that players connect to.
    #[must_use]
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// Whether the deployment lets viewers write into a room past the API, where its host never said.
    #[must_use]
    pub const fn is_direct_chat_allowed(&self) -> bool {
        self.is_direct_chat_allowed
    }

    /// The key and secret that sign tokens now.
    ///
    /// # Errors
    /// Secrets Manager away.
    pub async fn signing_secrets(&self) -> Result<Arc<SecretValues>> {
        self.secrets.current().await
    }

    pub(crate) async fn api(&self) -> std::result::Result<Arc<LiveKitApi>, CallError> {
        Ok(self.connected().await?.api)
    }

    /// The same with the patience that a start of an egress needs.
    pub(crate) async fn patient_api(&self) -> std::result::Result<Arc<LiveKitApi>, CallError> {
        Ok(self.connected().await?.patient_api)
    }

    /// Where recordings go; `None` in a deployment that does not record.
    #[must_use]
    pub const fn recordings(&self) -> Option<&Recordings> {
        self.recordings.as_ref()
    }

    async fn connected(&self) -> std::result::Result<Connected, CallError> {
        let secrets = self.secrets.current().await.map_err(|error| CallError::Away(error.into()))?;
        let mut held = self.api.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = held.as_ref()
            && Arc::ptr_eq(&connected.secrets, &secrets)
        {
            return Ok(connected.clone());
        }
        let api = |timeout: Duration| {
            LiveKitApi::with_api_key(&self.url, &secrets.livekit_api_key, secrets.livekit_api_secret.expose())
                .with_request_timeout(timeout)
                // It would replay calls in another region; CreateIngress is not idempotent, and no start of an egress is.
                .with_failover(false)
        };
        let patient_api = self.recordings.as_ref().map(|_| Arc::new(api(EGRESS_TIMEOUT)));
        let api = Arc::new(api(CALL_TIMEOUT));
        let connected = Connected { patient_api: patient_api.unwrap_or_else(|| api.clone()), api, secrets };
        *held = Some(connected.clone());
        Ok(connected)
    }
}
