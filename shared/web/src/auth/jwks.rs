//! The identity provider's public keys.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use domain::Time;
use jwt::jwk::Jwk;
use jwt::{Algorithm, DecodingKey};
use runtime::Clock;
use serde_json::{Value, json};

use crate::error::{Error, Result};

/// Keys are read again after so many seconds.
const MAX_AGE_SECS: i64 = 10 * 60;
/// The provider is asked no oftener than this, in seconds, whatever tokens come and whether it answers.
const MIN_REFETCH_SECS: i64 = 60;
/// While no keys are held at all nobody can sign in, so it is asked this often, in seconds.
const MIN_FIRST_FETCH_SECS: i64 = 5;
/// Keys of a provider that does not answer are used for so many seconds after they were read.
const MAX_USE_SECS: i64 = 24 * 60 * 60;
/// The provider has this long to answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A key that can be used: its name, what it signs, and itself.
#[derive(Clone)]
struct Key {
    id: Option<String>,
    algorithm: Algorithm,
    key: DecodingKey,
}

/// What is known of the provider.
#[derive(Default)]
struct Held {
    /// The keys, and when they were read.
    keys: Option<(Arc<[Key]>, Time)>,
    /// When it was asked last, whatever came of it.
    asked_at: Option<Time>,
}

/// The keys behind a JWKS address, read when first needed. Cheap to clone; clones share the keys.
#[derive(Clone)]
pub struct Jwks(Arc<Parts>);

struct Parts {
    url: String,
    /// Made when it is first needed: most processes of most deployments never ask.
    http: OnceLock<reqwest::Client>,
    clock: Clock,
    held: Mutex<Held>,
    /// Held by whoever asks the provider.
    asking: tokio::sync::Mutex<()>,
}

impl Jwks {
    /// Keys behind `url`; nothing is sent yet.
    pub fn new(url: &str, clock: Clock) -> Self {
        let (http, held, asking) = Default::default();
        Self(Arc::new(Parts { url: url.to_owned(), http, clock, held, asking }))
    }

    /// The keys that `kid` names, or the only one for `algorithm` when the token names none; none when there
    /// is none that may check this algorithm.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the provider is away and no keys are held.
    pub async fn keys(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Vec<DecodingKey>> {
        let found = self.usable().map(|keys| find(&keys, kid, algorithm)).filter(|found| !found.is_empty());
        if let Some(found) = &found
            && !self.is_due(MAX_AGE_SECS)
        {
            return Ok(found.clone());
        }
        let _asking = match (self.0.asking.try_lock(), found) {
            (Ok(asking), _) => asking,
            // Somebody asks already, and the keys that are held will do meanwhile.
            (Err(_), Some(found)) => return Ok(found),
            (Err(_), None) => self.0.asking.lock().await,
        };
        // Whoever asked before may have found it, or that nobody answers.
        if self.usable().is_none_or(|keys| find(&keys, kid, algorithm).is_empty()) || self.is_due(MAX_AGE_SECS) {
            self.ask().await;
        }
        let keys = self.usable().ok_or_else(|| Error::unavailable("identity-provider", "no keys are held"))?;
        Ok(find(&keys, kid, algorithm))
    }

    /// The keys held, unless they are too old to be trusted.
    fn usable(&self) -> Option<Arc<[Key]>> {
        let held = self.held();
        let (keys, read_at) = held.keys.as_ref()?;
        (self.0.clock.now() < read_at.plus_secs(MAX_USE_SECS)).then(|| keys.clone())
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether what is held was read `age_secs` ago or longer.
    fn is_due(&self, age_secs: i64) -> bool {
        self.held().keys.as_ref().is_none_or(|(_, read_at)| self.0.clock.now() >= read_at.plus_secs(age_secs))
    }

    /// Asks the provider, if it was not asked just now. Keys that are held stay where it does not answer.
    async fn ask(&self) {
        let now = self.0.clock.now();
        {
            let mut held = self.held();
            let pause = if held.keys.is_some() { MIN_REFETCH_SECS } else { MIN_FIRST_FETCH_SECS };
            if held.asked_at.is_some_and(|at| now < at.plus_secs(pause)) {
                return;
            }
            held.asked_at = Some(now);
        }
        match self.fetch().await {
            Ok(keys) => self.held().keys = Some((keys.into(), now)),
            Err(cause) => tracing::warn!(event = "jwks_refetch", outcome = "failed", cause),
        }
    }

    async fn fetch(&self) -> Result<Vec<Key>, String> {
        let http = self.0.http.get_or_init(runtime::https::client);
        let answered =
            async { http.get(&self.0.url).timeout(TIMEOUT).send().await?.error_for_status()?.json::<Value>().await };
        let document = answered.await.map_err(|error| error.to_string())?;
        let given = document["keys"].as_array().ok_or("the answer has no keys")?;
        let keys: Vec<Key> = given.iter().filter_map(usable_key).collect();
        if keys.len() < given.len() {
            tracing::info!(
                event = "jwks_refetch",
                outcome = "ok",
                keys = keys.len(),
                passed_over = given.len() - keys.len()
            );
        }
        Ok(keys)
    }
}

/// The keys that may check a token. Two of one name are both tried: providers reuse names.
fn find(keys: &[Key], kid: Option<&str>, algorithm: Algorithm) -> Vec<DecodingKey> {
    let fitting = keys.iter().filter(|key| key.algorithm == algorithm);
    match kid {
        Some(kid) => fitting.filter(|key| key.id.as_deref() == Some(kid)).map(|key| key.key.clone()).collect(),
        None => {
            let mut fitting = fitting.map(|key| key.key.clone());
            let only = fitting.next();
            if fitting.next().is_some() { vec![] } else { only.into_iter().collect() }
        }
    }
}

/// A key of the document that we can use. One that is odd, of another kind, or for another use is passed
/// over: it is no reason to refuse the tokens of the others.
fn usable_key(given: &Value) -> Option<Key> {
    let mut given = given.clone();
    // Base64 with its padding, which a JWK has not.
    for part in ["n", "e", "x", "y"] {
        if let Some(text) = given.get(part).and_then(Value::as_str) {
            given[part] = json!(text.trim_end_matches('='));
        }
    }
    let jwk: Jwk = serde_json::from_value(given).ok()?;
    let algorithm = algorithm_of(&jwk)?;
    Some(Key { id: jwk.common.key_id.clone(), algorithm, key: DecodingKey::from_jwk(&jwk).ok()? })
}

/// A key checks only its own algorithm: the family must fit, and `alg`, `use` and `key_ops` where they are
/// stated.
fn algorithm_of(jwk: &Jwk) -> Option<Algorithm> {
    use jwt::jwk::{AlgorithmParameters, EllipticCurve, KeyOperations, PublicKeyUse};
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => Algorithm::ES256,
        AlgorithmParameters::OctetKeyPair(okp) if okp.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
        _ => return None,
    };
    let common = &jwk.common;
    let stated = common.key_algorithm.as_ref().is_none_or(|alg| format!("{alg:?}") == format!("{algorithm:?}"));
    let signs = common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
    let verifies = common.key_operations.as_ref().is_none_or(|list| list.contains(&KeyOperations::Verify));
    (stated && signs && verifies).then_some(algorithm)
}
