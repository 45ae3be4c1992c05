//! The bucket, and how it is reached.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::Uri;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{BackoffConfig, RetryConfig};
use runtime::config::Credentials;
use runtime::{Config, Error, Result};

use crate::http::Http;

/// A call with its retries may take this long: under the 10 s that an outbox entry has.
const CALL_TIMEOUT: Duration = Duration::from_secs(8);
/// Attempts after the first one.
const RETRIES: usize = 3;
/// The first wait before them; each further one is by chance between it and twice the one before.
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// Where a bucket is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name.
    pub bucket: String,
    /// In which region of AWS it is.
    pub region: String,
    /// Another engine than the region's. The bucket stands in the path then: such engines have no host name for each.
    pub endpoint: Option<String>,
}

/// The bucket of recordings. It costs nothing to have: its client is made by its first call. Cheap to clone.
#[derive(Clone)]
pub struct Objects(Arc<Inner>);

struct Inner {
    place: Place,
    credentials: Credentials,
    client: OnceLock<AmazonS3>,
}

impl Objects {
    /// The bucket that `config` names, by the credentials of the environment; `None` in a deployment that does not record.
    #[must_use]
    pub fn of(config: &Config) -> Option<Self> {
        let given = config.recordings.as_ref()?;
        let place =
            Place { bucket: given.bucket.clone(), region: given.region.clone(), endpoint: given.endpoint.clone() };
        Some(Self::new(place, config.table.credentials.clone()))
    }

    /// The bucket at `place`.
    #[must_use]
    pub fn new(place: Place, credentials: Credentials) -> Self {
        Self(Arc::new(Inner { place, credentials, client: OnceLock::new() }))
    }

    /// Calls the bucket: what comes of it, or that it took too long.
    pub(crate) async fn call<T>(
        &self,
        call: impl AsyncFnOnce(&AmazonS3) -> Result<T, object_store::Error>,
    ) -> Result<Result<T, object_store::Error>> {
        let client = match self.0.client.get() {
            Some(client) => client,
            None => {
                let made = s3(&self.0.place, &self.0.credentials)?;
                self.0.client.get_or_init(|| made)
            }
        };
        tokio::time::timeout(CALL_TIMEOUT, call(client))
            .await
            .map_err(|_| Error::unavailable("s3", "no answer in time"))
    }
}

/// Where an object is.
pub(crate) fn path(key: &str) -> Result<Path> {
    Path::parse(key).map_err(Error::internal)
}

fn s3(place: &Place, credentials: &Credentials) -> Result<AmazonS3> {
    // An address that is none makes `object_store` panic at the first call.
    if let Some(endpoint) = &place.endpoint {
        let address: Uri = format!("{endpoint}/{}", place.bucket).parse().map_err(Error::internal)?;
        if address.scheme().is_none() || address.host().is_none() {
            return Err(Error::internal(format!("{endpoint}: no address of an S3")));
        }
    }
    let retry = RetryConfig {
        backoff: BackoffConfig { init_backoff: FIRST_WAIT, base: 2.0, ..BackoffConfig::default() },
        max_retries: RETRIES,
        retry_timeout: CALL_TIMEOUT,
    };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_access_key_id(&credentials.access_key_id)
        .with_secret_access_key(credentials.secret_access_key.expose())
        .with_retry(retry)
        .with_http_connector(Http { is_plain_allowed: place.endpoint.is_some() });
    if let Some(token) = &credentials.session_token {
        builder = builder.with_token(token.expose());
    }
    builder = match &place.endpoint {
        Some(endpoint) => builder.with_endpoint(endpoint),
        // A name with a dot in it is none that S3's certificate is for.
        None => builder.with_virtual_hosted_style_request(!place.bucket.contains('.')),
    };
    builder.build().map_err(Error::internal)
}
