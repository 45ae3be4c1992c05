//! How a stand-in is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::buckets::Keys;

/// Waits between LiveKit's attempts to deliver a webhook.
const RETRY_WAITS: [u64; 4] = [1, 2, 4, 8];

/// An event older than this when its turn comes is dropped.
const EVENT_MAX_AGE: Duration = Duration::from_secs(30);

/// How a stand-in is set up.
#[derive(Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The key that signs tokens and webhooks.
    pub api_key: String,
    /// Its secret.
    pub api_secret: String,
    /// Where webhooks go; none are sent while it is empty.
    pub webhook_urls: Vec<String>,
    /// What `CreateIngress` answers as `url` of an RTMP ingress.
    pub rtmp_base_url: String,
    /// What `CreateIngress` answers as `url` of a WHIP ingress.
    pub whip_base_url: String,
    /// By which egress uploads where a request brings no keys: its worker's own right.
    pub own_keys: Option<Keys>,
    /// Milliseconds since the epoch, for all that is stored and sent. Tokens that come in are checked
    /// against the machine's clock instead, since LiveKit's SDKs sign them by it.
    pub now_millis: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Real time between the attempts to deliver a webhook; one attempt more than waits.
    pub retry_waits: Vec<Duration>,
    /// An event that waited longer than this, in real time, is dropped when its turn comes.
    pub event_max_age: Duration,
}

impl Options {
    /// On a free port of the loopback, with LiveKit's usual addresses and waits, by the machine's clock.
    pub fn new(api_key: impl Into<String>, api_secret: impl Into<String>) -> Self {
        Self {
            bind: (Ipv4Addr::LOCALHOST, 0).into(),
            api_key: api_key.into(),
            api_secret: api_secret.into(),
            webhook_urls: vec![],
            rtmp_base_url: "rtmp://127.0.0.1:1935/live".to_owned(),
            whip_base_url: "http://127.0.0.1:8080/w".to_owned(),
            own_keys: None,
            now_millis: Arc::new(machine_millis),
            retry_waits: RETRY_WAITS.into_iter().map(Duration::from_secs).collect(),
            event_max_age: EVENT_MAX_AGE,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("bind", &self.bind)
            .field("api_key", &self.api_key)
            .field("webhook_urls", &self.webhook_urls)
            .finish_non_exhaustive()
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock of whoever passes none")]
fn machine_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
