//! Bearer tokens, as the identity provider of a frontend makes them.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};
use shared::domain::Time;

/// The secret of the tests' HS256 tokens.
pub const JWT_SECRET: &str = "the-tests-own-secret-of-bearer-tokens-0001";
/// The tests' LiveKit key.
pub const LIVEKIT_KEY: &str = "testkey";
/// Its secret.
pub const LIVEKIT_SECRET: &str = "the-tests-own-secret-of-livekit-00000001";

/// A signed-in user: who they are, and what their token says.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Their id: `usr_` and the name.
    pub id: String,
    claims: Map<String, Value>,
    secret: String,
    algorithm: Algorithm,
}

impl Bearer {
    /// The token of `name`, good for an hour from `now`.
    #[must_use]
    pub fn new(name: &str, now: Time) -> Self {
        let id = format!("usr_{name}");
        let claims = json!({
            "sub": id,
            "username": name,
            "name": name,
            "exp": now.as_secs() + 3600,
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        Self { id, claims, secret: JWT_SECRET.to_owned(), algorithm: Algorithm::HS256 }
    }

    /// With a claim set; null takes it away.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self.claims.remove(name),
            value => self.claims.insert(name.to_owned(), value),
        };
        self
    }

    /// An administrator's.
    #[must_use]
    pub fn admin(self) -> Self {
        self.claim("role", "admin")
    }

    /// Signed with another secret.
    #[must_use]
    pub fn signed_with(mut self, secret: &str) -> Self {
        secret.clone_into(&mut self.secret);
        self
    }

    /// Signed with another HMAC.
    #[must_use]
    pub const fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The token itself.
    ///
    /// # Panics
    /// Never: an HMAC signs every text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn token(&self) -> String {
        let key = EncodingKey::from_secret(self.secret.as_bytes());
        jsonwebtoken::encode(&Header::new(self.algorithm), &self.claims, &key).expect("an HMAC signs")
    }
}
