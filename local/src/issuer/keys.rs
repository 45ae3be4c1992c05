//! The key that signs, made at start. P-256 takes no time; an RSA key would take seconds.

use jwt::jwk::{Jwk, JwkSet};
use jwt::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Map, Value};

use crate::trouble::{Context as _, Trouble};

pub(super) struct Keys {
    id: String,
    private: EncodingKey,
    public: Jwk,
}

impl Keys {
    /// A new pair.
    pub(super) fn generate() -> Result<Self, Trouble> {
        let private = jwt::generate_es256().context("the issuer's key")?;
        let id = runtime::Random::system().id(runtime::Clock::system().now());
        let mut public = jwt::public_half(&private, Algorithm::ES256).context("the issuer's key")?;
        public.common.key_id = Some(id.clone());
        Ok(Self { id, private, public })
    }

    /// The public half, as a JWKS document has it.
    pub(super) fn document(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }

    /// A signed token.
    pub(super) fn sign(&self, claims: &Map<String, Value>) -> Result<String, Trouble> {
        let header = Header { kid: Some(self.id.clone()), ..Header::new(Algorithm::ES256) };
        encode(&header, claims, &self.private).context("the issuer's token")
    }

    /// What a token of ours says; `None` for one that is not. Whether it is still good is for the caller.
    pub(super) fn read(&self, token: &str) -> Option<Map<String, Value>> {
        let mut validation = Validation::new(Algorithm::ES256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        let key = DecodingKey::from_jwk(&self.public).ok()?;
        decode(token, &key, &validation).ok().map(|token| token.claims)
    }
}
