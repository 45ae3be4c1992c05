//! A webhook's signature.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::options::Options;

/// A signature is good for so long, in seconds.
const VALID_SECS: i64 = 5 * 60;

/// What LiveKit signs, in its order.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    exp: i64,
    nbf: i64,
    iat: i64,
    sha256: String,
}

/// Signs bodies with one key.
pub struct Signer {
    api_key: String,
    key: EncodingKey,
    now_millis: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl Signer {
    /// With the options' key, secret and clock.
    pub fn new(options: &Options) -> Self {
        Self {
            api_key: options.api_key.clone(),
            key: EncodingKey::from_secret(options.api_secret.as_bytes()),
            now_millis: options.now_millis.clone(),
        }
    }

    /// The token for a body: `Authorization`, without `Bearer`.
    pub fn token(&self, body: &[u8]) -> jwt::errors::Result<String> {
        let now = (self.now_millis)() / 1_000;
        let sha256 = STANDARD.encode(Sha256::digest(body));
        let claims = Claims { iss: &self.api_key, exp: now + VALID_SECS, nbf: now, iat: now, sha256 };
        jwt::encode(&Header::new(Algorithm::HS256), &claims, &self.key)
    }
}
