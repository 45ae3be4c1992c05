//! The DynamoDB client.

use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient};
use runtime::aws::{credentials, retries, timeouts};
use runtime::config::TableConfig;

use crate::timing::Timing;

/// A DynamoDB client.
#[must_use]
pub fn dynamodb(config: &TableConfig, http: SharedHttpClient) -> aws_sdk_dynamodb::Client {
    let mut builder = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(config.region.clone()))
        .credentials_provider(credentials(config))
        .http_client(http)
        .retry_config(retries())
        .timeout_config(timeouts())
        .interceptor(Timing);
    if let Some(endpoint) = &config.endpoint {
        builder = builder.endpoint_url(endpoint);
    }
    aws_sdk_dynamodb::Client::from_conf(builder.build())
}
