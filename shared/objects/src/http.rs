//! The HTTP that S3 is spoken over.

use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use reqwest::redirect::Policy;

/// A connection takes no longer, or is tried anew.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// One attempt at a call may take this long. S3 takes some 20 to 200 ms, and longer than a second to delete a thousand
/// objects.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// The header that names what is copied: only copies have it.
const COPY_SOURCE: &str = "x-amz-copy-source";

/// Makes the client of a bucket.
#[derive(Debug)]
pub(crate) struct Http {
    /// Whether the bucket may be reached without TLS.
    pub is_plain_allowed: bool,
}

impl HttpConnector for Http {
    /// Goes where it is told: by no proxy that the environment names, and to no place that an answer names, which would be handed
    /// the session token.
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = runtime::https::builder().https_only(!self.is_plain_allowed).no_proxy().redirect(Policy::none());
        let client = client.connect_timeout(CONNECT_TIMEOUT).timeout(ATTEMPT_TIMEOUT).build();
        let client = client.map_err(|error| object_store::Error::Generic { store: "S3", source: error.into() })?;
        Ok(HttpClient::new(Client(client)))
    }
}

#[derive(Debug)]
struct Client(reqwest::Client);

#[async_trait]
impl HttpService for Client {
    /// An attempt at a call, with its whole answer, which has kilobytes: so that one that breaks off is tried anew as well.
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let is_copy = request.headers().contains_key(COPY_SOURCE);
        let (mut parts, body) = self.0.call(request).await.map_err(repeatable)?.into_parts();
        let body = body.bytes().await.map_err(repeatable)?;
        parts.status = status(parts.status, &body, is_copy);
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(body)))
    }
}

/// Whatever became of an attempt, another one does no harm: each of our calls makes the same of the bucket twice as once.
fn repeatable(error: HttpError) -> HttpError {
    match error.kind() {
        HttpErrorKind::Timeout | HttpErrorKind::Interrupted => HttpError::new(HttpErrorKind::Request, error),
        _ => error,
    }
}

/// What an answer says, where its status does not.
///
/// A copy can be answered 200 and have failed: S3 sends the status before it is done (CopyObject, "a 200 OK response can contain
/// either a success or an error"). And who sent too slowly is told 400, which is worth another attempt as any time-out is.
fn status(given: StatusCode, body: &[u8], is_copy: bool) -> StatusCode {
    let says = |text: &str| body.windows(text.len()).any(|part| part == text.as_bytes());
    if is_copy && given.is_success() && says("<Error") {
        StatusCode::INTERNAL_SERVER_ERROR
    } else if given == StatusCode::BAD_REQUEST && says("<Code>RequestTimeout</Code>") {
        StatusCode::REQUEST_TIMEOUT
    } else {
        given
    }
}
