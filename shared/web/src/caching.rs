//! What caches may do with an answer. A route's answers to guests are cacheable by one word in its
//! function's `routes()`: `.cached(SECONDS)`; everything else is `no-store`.
//!
//! A guest's answer depends on the address alone, so a CDN may serve it to all guests. A known caller's
//! answer is theirs: their own browser may keep it and must ask each time, which the ETag makes cheap in
//! bytes. `Vary: Authorization` keeps the two apart. (`Vary: Origin` is the gateway's, which makes CORS.)

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body_util::BodyExt as _;
use sha2::{Digest, Sha256};

use super::kept_answers::{KeptAnswers, KeptTag, Slot};
use super::limits::Quota;
use crate::error::Error;
use domain::Time;

/// What a request says that caching depends on.
#[derive(Debug)]
pub(super) struct Conditions {
    /// Seconds that a guest's answer may be kept; `None`: no answer of this route may.
    cached_secs: Option<u32>,
    is_guest: bool,
    if_none_match: Vec<HeaderValue>,
}

impl Conditions {
    pub(super) fn of(request: &Request, cached_secs: Option<u32>) -> Self {
        Self {
            cached_secs,
            is_guest: !request.headers().contains_key(AUTHORIZATION),
            if_none_match: request.headers().get_all(IF_NONE_MATCH).iter().cloned().collect(),
        }
    }

    /// Puts the headers on an answer; one that the caller has already becomes a 304. What was made `now`, and may be
    /// kept, is kept at `place`.
    pub(super) async fn apply(
        &self,
        mut response: Response,
        kept: &KeptAnswers,
        (place, now): (Option<Slot>, Time),
    ) -> Response {
        let Some(secs) = self.cached_secs else {
            response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            return response;
        };
        if response.extensions().get::<KeptTag>().is_none() {
            response.headers_mut().append(VARY, HeaderValue::from_static("Authorization"));
        }
        if response.status() != StatusCode::OK {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            return response;
        }
        if self.is_guest {
            Quota::untell(&mut response);
        }
        let (mut parts, body) = response.into_parts();
        let body = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => return Error::internal(error).into_response(),
        };
        let tag = match (parts.extensions.remove::<KeptTag>(), place) {
            (Some(KeptTag(tag)), _) => tag,
            (None, place) => {
                let tag = tag_of(&body);
                if let Some(place) = place {
                    kept.keep(place, (&parts, &body, &tag), now);
                }
                tag
            }
        };
        let seen = tag.to_str().is_ok_and(|tag| is_among(tag, &self.if_none_match));
        parts.headers.insert(CACHE_CONTROL, cache_control(self.is_guest, secs));
        parts.headers.insert(ETAG, tag);
        if !seen {
            return Response::from_parts(parts, Body::from(body));
        }
        parts.status = StatusCode::NOT_MODIFIED;
        unsay_body(&mut parts.headers);
        Response::from_parts(parts, Body::empty())
    }
}

/// 96 bits of a hash: two answers of one address do not meet in them.
fn tag_of(body: &[u8]) -> HeaderValue {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..12]));
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
}

/// While a cache asks for a new answer, it may give the old one for as long again.
fn cache_control(is_guest: bool, secs: u32) -> HeaderValue {
    if !is_guest {
        return HeaderValue::from_static("private, no-cache");
    }
    HeaderValue::try_from(format!("public, max-age={secs}, stale-while-revalidate={secs}"))
        .unwrap_or(HeaderValue::from_static("no-store"))
}

/// Weak comparison, as RFC 9110 has it for If-None-Match.
fn is_among(tag: &str, if_none_match: &[HeaderValue]) -> bool {
    let given = if_none_match.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    given.map(str::trim).any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == tag)
}

fn unsay_body(headers: &mut HeaderMap) {
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Success;

    async fn applied(conditions: &Conditions, response: Response) -> Response {
        conditions.apply(response, &KeptAnswers::new(0), (None, Time::from_secs(0))).await
    }

    async fn answer(conditions: &Conditions) -> Response {
        applied(conditions, Success::ok(7).into_response()).await
    }

    fn conditions(cached_secs: Option<u32>, is_guest: bool, if_none_match: &[&'static str]) -> Conditions {
        let if_none_match = if_none_match.iter().map(|tag| HeaderValue::from_static(tag)).collect();
        Conditions { cached_secs, is_guest, if_none_match }
    }

    #[tokio::test]
    async fn guests_share_and_callers_do_not() {
        let shared = answer(&conditions(Some(3), true, &[])).await;
        assert_eq!(shared.headers()["cache-control"], "public, max-age=3, stale-while-revalidate=3");
        let own = answer(&conditions(Some(3), false, &[])).await;
        assert_eq!(own.headers()["cache-control"], "private, no-cache");
        for response in [&shared, &own] {
            assert_eq!(response.headers()["vary"], "Authorization");
        }
        assert_eq!(answer(&conditions(None, true, &[])).await.headers()["cache-control"], "no-store");
    }

    #[tokio::test]
    async fn what_the_caller_has_is_not_sent_again() {
        let first = answer(&conditions(Some(3), true, &[])).await;
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        let given = [HeaderValue::try_from(format!("\"other\", W/{tag}")).unwrap()];
        assert!(is_among(&tag, &given));
        let again = answer(&conditions(Some(3), true, &["*"])).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(again.headers()["etag"], tag);
        assert!(!again.headers().contains_key("content-type"));
        assert!(again.into_body().collect().await.unwrap().to_bytes().is_empty());
        assert_eq!(answer(&conditions(Some(3), true, &["\"other\""])).await.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn a_failure_is_never_kept() {
        let failure = Error::NoRoute.into_response();
        let response = applied(&conditions(Some(3), true, &["*"]), failure).await;
        assert_eq!(
            (response.status(), &response.headers()["cache-control"]),
            (StatusCode::NOT_FOUND, &HeaderValue::from_static("no-store"))
        );
    }
}
