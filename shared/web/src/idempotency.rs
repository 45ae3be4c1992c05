//! Idempotency-Key: a request that changes something is done once within 24 hours, and its repetitions
//! get the first answer (draft-ietf-httpapi-idempotency-key-header, but 409 where that has 422).
//!
//! Before the route's own work stands one conditional write, after it one update. Every route that
//! changes something has it without a word of its own; LiveKit's webhooks have their event ids instead.
//!
//! An answer with a secret in it (a stream key, a viewer token) is not stored. Its handler leaves a note on
//! it, [`Success::secret`](super::Success::secret), and the note is stored; a repetition runs the handler
//! again, which finds the note by [`FirstRun`] and gives the same answer from it, after the same checks
//! of the caller's rights as any call.
//!
//! A process that dies in flight leaves its mark for 30 s; after that the same request under the same key
//! is done anew. It may so be done twice: once by the dead process, whose answer nobody has.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Request};
use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_TYPE, HeaderName};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt as _;
use sha2::{Digest, Sha256};
use store::{Answer, Attempt, Begun};

use super::source::Source;
use crate::app::App;
use crate::error::{Error, Result};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// Longest key, in bytes.
const MAX_KEY: usize = 255;
/// Largest answer that is kept, in bytes. Ours have a few hundred; an item may have 400 kB.
const MAX_KEPT: usize = 100 * 1024;
/// When to ask again while the first is in flight: most routes have answered by then.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// The note that the first run of this request left, when this call repeats it; `None` in a first run.
#[derive(Debug, Clone)]
pub struct FirstRun(pub Option<String>);

/// A note, on a response from the handler and on a request to it.
#[derive(Debug, Clone)]
pub(super) struct Note(pub String);

impl FromRequestParts<App> for FirstRun {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        Ok(Self(parts.extensions.get::<Note>().map(|note| note.0.clone())))
    }
}

/// The key of a request that changes something; `None` without one.
///
/// # Errors
/// [`Error::Invalid`] when it is not 1–255 printable ASCII characters.
pub(super) fn key_of(method: &Method, headers: &HeaderMap) -> Result<Option<String>> {
    if !matches!(*method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE) {
        return Ok(None);
    }
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(key) = given.next() else { return Ok(None) };
    let is_printable = key.as_bytes().iter().all(|byte| (b' '..=b'~').contains(byte));
    match key.to_str() {
        Ok(key) if given.next().is_none() && is_printable && (1..=MAX_KEY).contains(&key.len()) => {
            Ok(Some(key.to_owned()))
        }
        _ => Err(Error::invalid("Idempotency-Key", format_args!("must be 1 to {MAX_KEY} printable ASCII characters"))),
    }
}

/// Does a request once: by `run`, or not at all when the answer is there.
pub(super) async fn once<R: Future<Output = Response>>(
    app: &App,
    source: &Source,
    key: &str,
    (request, body): (Request, &Bytes),
    run: impl FnOnce(Request) -> R,
) -> Response {
    let scope = hash(&[source.key().as_bytes(), key.as_bytes()]);
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    let fingerprint = hash(&[request.method().as_str().as_bytes(), target.as_bytes(), body]);
    let holder = app.random.id(app.clock.now());
    let attempt = Attempt { scope: &scope, fingerprint: &fingerprint, holder: &holder };
    let now = app.clock.now();
    match app.store.begin_request(attempt, now).await {
        Ok(Begun::Ours) => first(app, attempt, run(request)).await,
        Ok(Begun::Answered(answer)) => replayed(match (answer.body, answer.note) {
            (_, Some(note)) => {
                let mut request = request;
                request.extensions_mut().insert(Note(note));
                run(request).await
            }
            (body, None) => kept(answer.status, body.unwrap_or_default()),
        }),
        Ok(Begun::InFlight(until)) => {
            let left = Duration::from_millis(until.millis_since(now).max(0).unsigned_abs());
            Error::InProgress(left.min(ASK_AGAIN)).into_response()
        }
        Ok(Begun::AnotherRequest) => Error::KeyUsed.into_response(),
        // Without the mark it might be done twice.
        Err(error) => Error::from(error).into_response(),
    }
}

/// Runs the first attempt, and keeps its answer.
async fn first(app: &App, attempt: Attempt<'_>, run: impl Future<Output = Response>) -> Response {
    let (mut parts, body) = run.await.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return Error::internal(error).into_response(),
    };
    let note = parts.extensions.remove::<Note>().map(|note| note.0);
    let text = if note.is_some() { None } else { std::str::from_utf8(&body).ok().map(str::to_owned) };
    let is_kept = is_definite(parts.status) && body.len() <= MAX_KEPT;
    let marked = if is_kept {
        let answer = Answer { status: parts.status.as_u16(), body: text, note };
        app.store.finish_request(attempt, &answer).await
    } else {
        app.store.release_request(attempt).await.map(|()| true)
    };
    match marked {
        Ok(true) => {}
        // It took longer than its lease, and a repetition has taken its place.
        Ok(false) => tracing::warn!(event = "idempotency", outcome = "overtaken"),
        // What was done was done: the caller gets the answer, repetitions wait until the lease is over.
        Err(error) => tracing::warn!(event = "idempotency", outcome = "not kept", cause = %error),
    }
    Response::from_parts(parts, axum::body::Body::from(body))
}

/// An answer that would be the same again. Another one may come when the same is sent later: with
/// another token, after a while, or when a dependency is back.
fn is_definite(status: StatusCode) -> bool {
    let passing = [StatusCode::UNAUTHORIZED, StatusCode::PAYLOAD_TOO_LARGE, StatusCode::TOO_MANY_REQUESTS];
    !status.is_server_error() && !passing.contains(&status)
}

fn kept(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

fn replayed(mut response: Response) -> Response {
    response.headers_mut().insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    response
}

/// Lengths first, so that no two splits of the same bytes hash alike.
fn hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    format!("{:x}", hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(method: &Method, given: &[&'static str]) -> Result<Option<String>> {
        let headers = given.iter().map(|key| (IDEMPOTENCY_KEY, HeaderValue::from_static(key))).collect();
        key_of(method, &headers)
    }

    #[test]
    fn a_key_is_printable_and_counts_on_changes_only() {
        assert_eq!(key(&Method::POST, &[]).unwrap(), None);
        assert_eq!(key(&Method::GET, &[""]).unwrap(), None);
        assert_eq!(key(&Method::PUT, &["\"8e03 #\""]).unwrap().as_deref(), Some("\"8e03 #\""));
        let long: &'static str = "x".repeat(256).leak();
        assert!(key(&Method::DELETE, &[&long[1..]]).is_ok());
        for bad in [&[""][..], &["a\tb"], &[long], &["a", "a"]] {
            assert!(matches!(key(&Method::PATCH, bad), Err(Error::Invalid(_))), "{bad:?}");
        }
    }

    #[test]
    fn what_is_split_differently_hashes_differently() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_eq!(hash(&[b"ab"]), hash(&[b"ab"]));
    }

    #[test]
    fn definite_answers_are_kept() {
        for (status, kept) in [(201, true), (400, true), (403, true), (404, true), (409, true), (304, true)] {
            assert_eq!(is_definite(StatusCode::from_u16(status).unwrap()), kept, "{status}");
        }
        for status in [401, 413, 429, 500, 503] {
            assert!(!is_definite(StatusCode::from_u16(status).unwrap()), "{status}");
        }
    }
}
