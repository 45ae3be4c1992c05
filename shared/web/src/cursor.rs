//! Cursors: opaque to the client, bound to one list and one scope, and signed, so that none can be
//! made or altered into a place that was never shown.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use runtime::secret::{Secret, SecretValues};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::app::App;
use crate::error::{Error, Result};

/// A cursor lives so long, in seconds: at least the contract's 10 minutes.
const LIFETIME_SECS: i64 = 60 * 60;
/// The time of issue is rounded down to so many seconds: a page that is asked for again within them is the
/// same to the byte, so that its `ETag` still fits.
const ISSUED_TO_SECS: i64 = 60;
/// Bytes of the signature that a cursor carries: 128 bits.
const TAG_BYTES: usize = 16;

/// Which list, and whose: a cursor of another list or scope is foreign.
#[derive(Debug, Clone, Copy)]
pub struct CursorKind<'a> {
    /// The operation, as in the route table.
    pub operation: &'static str,
    /// What the list was asked for: whose followers, which category, which words, which caller.
    pub scope: &'a str,
}

/// Makes and opens cursors.
#[derive(Debug)]
pub struct Cursor;

#[derive(Serialize, Deserialize)]
struct Payload<P> {
    /// Issued, in seconds since the epoch.
    t: i64,
    /// Position.
    p: P,
}

impl Cursor {
    /// A cursor to `position`.
    ///
    /// # Errors
    /// Secrets Manager away.
    pub async fn issue<P: Serialize>(app: &App, kind: CursorKind<'_>, position: &P) -> Result<String> {
        let now = app.clock.now().as_secs();
        let payload = Payload { t: now - now % ISSUED_TO_SECS, p: position };
        let payload = serde_json::to_vec(&payload).map_err(Error::internal)?;
        let secrets = app.secrets.current().await?;
        let mut bytes = tag(&secrets.livekit_api_secret, kind, &payload)?;
        bytes.extend_from_slice(&payload);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The position of a cursor that we made for this list.
    ///
    /// # Errors
    /// `Invalid cursor` for any other text.
    pub async fn open<P: DeserializeOwned>(app: &App, kind: CursorKind<'_>, text: &str) -> Result<P> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
        let (given, payload) = bytes.split_at_checked(TAG_BYTES).ok_or_else(invalid)?;
        let mut secrets = app.secrets.current().await?;
        while !is_signed(&secrets, kind, given, payload)? {
            // Another process may have signed it with a newer secret.
            secrets = app.secrets.after_failed_signature(&secrets).await?.ok_or_else(invalid)?;
        }
        let payload: Payload<P> = serde_json::from_slice(payload).map_err(|_| invalid())?;
        if app.clock.now().as_secs() > payload.t + LIFETIME_SECS {
            return Err(invalid());
        }
        Ok(payload.p)
    }

    /// The refusal of a foreign, altered or outlived cursor.
    #[must_use]
    pub const fn invalid() -> Error {
        invalid()
    }
}

const fn invalid() -> Error {
    Error::InvalidCursor
}

/// Whether one of LiveKit's secrets that are in use signed it: a rotation leaves cursors good.
fn is_signed(secrets: &SecretValues, kind: CursorKind<'_>, given: &[u8], payload: &[u8]) -> Result<bool> {
    let mut is_signed = false;
    for secret in secrets.livekit_secrets() {
        is_signed |= bool::from(subtle::ConstantTimeEq::ct_eq(tag(secret, kind, payload)?.as_slice(), given));
    }
    Ok(is_signed)
}

/// Signed by a key that serves cursors alone. LiveKit's secret is always there, and while it is rotated so
/// is the one before it; that of bearer tokens may be missing, and has none before it.
fn tag(secret: &Secret, kind: CursorKind<'_>, payload: &[u8]) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.key_for("cursors")).map_err(Error::internal)?;
    for part in [kind.operation.as_bytes(), kind.scope.as_bytes(), payload] {
        // Lengths first, so that no two splits of the same bytes sign alike.
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    Ok(mac.finalize().into_bytes()[..TAG_BYTES].to_vec())
}
