//! CORS as the HTTP API has it (`CorsConfiguration` in `template.yaml`): the gateway answers preflight
//! requests itself, and no function hears of them.

use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Method};
use tower_http::cors::CorsLayer;

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ALLOWED: [HeaderName; 4] = [AUTHORIZATION, CONTENT_TYPE, IDEMPOTENCY_KEY, REQUEST_ID];
const EXPOSED: [HeaderName; 5] = [
    REQUEST_ID,
    RETRY_AFTER,
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("idempotent-replayed"),
];
const MAX_AGE: Duration = Duration::from_secs(600);

/// The layer for these origins; one that cannot stand in a header lets nobody in.
pub(super) fn layer(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(origins)
        .allow_credentials(true)
        .allow_methods(METHODS)
        .allow_headers(ALLOWED)
        .expose_headers(EXPOSED)
        .max_age(MAX_AGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_says_the_same() {
        let template = include_str!("../../../template.yaml");
        let stated = |name: &str, values: Vec<String>| {
            let line = format!("{name}: [{}]", values.join(", "));
            assert!(template.contains(&line), "{line}");
        };
        stated("AllowMethods", METHODS.iter().map(ToString::to_string).collect());
        stated("AllowHeaders", ALLOWED.iter().map(ToString::to_string).collect());
        stated("ExposeHeaders", EXPOSED.iter().map(ToString::to_string).collect());
        assert!(template.contains(&format!("MaxAge: {}", MAX_AGE.as_secs())));
    }
}
