//! A relay before LiveKit's API that loses answers, which a server of one's own on loopback never does.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use crate::proxy::refusal::cut;
use crate::upstream::{Call, Upstream};

/// The relay; it ends with this value.
pub(super) struct Relay {
    url: String,
    lost: Lost,
    server: tokio::task::JoinHandle<()>,
}

/// Methods whose next answer is to be lost.
type Lost = Arc<Mutex<Vec<&'static str>>>;

impl Relay {
    /// A relay before the server at `url` (`ws://host:port`).
    #[expect(clippy::expect_used, reason = "a test without its relay has failed")]
    pub(super) async fn start(url: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let own = format!("ws://{}", listener.local_addr().expect("a bound address"));
        let upstream = Upstream::new(&url.replacen("ws", "http", 1));
        let lost = Lost::default();
        let router = Router::new().fallback(pass).with_state((upstream, lost.clone()));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("the relay serves") });
        Self { url: own, lost, server }
    }

    /// Where to call instead of the server.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Loses the next answer to a method: the server does what it was asked.
    pub(super) fn lose(&self, method: &'static str) {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).push(method);
    }

    /// Whether that answer is still to come.
    pub(super) fn is_to_lose(&self, method: &'static str) -> bool {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).contains(&method)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State((upstream, lost)): State<(Upstream, Lost)>, request: Request) -> Response {
    let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let Some(call) = Call::of(request).await else { return StatusCode::BAD_REQUEST.into_response() };
    let reply = upstream.forward(call).await;
    let mut lost = lost.lock().unwrap_or_else(PoisonError::into_inner);
    match lost.iter().position(|lost| *lost == method) {
        Some(at) => {
            lost.remove(at);
            cut()
        }
        None => reply.into_response(),
    }
}
