//! The site beside the API: which paths are its, and what of its folder is served.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use axum::Router;
use axum::routing::any;
use http::StatusCode;
use local::site::{self, Facts, Sources};
use local::{Site, demo};
use reqwest::{Client, Response};
use runtime::{Clock, Random};
use serde_json::Value;

/// A site in a folder of its own, before a gateway that answers everything with `the gateway`.
struct Served {
    url: String,
    http: Client,
    web: PathBuf,
}

impl Served {
    async fn with(files: &[(&str, &str)]) -> Self {
        let web = std::env::temp_dir().join(format!("onair-web-{}", Random::system().id(Clock::system().now())));
        for (path, text) in files {
            let path = web.join("app/dist").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let facts = Facts {
            api: "http://127.0.0.1:3000".into(),
            livekit: "ws://127.0.0.1:7880".into(),
            carries_media: false,
            issuer: None,
            client_id: "onair".into(),
        };
        let gateway = Router::new().fallback(any(async || "the gateway")).merge(site::router()).merge(demo::router());
        let router = Site::new(facts, &Sources::at(web.clone()), false).before(gateway);
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { url, http: runtime::https::client(), web }
    }

    async fn page(&self, path: &str) -> Response {
        let accept = "text/html,application/xhtml+xml,*/*;q=0.8";
        self.http.get(format!("{}{path}", self.url)).header("accept", accept).send().await.unwrap()
    }

    async fn fetch(&self, path: &str) -> Response {
        self.http.get(format!("{}{path}", self.url)).header("accept", "*/*").send().await.unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.web);
    }
}

const BUILT: [(&str, &str); 3] =
    [("index.html", "<!doctype html>the site"), ("assets/index-1a2b.js", "run()"), ("favicon.svg", "<svg/>")];

#[tokio::test]
async fn a_screen_is_the_one_page_with_a_strict_policy() {
    let site = Served::with(&BUILT).await;
    for path in ["/", "/@alice", "/c/GAMING", "/nowhere"] {
        let answer = site.page(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers()["cache-control"], "no-cache");
        assert_eq!(answer.text().await.unwrap(), "<!doctype html>the site", "{path}");
    }
}

#[tokio::test]
async fn the_api_and_whoever_wants_no_page_go_to_the_gateway() {
    let site = Served::with(&BUILT).await;
    for path in ["/api/viewer/live", "/api", "/docs", "/openapi.json", "/watch", "/_dev"] {
        assert_eq!(site.page(path).await.text().await.unwrap(), "the gateway", "{path}");
    }
    for path in ["/@alice", "/assets/gone-1a2b.js", "/assets/..%2findex.html"] {
        assert_eq!(site.fetch(path).await.text().await.unwrap(), "the gateway", "{path}");
    }
    let posted = site.http.post(format!("{}/", site.url)).header("accept", "text/html").send().await.unwrap();
    assert_eq!(posted.text().await.unwrap(), "the gateway");
}

#[tokio::test]
async fn files_have_their_types_and_are_kept_as_long_as_they_hold() {
    let site = Served::with(&BUILT).await;
    for (path, kind, caching) in [
        ("/assets/index-1a2b.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
        ("/_dev/demo/noor-thumbnail.svg", "image/svg+xml", "public, max-age=3600"),
    ] {
        let answer = site.fetch(path).await;
        assert_eq!(
            (answer.status(), &answer.headers()["content-type"]),
            (StatusCode::OK, &kind.parse().unwrap()),
            "{path}"
        );
        assert_eq!(answer.headers()["cache-control"], caching, "{path}");
    }
    let tag = site.fetch("/favicon.svg").await.headers()["etag"].clone();
    let again = site.http.get(format!("{}/favicon.svg", site.url)).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_page_is_told_who_signs_in_under_the_name_by_which_it_came() {
    let site = Served::with(&BUILT).await;
    let port = site.url.rsplit(':').next().unwrap().to_owned();
    for (host, origin) in [
        (format!("localhost:{port}"), format!("http://localhost:{port}")),
        ("evil.example".to_owned(), "http://127.0.0.1:3000".to_owned()),
    ] {
        let answer = site.http.get(format!("{}/config.json", site.url)).header("host", host).send().await.unwrap();
        let config: Value = answer.json().await.unwrap();
        assert_eq!(config["issuer"], format!("{origin}/_dev/oidc"));
        assert_eq!((&config["clientId"], &config["carriesMedia"]), (&"onair".into(), &false.into()));
    }
}

#[tokio::test]
async fn a_site_that_is_not_built_says_how_it_is() {
    let site = Served::with(&[]).await;
    let answer = site.page("/").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let text = answer.text().await.unwrap();
    assert!(text.contains("npm run build") && text.contains("href=\"/docs\"") && text.contains("/watch"), "{text}");
    assert!(site.fetch("/_dev/site.css").await.text().await.unwrap().contains("font"));
}
