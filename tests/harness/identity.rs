//! An identity provider with public keys: serves their JWKS document, and holds their private halves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use jwt::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// A key pair of the identity provider.
#[derive(Debug, Clone, Copy)]
pub struct IdentityKey {
    /// Its `kid`.
    pub id: &'static str,
    /// What it signs.
    pub algorithm: Algorithm,
    der: &'static [u8],
}

impl IdentityKey {
    /// An RSA key.
    pub const RS256: Self =
        Self { id: "rsa-1", algorithm: Algorithm::RS256, der: include_bytes!("../fixtures/keys/rs256.der") };
    /// A key of P-256.
    pub const ES256: Self =
        Self { id: "ec-1", algorithm: Algorithm::ES256, der: include_bytes!("../fixtures/keys/es256.der") };
    /// A key of Ed25519.
    pub const EDDSA: Self =
        Self { id: "ed-1", algorithm: Algorithm::EdDSA, der: include_bytes!("../fixtures/keys/eddsa.der") };
    /// The one that comes after it when the provider rotates its keys.
    pub const EDDSA_NEXT: Self =
        Self { id: "ed-2", algorithm: Algorithm::EdDSA, der: include_bytes!("../fixtures/keys/eddsa-next.der") };
    /// The public half of [`Self::RS256`], as text.
    pub const RS256_PUBLIC_PEM: &'static str = include_str!("../fixtures/keys/rs256.pub.pem");

    pub(crate) fn private(&self) -> EncodingKey {
        match self.algorithm {
            Algorithm::RS256 => EncodingKey::from_rsa_der(self.der),
            Algorithm::ES256 => EncodingKey::from_ec_der(self.der),
            _ => EncodingKey::from_ed_der(self.der),
        }
    }

    /// The public half, as a JWK.
    ///
    /// # Panics
    /// Never: the fixtures are keys.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own fixture")]
    pub fn public(&self) -> Value {
        let mut jwk = jwt::public_half(&self.private(), self.algorithm).expect("a public half");
        jwk.common.key_id = Some(self.id.to_owned());
        serde_json::to_value(jwk).expect("JSON")
    }
}

/// The provider; it ends with this value.
pub struct IdentityProvider {
    url: String,
    document: Arc<Mutex<Option<Value>>>,
    reads: Arc<AtomicUsize>,
    server: JoinHandle<()>,
}

impl IdentityProvider {
    /// A provider with these keys.
    ///
    /// # Panics
    /// When no port can be had.
    #[expect(clippy::expect_used, reason = "a test without its provider has failed")]
    pub async fn start(keys: &[IdentityKey]) -> Self {
        let (document, reads) = (Arc::new(Mutex::new(Some(document_of(keys)))), Arc::new(AtomicUsize::new(0)));
        let (served, counted) = (document.clone(), reads.clone());
        let answer = async move || {
            counted.fetch_add(1, Ordering::Relaxed);
            let document = served.lock().unwrap_or_else(PoisonError::into_inner).clone();
            document.map(Json).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
        };
        let router = Router::new().route("/jwks.json", get(answer));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let url = format!("http://{}/jwks.json", listener.local_addr().expect("its address"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("the provider serves") });
        Self { url, document, reads, server }
    }

    /// Where its keys are.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves other keys from now on.
    pub fn rotate(&self, keys: &[IdentityKey]) {
        self.serve(document_of(keys));
    }

    /// Serves this document from now on.
    pub fn serve(&self, document: Value) {
        *self.document.lock().unwrap_or_else(PoisonError::into_inner) = Some(document);
    }

    /// Answers 500 from now on.
    pub fn fail(&self) {
        *self.document.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How often the keys were read.
    #[must_use]
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn document_of(keys: &[IdentityKey]) -> Value {
    json!({ "keys": keys.iter().map(IdentityKey::public).collect::<Vec<_>>() })
}
