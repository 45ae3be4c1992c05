//! Bearer tokens, as the identity provider of a frontend makes them.

use domain::Time;
use jwt::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use crate::IdentityKey;

/// The secret of the tests' HS256 tokens.
pub const JWT_SECRET: &str = "the-tests-own-secret-of-bearer-tokens-0001";
/// The `iss` of the tests' tokens; worlds where `JWT_ISSUER` is not set do not look at it.
pub const ISSUER: &str = "https://id.example.com";
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
    header: Header,
    key: EncodingKey,
}

impl Bearer {
    /// The token of `name`, good for an hour from `now`.
    #[must_use]
    pub fn new(name: &str, now: Time) -> Self {
        let id = format!("usr_{name}");
        let claims = json!({
            "iss": ISSUER,
            "sub": id,
            "username": name,
            "name": name,
            "exp": now.as_secs() + 3600,
        });
        let claims = claims.as_object().cloned().unwrap_or_default();
        let key = EncodingKey::from_secret(JWT_SECRET.as_bytes());
        Self { id, claims, header: Header::new(Algorithm::HS256), key }
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
    pub fn signed_with(mut self, secret: impl AsRef<[u8]>) -> Self {
        self.key = EncodingKey::from_secret(secret.as_ref());
        self
    }

    /// Signed by a key of the identity provider.
    #[must_use]
    pub fn signed_by(mut self, key: &IdentityKey) -> Self {
        self.header = Header { kid: Some(key.id.to_owned()), ..Header::new(key.algorithm) };
        self.key = key.private();
        self
    }

    /// Naming this key in the header, whichever signs; `None`: none.
    #[must_use]
    pub fn key_id(mut self, id: Option<&str>) -> Self {
        self.header.kid = id.map(str::to_owned);
        self
    }

    /// Signed with another HMAC.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.header.alg = algorithm;
        self
    }

    /// The token itself.
    ///
    /// # Panics
    /// When the key is none for the algorithm.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn token(&self) -> String {
        jwt::encode(&self.header, &self.claims, &self.key).expect("a key that signs")
    }

    /// The same claims under `"alg":"none"`, without a signature.
    #[must_use]
    pub fn unsigned(&self) -> String {
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let claims = Value::Object(self.claims.clone());
        format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(&claims))
    }
}
