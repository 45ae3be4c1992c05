//! Bearer tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use jwt::errors::ErrorKind;
use jwt::{Algorithm, DecodingKey, Validation};
use runtime::clock::Clock;
use runtime::config::JwtConfig;
use runtime::secrets::Secrets;
use serde_json::{Map, Value};

use super::claims::Claims;
use super::jwks::Jwks;
use crate::error::{Error, Result};

/// Checks bearer tokens: HS256 with the shared secret, or RS256, ES256 and EdDSA with the provider's
/// keys. Each algorithm has keys of its own, so a public key never serves as a shared secret.
#[derive(Clone)]
pub struct TokenVerifier {
    config: JwtConfig,
    secrets: Secrets,
    jwks: Option<Jwks>,
    clock: Clock,
}

/// Longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 8 * 1024;
/// So many seconds may the issuer's clock and ours differ.
const LEEWAY_SECS: i64 = 60;

impl TokenVerifier {
    /// A verifier; nothing is read yet.
    #[must_use]
    pub fn new(config: JwtConfig, secrets: Secrets, clock: Clock) -> Self {
        let jwks = config.jwks_url.as_deref().map(|url| Jwks::new(url, clock.clone()));
        Self { config, secrets, jwks, clock }
    }

    /// Who calls, by the `Authorization` header; `None` without one.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for every token that is not good; [`Error::Unavailable`] when the means to
    /// check it are away.
    pub async fn caller(&self, headers: &HeaderMap) -> Result<Option<Claims>> {
        let mut given = headers.get_all(AUTHORIZATION).iter();
        let Some(header) = given.next() else { return Ok(None) };
        if given.next().is_some() {
            // Which of two would be the caller?
            return Err(Error::Unauthenticated);
        }
        let token = header.to_str().ok().and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let token = token.filter(|token| token.len() <= MAX_TOKEN).ok_or(Error::Unauthenticated)?;
        self.verify(token).await.map(Some)
    }

    async fn verify(&self, token: &str) -> Result<Claims> {
        let header = jwt::decode_header(token).map_err(|_| Error::Unauthenticated)?;
        if has_critical(token) {
            return Err(Error::Unauthenticated);
        }
        let claims = match header.alg {
            Algorithm::HS256 => self.verify_shared(token).await?,
            Algorithm::RS256 | Algorithm::ES256 | Algorithm::EdDSA => {
                let jwks = self.jwks.as_ref().ok_or(Error::Unauthenticated)?;
                let keys = jwks.keys(header.kid.as_deref(), header.alg).await?;
                let claims = keys.iter().find_map(|key| self.decode(token, key, header.alg).ok());
                claims.ok_or(Error::Unauthenticated)?
            }
            _ => return Err(Error::Unauthenticated),
        };
        if !self.is_in_time(&claims) || !self.is_for_us(&claims) {
            return Err(Error::Unauthenticated);
        }
        Claims::read(&claims, &self.config.admin_claim, &self.config.admin_value).ok_or(Error::Unauthenticated)
    }

    /// A signature that fails may be of a newer secret than the one held.
    async fn verify_shared(&self, token: &str) -> Result<Map<String, Value>> {
        let mut secrets = self.secrets.current().await?;
        loop {
            let secret = secrets.jwt_secret.as_ref().ok_or(Error::Unauthenticated)?;
            let key = DecodingKey::from_secret(secret.expose().as_bytes());
            match self.decode(token, &key, Algorithm::HS256) {
                Ok(claims) => return Ok(claims),
                Err(ErrorKind::InvalidSignature) => match self.secrets.after_failed_signature(&secrets).await? {
                    Some(newer) => secrets = newer,
                    None => return Err(Error::Unauthenticated),
                },
                Err(_) => return Err(Error::Unauthenticated),
            }
        }
    }

    fn decode(&self, token: &str, key: &DecodingKey, algorithm: Algorithm) -> Result<Map<String, Value>, ErrorKind> {
        let mut validation = Validation::new(algorithm);
        // The times are checked by `is_in_time`, against the clock that is passed in.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.required_spec_claims.clear();
        match &self.config.issuer {
            Some(issuer) => {
                validation.set_issuer(&[issuer]);
                validation.required_spec_claims.insert("iss".to_owned());
            }
            None => validation.iss = None,
        }
        // Checked by `is_for_us`, since some providers name the audience otherwise.
        validation.validate_aud = false;
        jwt::decode::<Map<String, Value>>(token, key, &validation)
            .map(|token| token.claims)
            .map_err(|error| error.into_kind())
    }

    /// One of `aud` is one of ours, where we have any; `client_id` counts where there is no `aud` (access
    /// tokens of Cognito).
    fn is_for_us(&self, claims: &Map<String, Value>) -> bool {
        let ours = &self.config.audiences;
        let is_ours = |value: &Value| value.as_str().is_some_and(|text| ours.iter().any(|one| one == text));
        let is_given =
            |value: &&Value| !matches!(value, Value::Null) && *value != "" && *value != &Value::Array(vec![]);
        let named = claims.get("aud").filter(is_given).or_else(|| claims.get("client_id").filter(|id| id.is_string()));
        ours.is_empty()
            || match named {
                Some(Value::Array(several)) => several.iter().any(is_ours),
                Some(one) => is_ours(one),
                None => false,
            }
    }

    /// `exp` is required; `nbf` counts where it stands (RFC 7519). Clocks may differ.
    fn is_in_time(&self, claims: &Map<String, Value>) -> bool {
        let now = self.clock.now().as_secs();
        let seconds = |name: &str| {
            let given = claims.get(name).filter(|value| !value.is_null());
            #[expect(clippy::cast_possible_truncation, reason = "NumericDate may have a fraction, which is dropped")]
            given.map(|value| value.as_i64().or_else(|| value.as_f64().map(|f| f as i64)))
        };
        matches!(seconds("exp"), Some(Some(exp)) if now < exp.saturating_add(LEEWAY_SECS))
            && match seconds("nbf") {
                None => true,
                Some(from) => from.is_some_and(|from| from.saturating_sub(LEEWAY_SECS) <= now),
            }
    }
}

/// Whether the header names extensions that must be understood: we understand none (RFC 7515, 4.1.11). An
/// empty list, or none at all behind the name, is no header of the standard's.
fn has_critical(token: &str) -> bool {
    let header = token.split('.').next().and_then(|header| URL_SAFE_NO_PAD.decode(header).ok());
    let fields = header.and_then(|header| serde_json::from_slice::<Map<String, Value>>(&header).ok());
    fields.is_none_or(|fields| fields.contains_key("crit"))
}
