//! The client that webhooks are sent by.

use std::sync::Arc;
use std::time::Duration;

/// An address that does not answer within this has failed; longer than any gateway waits.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// The client that delivers: TLS by rustls on ring with Mozilla's roots, as everywhere in this workspace.
#[expect(clippy::expect_used, reason = "fixed configuration")]
pub(super) fn client() -> reqwest::Client {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).timeout(ANSWER_TIMEOUT);
    client.build().expect("a client with fixed settings")
}
