//! The HTTPS client for whatever has no SDK client of its own: identity providers, S3.

/// A client on the process's only TLS stack (rustls on ring), with Mozilla's roots built in: reading the system's takes
/// milliseconds at each start.
///
/// # Panics
/// Never: the configuration is fixed, and made of what ring supports.
#[must_use]
#[expect(clippy::expect_used, reason = "fixed configuration")]
pub fn client() -> reqwest::Client {
    builder().build().expect("a client with fixed settings")
}

/// [`client`], for who has settings of their own.
///
/// # Panics
/// Never: the configuration is fixed, and made of what ring supports.
#[expect(clippy::expect_used, reason = "fixed configuration")]
pub fn builder() -> reqwest::ClientBuilder {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls)
}
