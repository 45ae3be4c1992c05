//! The webhook gate: was this body signed by our LiveKit?

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::Time;
use jwt::{Algorithm, DecodingKey, Validation};
use runtime::config::{Secret, SecretValues};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// LiveKit's own verifier lets a token be off by a minute.
const LEEWAY_SECS: i64 = 60;

/// The signature is not good; why, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// No JWT.
    #[error("not a token")]
    Malformed,
    /// Signed with a key that is none of ours.
    #[error("unknown key")]
    UnknownKey,
    /// Our key, another secret.
    #[error("wrong signature")]
    WrongSignature,
    /// Not valid yet, or no more.
    #[error("expired")]
    Expired,
    /// Another body than the signed one.
    #[error("another body")]
    AnotherBody,
}

impl BadSignature {
    /// Whether newer secrets could make it good.
    #[must_use]
    pub const fn may_be_rotation(self) -> bool {
        matches!(self, Self::UnknownKey | Self::WrongSignature)
    }
}

#[derive(Deserialize)]
struct Issuer {
    iss: String,
}

#[derive(Deserialize)]
struct Claims {
    exp: i64,
    #[serde(default)]
    nbf: i64,
    sha256: String,
}

/// Checks a webhook's `Authorization` against its raw body: HS256 with a secret of the key that `iss` names,
/// within its time, `sha256` the standard base64 of the body's SHA-256.
///
/// # Errors
/// Why it is not good.
pub fn verify_webhook(secrets: &SecretValues, authorization: &str, body: &[u8], now: Time) -> Result<(), BadSignature> {
    let payload = authorization.split('.').nth(1).ok_or(BadSignature::Malformed)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| BadSignature::Malformed)?;
    let Issuer { iss } = serde_json::from_slice(&payload).map_err(|_| BadSignature::Malformed)?;
    // The times are checked below, against the clock that is passed in.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let mut read = Err(BadSignature::UnknownKey);
    for secret in secrets_of(secrets, &iss) {
        let key = DecodingKey::from_secret(secret.expose().as_bytes());
        read = jwt::decode::<Claims>(authorization, &key, &validation).map_err(|error| match error.kind() {
            jwt::errors::ErrorKind::InvalidSignature => BadSignature::WrongSignature,
            _ => BadSignature::Malformed,
        });
        if read.is_ok() {
            break;
        }
    }
    let claims = read?.claims;

    let now = now.as_secs();
    if now > claims.exp.saturating_add(LEEWAY_SECS) || now < claims.nbf.saturating_sub(LEEWAY_SECS) {
        return Err(BadSignature::Expired);
    }
    let signed = STANDARD.decode(&claims.sha256).map_err(|_| BadSignature::Malformed)?;
    let hash = Sha256::digest(body);
    if bool::from(hash[..].ct_eq(&signed)) { Ok(()) } else { Err(BadSignature::AnotherBody) }
}

/// Several may sign: the present key, and the one before it while keys are rotated. A rotation may keep the key's name
/// and change its secret, so both may be of one name.
fn secrets_of<'a>(secrets: &'a SecretValues, key: &str) -> impl Iterator<Item = &'a Secret> {
    let present = Some((secrets.livekit_api_key.as_str(), &secrets.livekit_api_secret));
    let previous = secrets.previous_api_key.as_deref().zip(secrets.previous_api_secret.as_ref());
    [present, previous].into_iter().flatten().filter(move |(name, _)| *name == key).map(|(_, secret)| secret)
}
