//! The identity provider's public keys.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::Time;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey};
use runtime::clock::Clock;
use tokio::sync::Mutex;

use crate::error::{Error, Result};

/// Keys are read again after so many seconds.
const MAX_AGE_SECS: i64 = 10 * 60;
/// A token with an unknown key id makes one read, no oftener than this many seconds.
const MIN_REFETCH_SECS: i64 = 60;
/// The provider has this long to answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Keys, and when they were read.
type Held = (Arc<JwkSet>, Time);

/// The keys behind a JWKS address, read when first needed. Cheap to clone; clones share the keys.
#[derive(Clone)]
pub struct Jwks {
    url: String,
    /// Made when first needed: most tokens of most deployments are checked without.
    http: Arc<OnceLock<reqwest::Client>>,
    clock: Clock,
    held: Arc<Mutex<Option<Held>>>,
}

impl Jwks {
    /// Keys behind `url`; nothing is sent yet.
    pub fn new(url: &str, clock: Clock) -> Self {
        Self { url: url.to_owned(), http: Arc::default(), clock, held: Arc::default() }
    }

    /// The key that `kid` names, or the only one for `algorithm` when the token names none. `None` when
    /// there is none that may check this algorithm.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the provider is away and no keys are held.
    pub async fn key(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Option<DecodingKey>> {
        for max_age in [MAX_AGE_SECS, MIN_REFETCH_SECS] {
            let keys = self.read(max_age).await?;
            if let Some(key) = find(&keys, kid, algorithm) {
                return DecodingKey::from_jwk(key).map(Some).map_err(Error::internal);
            }
        }
        Ok(None)
    }

    async fn read(&self, max_age_secs: i64) -> Result<Arc<JwkSet>> {
        let mut held = self.held.lock().await;
        let now = self.clock.now();
        if let Some((keys, read_at)) = held.as_ref()
            && now < read_at.plus_secs(max_age_secs)
        {
            return Ok(keys.clone());
        }
        let fetched = async {
            let http = self.http.get_or_init(crate::client::https);
            http.get(&self.url).timeout(TIMEOUT).send().await?.error_for_status()?.json::<JwkSet>().await
        };
        match fetched.await {
            Ok(keys) => {
                let keys = Arc::new(keys);
                *held = Some((keys.clone(), now));
                Ok(keys)
            }
            Err(error) => match held.as_mut() {
                // Keys change rarely; the ones held are better than none.
                Some((keys, read_at)) => {
                    tracing::warn!(event = "jwks_refetch", outcome = "failed", cause = %error);
                    *read_at = now.plus_secs(MIN_REFETCH_SECS - MAX_AGE_SECS);
                    Ok(keys.clone())
                }
                None => Err(Error::unavailable("identity-provider", error)),
            },
        }
    }
}

fn find<'a>(keys: &'a JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Option<&'a Jwk> {
    let mut fitting = keys.keys.iter().filter(|key| fits(key, algorithm));
    match kid {
        Some(kid) => fitting.find(|key| key.common.key_id.as_deref() == Some(kid)),
        None => fitting.next().filter(|_| keys.keys.iter().filter(|key| fits(key, algorithm)).count() == 1),
    }
}

/// A key checks only its own algorithm: the family must fit, and `alg` and `use` where they are stated.
fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, PublicKeyUse};
    let family = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(ec), Algorithm::ES256) => ec.curve == EllipticCurve::P256,
        (AlgorithmParameters::OctetKeyPair(okp), Algorithm::EdDSA) => okp.curve == EllipticCurve::Ed25519,
        _ => false,
    };
    let stated = key.common.key_algorithm.as_ref().is_none_or(|alg| format!("{alg:?}") == format!("{algorithm:?}"));
    let signs = key.common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
    family && stated && signs
}
