//! A webhook as LiveKit signs it, computed apart from the code that checks it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Time;
use jwt::{EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{LIVEKIT_KEY, LIVEKIT_SECRET};

/// LiveKit's webhook tokens live 5 minutes.
const LIFETIME_SECS: i64 = 300;

/// An event on its way to us.
#[derive(Debug, Clone)]
pub struct Webhook {
    body: Vec<u8>,
    key: String,
    secret: String,
    issued_at: Option<Time>,
}

impl Webhook {
    /// An event, signed by the tests' key.
    #[must_use]
    pub fn new(event: &Value) -> Self {
        Self::raw(event.to_string().as_bytes())
    }

    /// A body of any kind.
    #[must_use]
    pub fn raw(body: &[u8]) -> Self {
        Self { body: body.to_vec(), key: LIVEKIT_KEY.to_owned(), secret: LIVEKIT_SECRET.to_owned(), issued_at: None }
    }

    /// Signed by another key.
    #[must_use]
    pub fn signed_by(mut self, key: &str, secret: &str) -> Self {
        key.clone_into(&mut self.key);
        secret.clone_into(&mut self.secret);
        self
    }

    /// Signed at another time than when it is sent.
    #[must_use]
    pub const fn issued_at(mut self, at: Time) -> Self {
        self.issued_at = Some(at);
        self
    }

    /// The raw body.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        self.body.clone()
    }

    /// The `Authorization` header.
    ///
    /// # Panics
    /// Never: an HMAC signs every text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn signature(&self, now: Time) -> String {
        let issued = self.issued_at.unwrap_or(now).as_secs();
        let claims = json!({
            "iss": self.key, "nbf": issued, "exp": issued + LIFETIME_SECS,
            "sha256": STANDARD.encode(Sha256::digest(&self.body)),
        });
        let key = EncodingKey::from_secret(self.secret.as_bytes());
        jwt::encode(&Header::default(), &claims, &key).expect("an HMAC signs")
    }
}

impl crate::World {
    /// Sends an event as LiveKit does: signed now, base64 by API Gateway for its content type.
    pub fn deliver(&self, webhook: &Webhook) -> crate::Request<'_> {
        self.post("/api/webhook/livekit")
            .header("content-type", "application/webhook+json")
            .header("authorization", &webhook.signature(self.clock().now()))
            .body(webhook.body())
    }
}
