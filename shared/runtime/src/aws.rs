//! The clients of AWS's SDK: one HTTP client, bounded waits, bounded retries, credentials from the environment.

use std::time::Duration;

use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, SharedHttpClient,
};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};

pub use aws_sdk_secretsmanager::Client as SecretsManager;

use crate::config::{Config, TableConfig};

/// One attempt at a call may take this long. DynamoDB answers in single-digit milliseconds; what
/// takes longer than a second is better asked again.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
/// A call with its retries may take this long: under the functions' own timeout of 10 s.
const CALL_TIMEOUT: Duration = Duration::from_secs(4);
/// Attempts at a call, with the SDK's jittered waits between them.
const ATTEMPTS: u32 = 4;

/// The roots of Amazon Trust Services, under which the endpoints of AWS have their certificates; all five, as
/// Amazon asks of who names roots. Of <https://www.amazontrust.com/repository/>, good until 2037 and later.
const AMAZON_ROOTS: &[u8] = include_bytes!("amazon_roots.pem");

/// The HTTP client that all of the SDK's clients in the process share. It trusts Amazon's roots alone: reading the
/// system's 140 took more than half of a function's init (bench/RESULTS.md).
///
/// # Panics
/// Never: the roots are fixed, and read in every test.
#[must_use]
#[expect(clippy::expect_used, reason = "fixed configuration")]
pub fn http() -> SharedHttpClient {
    let trusted = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    let tls = TlsContext::builder().with_trust_store(trusted).build().expect("a context of fixed roots");
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(tls).build_https()
}

/// A Secrets Manager client.
#[must_use]
pub fn secrets_manager(config: &Config, http: SharedHttpClient) -> SecretsManager {
    let mut builder = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(config.table.region.clone()))
        .credentials_provider(credentials(&config.table))
        .http_client(http)
        .retry_config(retries())
        .timeout_config(timeouts());
    if let Some(endpoint) = &config.secrets_endpoint {
        builder = builder.endpoint_url(endpoint);
    }
    SecretsManager::from_conf(builder.build())
}

/// The credentials of the environment.
#[must_use]
pub fn credentials(config: &TableConfig) -> SharedCredentialsProvider {
    let given = &config.credentials;
    SharedCredentialsProvider::new(Credentials::new(
        &given.access_key_id,
        given.secret_access_key.expose(),
        given.session_token.as_ref().map(|token| token.expose().to_owned()),
        None,
        "environment",
    ))
}

/// How often a call is tried.
#[must_use]
pub fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(Duration::from_millis(50))
}

/// How long a call may take.
#[must_use]
pub fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(ATTEMPT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build()
}
