//! The bucket, and how it is reached.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Region, RequestChecksumCalculation, ResponseChecksumValidation, SharedHttpClient,
};
use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata};
use runtime::config::Credentials;
use runtime::{Config, Error, aws};

/// A connection takes no longer, or is tried anew.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// One attempt at a call may take this long. S3 takes some 20 to 200 ms, and longer than a second to delete a thousand
/// objects.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// A call with its retries may take this long: under the 10 s that an outbox entry has.
const CALL_TIMEOUT: Duration = Duration::from_secs(8);

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
    http: SharedHttpClient,
    client: OnceLock<Client>,
}

impl Objects {
    /// The bucket that `config` names, by the credentials of the environment; `None` in a deployment that does not record.
    #[must_use]
    pub fn of(config: &Config, http: SharedHttpClient) -> Option<Self> {
        let given = config.recordings.as_ref()?;
        let place =
            Place { bucket: given.bucket.clone(), region: given.region.clone(), endpoint: given.endpoint.clone() };
        Some(Self::new(place, config.table.credentials.clone(), http))
    }

    /// The bucket at `place`.
    #[must_use]
    pub fn new(place: Place, credentials: Credentials, http: SharedHttpClient) -> Self {
        Self(Arc::new(Inner { place, credentials, http, client: OnceLock::new() }))
    }

    pub(crate) fn client(&self) -> &Client {
        let Inner { place, credentials, http, client } = &*self.0;
        client.get_or_init(|| s3(place, credentials, http.clone()))
    }

    pub(crate) fn bucket(&self) -> &str {
        &self.0.place.bucket
    }
}

fn s3(place: &Place, credentials: &Credentials, http: SharedHttpClient) -> Client {
    let patience = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT);
    let mut builder = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(place.region.clone()))
        .credentials_provider(aws::provider(credentials))
        .http_client(http)
        .retry_config(aws::retries())
        .timeout_config(patience.build())
        // TLS sees to what arrives, and S3 to what it keeps; not every other engine knows the newer sums.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    if let Some(endpoint) = &place.endpoint {
        builder = builder.endpoint_url(endpoint).force_path_style(true);
    }
    Client::from_conf(builder.build())
}

/// S3 away, refusing, or without the bucket: whatever it is, the same may succeed once it is mended.
pub(crate) fn unavailable<E>(error: &E) -> Error
where
    E: std::error::Error + ProvideErrorMetadata,
{
    let code = error.code().unwrap_or("no answer");
    Error::unavailable("s3", format!("{code}: {}", DisplayErrorContext(error)))
}
