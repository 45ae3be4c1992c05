//! The headers of the site's page: those of the CDN, for this machine.

use std::collections::BTreeMap;

use axum::response::Response;
use http::{HeaderName, HeaderValue};

use super::facts::Facts;

const HEADERS: &str = include_str!("../../../web/hosting/headers.json");

/// The page with its headers. Pictures may come by http here: the demo's do, when the page is opened
/// under another name of this machine.
pub(super) fn secured(mut page: Response, facts: &Facts) -> Response {
    let connect = sources(facts);
    let headers: BTreeMap<String, String> = serde_json::from_str(HEADERS).unwrap_or_default();
    for (name, value) in headers {
        let value = value.replace("{img}", " http:").replace("{media}", "").replace("{connect}", &connect);
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            page.headers_mut().insert(name, value);
        }
    }
    page
}

/// Whom the page may call: LiveKit by its socket and by HTTP, and another identity provider than ours.
fn sources(facts: &Facts) -> String {
    let socket = facts.livekit.as_str();
    let mut sources = format!(" {socket} {}", socket.replacen("ws", "http", 1));
    if socket.ends_with(".livekit.cloud") {
        // A project is served from several hosts.
        sources.push_str(" wss://*.livekit.cloud https://*.livekit.cloud");
    }
    if let Some(issuer) = facts.issuer.as_deref().and_then(|issuer| url::Url::parse(issuer).ok()) {
        sources.push(' ');
        sources.push_str(&issuer.origin().ascii_serialization());
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(livekit: &str, issuer: Option<&str>) -> String {
        let facts = Facts {
            api: "http://127.0.0.1:3000".into(),
            livekit: livekit.into(),
            carries_media: true,
            issuer: issuer.map(str::to_owned),
            client_id: "onair".into(),
        };
        let page = secured(Response::default(), &facts);
        page.headers()["content-security-policy"].to_str().unwrap().to_owned()
    }

    #[test]
    fn nothing_unsafe_is_allowed() {
        let policy = policy("ws://127.0.0.1:7880", None);
        assert!(!policy.contains("unsafe") && !policy.contains('{'), "{policy}");
        assert!(policy.contains("connect-src 'self' ws://127.0.0.1:7880 http://127.0.0.1:7880;"), "{policy}");
    }

    #[test]
    fn a_cloud_project_and_a_foreign_provider_are_let_in() {
        let policy = policy("wss://a.livekit.cloud", Some("https://id.example.com/realm"));
        let all = "wss://a.livekit.cloud https://a.livekit.cloud wss://*.livekit.cloud https://*.livekit.cloud \
            https://id.example.com;";
        assert!(policy.contains(all), "{policy}");
    }
}
