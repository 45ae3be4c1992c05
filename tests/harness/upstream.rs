//! The engine behind a proxy: calls are taken apart and handed on.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, StatusCode};

/// DynamoDB accepts bodies up to 16 MB.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Where calls are handed on to.
#[derive(Clone)]
pub(crate) struct Upstream {
    url: String,
    http: reqwest::Client,
}

/// A call of DynamoDB's JSON protocol.
pub(crate) struct Call {
    headers: HeaderMap,
    path: String,
    /// E.g. `DynamoDB_20120810.GetItem`.
    pub target: String,
    pub body: Vec<u8>,
}

impl Call {
    /// `None` when the body cannot be read.
    pub async fn of(request: Request) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, MAX_BODY).await.ok()?.to_vec();
        let mut headers = parts.headers;
        for name in [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default().to_owned();
        Some(Self { headers, path: parts.uri.path().to_owned(), target, body })
    }

    /// E.g. `GetItem`.
    pub fn operation(&self) -> &str {
        self.target.rsplit('.').next().unwrap_or_default()
    }
}

/// What came back.
pub(crate) struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
    }
}

impl Upstream {
    /// The engine at `url` (`http://host:port`).
    pub fn new(url: &str) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), http: runtime::https::client() }
    }

    /// Hands a call on; an engine that is away is a bad gateway.
    pub async fn forward(&self, call: Call) -> Reply {
        let bad = || Reply { status: StatusCode::BAD_GATEWAY, headers: HeaderMap::new(), body: vec![] };
        let Call { headers, path, body, .. } = call;
        let sent = self.http.post(format!("{}{path}", self.url)).headers(headers).body(body).send().await;
        let Ok(answer) = sent else { return bad() };
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        for name in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        answer.bytes().await.map_or_else(|_| bad(), |bytes| Reply { status, headers, body: bytes.to_vec() })
    }
}
