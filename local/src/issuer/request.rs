//! What requests to the issuer have in common.

use std::collections::HashMap;
use std::net::IpAddr;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, HOST};
use http::{HeaderMap, StatusCode};
use serde_json::json;
use url::{Host, Url};

/// The parameters of a query or a form. Of one that came twice the first counts.
pub(super) fn parameters(text: &str) -> HashMap<String, String> {
    let mut parameters = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        parameters.entry(name.into_owned()).or_insert_with(|| value.into_owned());
    }
    parameters
}

/// The gateway as the caller names it: `localhost` and `127.0.0.1` are two origins to a browser. A name
/// that is not this machine's own is not repeated.
pub(crate) fn base(headers: &HeaderMap, api: &str) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let url = host.and_then(|host| Url::parse(&format!("http://{host}")).ok()).filter(is_loopback);
    url.map_or_else(|| api.to_owned(), |url| url.origin().ascii_serialization())
}

/// Whether it is an address on this machine, to which a code may go.
pub(super) fn is_loopback(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    };
    here && matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none()
}

/// An error of the token endpoint (RFC 6749, 5.2).
pub(super) fn refusal(status: StatusCode, error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        let loopback = |url: &str| is_loopback(&Url::parse(url).unwrap());
        for url in ["http://127.0.0.1:5173/signed-in", "http://localhost/", "http://[::1]:3000/x", "https://localhost/"]
        {
            assert!(loopback(url), "{url}");
        }
        let foreign = [
            "https://example.com/",
            "http://localhost.example.com/",
            "http://127.0.0.1@example.com/",
            "http://user@localhost/",
            "http://10.0.0.1/",
            "javascript:alert(1)",
            "ftp://localhost/",
        ];
        for url in foreign {
            assert!(!loopback(url), "{url}");
        }
    }

    #[test]
    fn a_foreign_host_is_not_repeated() {
        let base = |host: &str| base(&HeaderMap::from_iter([(HOST, host.parse().unwrap())]), "http://127.0.0.1:3000");
        assert_eq!(base("localhost:3000"), "http://localhost:3000");
        assert_eq!(base("evil.example:3000"), "http://127.0.0.1:3000");
    }
}
