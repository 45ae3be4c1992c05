//! The site of `web/app`, beside the API on the same origin, as the CDN has it in AWS. What is built is
//! served from disk; what is not is built in the background where Node.js is there.

mod build;
mod crawlers;
mod facts;
mod files;
mod headers;
mod page;

pub use build::Sources;
pub use facts::Facts;
pub use page::router;

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use http::header::{ACCEPT, CACHE_CONTROL};
use http::{HeaderMap, Method};
use serde_json::json;

use crate::issuer;
use crate::issuer::base;
use build::Builder;

/// Paths that are the gateway's, with everything below them.
const GATEWAY: [&str; 5] = ["/api", "/_dev", "/docs", "/openapi.json", "/watch"];

/// The site. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    facts: Arc<Facts>,
    dist: Arc<PathBuf>,
    builder: Builder,
}

impl Site {
    /// The site that is built from `sources`; unless `is_built`, what is there is served as it is.
    #[must_use]
    pub fn new(facts: Facts, sources: &Sources, is_built: bool) -> Self {
        let builder = if is_built { Builder::start(sources) } else { Builder::idle() };
        Self { facts: Arc::new(facts), dist: Arc::new(sources.dist()), builder }
    }

    /// One word on how it stands, for the banner.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.builder.state().word(self.dist.join("index.html").exists())
    }

    /// The gateway with the site before it.
    pub fn before(self, gateway: Router) -> Router {
        gateway.layer(from_fn_with_state(self, serve))
    }

    fn config(&self, headers: &HeaderMap) -> Response {
        let issuer = self.facts.issuer.clone();
        let issuer = issuer.unwrap_or_else(|| format!("{}{}", base(headers, &self.facts.api), issuer::PATH));
        let config = json!({
            "issuer": issuer,
            "clientId": self.facts.client_id,
            "scope": "openid profile offline_access",
            "carriesMedia": self.facts.carries_media,
            "isDevelopment": true,
        });
        ([(CACHE_CONTROL, "no-cache")], Json(config)).into_response()
    }
}

/// Whose a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// The gateway's.
    Gateway,
    /// A file of the site, there or not.
    File,
    /// A screen of the site: its one page.
    Screen,
}

fn owner(path: &str) -> Owner {
    let is_below =
        |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if GATEWAY.into_iter().any(is_below) {
        return Owner::Gateway;
    }
    // The last part of a screen's path has no dot: usernames have none.
    if path.rsplit('/').next().is_some_and(|last| last.contains('.')) { Owner::File } else { Owner::Screen }
}

async fn serve(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let owner = owner(&path);
    if owner == Owner::Gateway || ![Method::GET, Method::HEAD].contains(request.method()) {
        return next.run(request).await;
    }
    let headers = request.headers();
    if path == "/config.json" {
        return site.config(headers);
    }
    let preview = if owner == Owner::Screen && crawlers::is_one(headers) { crawlers::preview_of(&path) } else { None };
    if let Some(preview) = preview {
        *request.uri_mut() = preview;
        return headers::secured(next.run(request).await, &site.facts);
    }
    let wants_page =
        headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|a| a.contains("text/html"));
    let state = site.builder.state();
    let found = match owner {
        Owner::Screen if wants_page => match files::read(&site.dist, "/index.html", headers).await {
            Some(index) if !state.is_working() => Some(headers::secured(index, &site.facts)),
            _ => Some(page::page(&state)),
        },
        Owner::File => files::read(&site.dist, &path, headers).await,
        _ => None,
    };
    match found {
        Some(response) => response,
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Case {
        path: String,
        serves: String,
        preview: Option<String>,
    }

    #[test]
    fn paths_are_whose_the_table_says() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../../web/hosting/cases.json")).unwrap();
        for Case { path, serves, preview } in cases {
            let word = match owner(&path) {
                Owner::Gateway => "api",
                Owner::File => "file",
                Owner::Screen => "index",
            };
            assert_eq!(word, serves, "{path}");
            if owner(&path) == Owner::Screen {
                let preview = preview.map(|preview| format!("/api/viewer/preview/{preview}"));
                assert_eq!(crawlers::preview_of(&path).map(|uri| uri.to_string()), preview, "{path}");
            }
        }
    }

    #[test]
    fn pages_for_development_stay_the_gateways() {
        for path in
            ["/_dev", "/_dev/oidc/authorize", "/docs", "/openapi.json", "/watch", "/watch/livekit-client.umd.js"]
        {
            assert_eq!(owner(path), Owner::Gateway, "{path}");
        }
        assert_eq!(owner("/watching"), Owner::Screen);
    }
}
