//! A request that states what it expects.

use std::net::IpAddr;

use http::header::HOST;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use crate::{Answer, Bearer, World};

/// A request, to be sent through the function that API Gateway would hand it to.
#[must_use]
pub struct Request<'w> {
    world: &'w World,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
    source_ip: IpAddr,
}

impl<'w> Request<'w> {
    pub(crate) fn new(world: &'w World, method: Method, path: &str) -> Self {
        Self {
            world,
            method,
            path: path.to_owned(),
            // Every client of HTTP/1.1 sends one.
            headers: HeaderMap::from_iter([(HOST, HeaderValue::from_static("api.example.com"))]),
            body: vec![],
            source_ip: IpAddr::from([203, 0, 113, 7]),
        }
    }

    /// With a bearer token.
    pub fn by(self, bearer: &Bearer) -> Self {
        self.header("authorization", &format!("Bearer {}", bearer.token()))
    }

    /// With a header.
    ///
    /// # Panics
    /// When the text can be no header.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        self.headers.append(name, HeaderValue::from_str(value).expect("a header's value"));
        self
    }

    /// With a JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// With a body of any kind.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// From another address.
    pub fn from_ip(mut self, ip: [u8; 4]) -> Self {
        self.source_ip = ip.into();
        self
    }

    /// Sends it; the answer must have this status.
    ///
    /// # Panics
    /// When it has another one.
    #[track_caller]
    pub fn expect(self, status: u16) -> impl Future<Output = Answer> + 'w {
        let place = std::panic::Location::caller();
        async move {
            let (method, path) = (self.method.clone(), self.path.clone());
            let answer = self.send().await;
            assert_eq!(answer.status, status, "{method} {path} at {place}: {}", answer.body);
            answer
        }
    }

    /// Sends it, whatever comes back.
    ///
    /// # Panics
    /// When the function fails instead of answering.
    pub async fn send(self) -> Answer {
        let event = local::gateway::event(&self.method, &self.path, &self.headers, &self.body, self.source_ip);
        self.world.invoke(&self.path, event).await
    }
}
