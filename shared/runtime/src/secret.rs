//! Secrets as values: none is empty, none is shown, and none that signs is shorter than its algorithm asks.

use std::fmt;

use hmac::{Hmac, Mac};
use serde_json::{Map, Value};
use sha2::Sha256;

use crate::config_error::ConfigError;

/// Fewest bytes of a secret that signs with HS256: those of its hash (RFC 7518, 3.2). livekit-server takes
/// none that is shorter either.
pub const MIN_SIGNING_BYTES: usize = 32;

/// A value that must not be seen: `Debug` hides it. There is none without text, and none with white space
/// at its ends, which a line break after a pasted value is.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text; `None` when nothing but white space is in it.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text itself, for the one call that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A key made from it that serves one purpose alone: who knows it knows nothing of the secret, nor of
    /// the key of another purpose (HMAC-SHA256 over the purpose's name, as HKDF expands one block).
    #[must_use]
    pub fn key_for(&self, purpose: &'static str) -> [u8; 32] {
        // The fixed type takes a key of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()) else { unreachable!("HMAC takes any key") };
        mac.update(b"onair key for ");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The secrets of the service, from variables or from the JSON object in Secrets Manager; in both an empty
/// one is absent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SecretValues {
    /// `LIVEKIT_API_KEY`: name of the signing key, `iss` of tokens and webhooks.
    pub livekit_api_key: String,
    /// `LIVEKIT_API_SECRET`.
    pub livekit_api_secret: Secret,
    /// `JWT_SECRET`: shared secret of HS256 bearer tokens; absent where only a JWKS is used.
    pub jwt_secret: Option<Secret>,
    /// `LIVEKIT_PREVIOUS_API_KEY`: a key that still signs webhooks while keys are rotated; never without
    /// its secret.
    pub previous_api_key: Option<String>,
    /// `LIVEKIT_PREVIOUS_API_SECRET`.
    pub previous_api_secret: Option<Secret>,
    /// By which LiveKit's egress uploads recordings; absent where its worker has a role of its own.
    pub recordings: Option<UploadKeys>,
}

/// Keys that may put objects into the recordings' bucket, and nothing else: LiveKit is handed them with each recording.
#[derive(Debug, Clone)]
pub struct UploadKeys {
    /// `RECORDINGS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `RECORDINGS_SECRET_ACCESS_KEY`.
    pub secret_access_key: Secret,
}

impl SecretValues {
    /// Reads them by their names.
    ///
    /// # Errors
    /// The first that is missing, or too short to sign with; never with anything of its value.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let secret = |name: &str| get(name).as_deref().and_then(Secret::new);
        let text = |name: &str| secret(name).map(|secret| secret.0);
        let signing = |name: &'static str| match secret(name) {
            Some(secret) if secret.0.len() < MIN_SIGNING_BYTES => Err(ConfigError::Unusable {
                name,
                reason: format!("a secret that signs has {MIN_SIGNING_BYTES} bytes or more, and it has fewer"),
            }),
            given => Ok(given),
        };
        let (previous_api_key, previous_api_secret) =
            text("LIVEKIT_PREVIOUS_API_KEY").zip(signing("LIVEKIT_PREVIOUS_API_SECRET")?).unzip();
        Ok(Self {
            livekit_api_key: text("LIVEKIT_API_KEY").ok_or(ConfigError::Missing("LIVEKIT_API_KEY"))?,
            livekit_api_secret: signing("LIVEKIT_API_SECRET")?.ok_or(ConfigError::Missing("LIVEKIT_API_SECRET"))?,
            jwt_secret: signing("JWT_SECRET")?,
            previous_api_key,
            previous_api_secret,
            recordings: text("RECORDINGS_ACCESS_KEY_ID")
                .zip(secret("RECORDINGS_SECRET_ACCESS_KEY"))
                .map(|(access_key_id, secret_access_key)| UploadKeys { access_key_id, secret_access_key }),
        })
    }

    /// Reads the text of a Secrets Manager secret.
    ///
    /// # Errors
    /// It is no JSON object of texts; what [`SecretValues::read`] finds.
    pub fn from_json(text: &str) -> Result<Self, ConfigError> {
        // serde's message may quote the text, so it is not kept.
        let fields: Map<String, Value> = serde_json::from_str(text).map_err(|_| ConfigError::NoSecrets)?;
        Self::read(|name| fields.get(name)?.as_str().map(str::to_owned))
    }

    /// LiveKit's secrets that are in use: the present one first, then the one before it.
    pub fn livekit_secrets(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.livekit_api_secret).chain(&self.previous_api_secret)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const LONG: &str = "a secret of livekit of 32 bytes!";

    fn read(extra: &Value) -> Result<SecretValues, String> {
        let mut all = json!({"LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": LONG});
        all.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        SecretValues::from_json(&all.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_one_is_absent() {
        assert_eq!(LONG.len(), MIN_SIGNING_BYTES);
        for nothing in [json!(""), json!(" \n"), json!(null), json!(7)] {
            let values = read(&json!({
                "JWT_SECRET": nothing, "LIVEKIT_PREVIOUS_API_KEY": nothing, "LIVEKIT_PREVIOUS_API_SECRET": nothing,
            }))
            .unwrap();
            assert_eq!((values.jwt_secret, values.previous_api_key, values.previous_api_secret), (None, None, None));
            for name in ["LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"] {
                assert_eq!(read(&json!({name: nothing})).unwrap_err(), format!("{name} is not set"));
            }
        }
    }

    #[test]
    fn half_of_the_previous_key_is_none() {
        for half in [json!({"LIVEKIT_PREVIOUS_API_KEY": "old"}), json!({"LIVEKIT_PREVIOUS_API_SECRET": LONG})] {
            let values = read(&half).unwrap();
            assert_eq!((values.previous_api_key, values.previous_api_secret), (None, None));
        }
    }

    #[test]
    fn white_space_at_the_ends_is_cut() {
        let values = read(&json!({"JWT_SECRET": format!(" {LONG}\r\n"), "LIVEKIT_API_KEY": "key\n"})).unwrap();
        assert_eq!((values.jwt_secret.unwrap().expose(), values.livekit_api_key.as_str()), (LONG, "key"));
    }

    #[test]
    fn one_too_short_to_sign_is_named_and_not_shown() {
        for name in ["JWT_SECRET", "LIVEKIT_API_SECRET", "LIVEKIT_PREVIOUS_API_SECRET"] {
            let error = read(&json!({name: format!("  {}\n", &LONG[1..])})).unwrap_err();
            assert!(error.starts_with(name) && !error.contains(&LONG[1..]), "{error}");
        }
        for text in ["", "[]", "\"x\"", "{", "null"] {
            let error = SecretValues::from_json(text).unwrap_err().to_string();
            assert_eq!(error, "the secret is not a JSON object");
        }
    }

    #[test]
    fn nothing_is_printed() {
        let values = read(&json!({"JWT_SECRET": LONG})).unwrap();
        assert!(!format!("{values:?}").contains("32 bytes"));
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let secret = Secret::new(LONG).unwrap();
        assert_eq!(secret.key_for("cursors"), secret.key_for("cursors"));
        assert_ne!(secret.key_for("cursors"), secret.key_for("chat"));
        assert_ne!(secret.key_for("cursors"), Secret::new(&LONG[1..]).unwrap().key_for("cursors"));
    }
}
