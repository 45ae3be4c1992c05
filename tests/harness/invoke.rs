//! Requests to a world, and how they reach a function.

use http::Method;
use http::header::CONTENT_TYPE;
use local::gateway;
use serde_json::Value;

use crate::{Answer, Request, World, documented};

impl World {
    /// A GET request.
    pub fn get(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::GET, path)
    }

    /// A POST request.
    pub fn post(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::POST, path)
    }

    /// A PUT request.
    pub fn put(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::PUT, path)
    }

    /// A PATCH request.
    pub fn patch(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::PATCH, path)
    }

    /// A DELETE request.
    pub fn delete(&self, path: &str) -> Request<'_> {
        Request::new(self, Method::DELETE, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: &str) -> Request<'_> {
        Request::new(self, method, path)
    }

    /// Hands an event to the function that API Gateway would hand it to, and holds the answer against the OpenAPI
    /// document.
    ///
    /// # Panics
    /// When the function fails instead of answering, and when the document does not have the answer.
    pub async fn invoke(&self, path: &str, event: Value) -> Answer {
        // A stage or a mapping may stand before the path that the function is found by.
        let sent = event["rawPath"].as_str().unwrap_or(path).to_owned();
        let method =
            event["requestContext"]["http"]["method"].as_str().and_then(|method| method.parse::<Method>().ok());
        let answer = self.invoke_with_anything(path, event).await;
        if let Some(method) = method {
            documented::check(&method, &sent, &answer);
        }
        answer
    }

    /// The same with an event that no gateway would make: what cannot be read as an address has no route, and the
    /// document says nothing of it.
    ///
    /// # Panics
    /// When the function fails instead of answering.
    #[expect(clippy::expect_used, reason = "a function that fails has failed the test")]
    pub async fn invoke_with_anything(&self, path: &str, event: Value) -> Answer {
        let group = gateway::route(path.split('?').next().unwrap_or(path)).group;
        let answer = match self.lambda.as_ref().filter(|lambda| lambda.runs(group)) {
            Some(lambda) => lambda.invoke(group, event).await,
            None => {
                // Not on a task of its own: a test that drops this future ends the process in the midst of
                // its work.
                let function = self.functions().get(group).expect("a function");
                let request_id = event["requestContext"]["requestId"].as_str().unwrap_or_default().to_owned();
                function.invoke(event, &request_id).await.expect("an answer")
            }
        };
        let response = gateway::response(answer).expect("a response as API Gateway takes it");
        let (parts, body) = response.into_parts();
        let is_text = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/"));
        let body = match std::str::from_utf8(&body) {
            Ok("") => Value::Null,
            Ok(text) if is_text => Value::from(text),
            _ => serde_json::from_slice(&body).expect("JSON"),
        };
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}
