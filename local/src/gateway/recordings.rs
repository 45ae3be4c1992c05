//! What the CDN is before the bucket of recordings: the same check of the token in a path (`web/hosting/recordings.js`), and
//! the same headers. What is not there is refused as what may not be seen: S3 says no more to whom may not list.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::recording::opened;
use http::header::{
    ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, RANGE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use objects::Objects;
use runtime::Clock;
use runtime::config::Secret;

/// Where recordings are, and by which keys addresses are signed.
#[derive(Clone)]
struct Recordings {
    objects: Objects,
    keys: Vec<Secret>,
    clock: Clock,
}

/// Serves `/t/…` to whoever has a token, and `/p/…` to everybody.
pub fn recordings(objects: Objects, keys: Vec<Secret>, clock: Clock) -> Router {
    let state = Recordings { objects, keys, clock };
    Router::new().route("/t/{*rest}", get(signed)).route("/p/{*rest}", get(open)).with_state(state)
}

async fn signed(State(recordings): State<Recordings>, request: Request) -> Response {
    let keys: Vec<&[u8]> = recordings.keys.iter().map(|key| key.expose().as_bytes()).collect();
    match opened(&keys, request.uri().path(), recordings.clock.now()) {
        Some(place) => serve(&recordings, place, request.headers()).await,
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn open(State(recordings): State<Recordings>, request: Request) -> Response {
    serve(&recordings, request.uri().path().trim_start_matches('/'), request.headers()).await
}

async fn serve(recordings: &Recordings, place: &str, asked: &HeaderMap) -> Response {
    let body = match recordings.objects.get(place).await {
        Ok(Some(body)) => body,
        Ok(None) => return StatusCode::FORBIDDEN.into_response(),
        Err(error) => {
            tracing::warn!(event = "gateway", place, outcome = "the bucket is away", cause = %error);
            return StatusCode::BAD_GATEWAY.into_response();
        }
    };
    let length = body.len();
    let wanted = asked.get(RANGE).and_then(|range| range.to_str().ok());
    let (status, from, to) = match wanted.map(|range| part(range, length)) {
        None | Some(Part::Whole) => (StatusCode::OK, 0, length),
        Some(Part::Of(from, to)) => (StatusCode::PARTIAL_CONTENT, from, to),
        Some(Part::Beyond) => (StatusCode::RANGE_NOT_SATISFIABLE, 0, 0),
    };
    let mut response = Response::new(Body::from(body.get(from..to).unwrap_or_default().to_vec()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(place)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control(place)));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(to - from));
    let range = match status {
        StatusCode::PARTIAL_CONTENT => Some(format!("bytes {from}-{}/{length}", to.saturating_sub(1))),
        StatusCode::RANGE_NOT_SATISFIABLE => Some(format!("bytes */{length}")),
        _ => None,
    };
    if let Some(range) = range.and_then(|range| HeaderValue::from_str(&range).ok()) {
        headers.insert(CONTENT_RANGE, range);
    }
    response
}

/// What is asked for of an object.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// All of it: what is asked for is not understood, or in several parts.
    Whole,
    /// From one byte to before another.
    Of(usize, usize),
    /// Nothing that it has.
    Beyond,
}

fn part(range: &str, length: usize) -> Part {
    let Some((from, to)) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let (from, to) = match (from.parse::<usize>().ok(), to.parse::<usize>().ok()) {
        (Some(from), Some(to)) if from <= to => (from, to.saturating_add(1).min(length)),
        (Some(from), None) if to.is_empty() => (from, length),
        (None, Some(last)) if from.is_empty() => (length.saturating_sub(last), length),
        _ => return Part::Whole,
    };
    if from < to { Part::Of(from, to) } else { Part::Beyond }
}

fn content_type(place: &str) -> &'static str {
    match place.rsplit_once('.').map(|(_, ending)| ending) {
        Some("m3u8") => "application/vnd.apple.mpegurl",
        Some("ts") => "video/mp2t",
        Some("jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}

/// As the CDN's response headers policies have it: what stays the same is kept as long as its address is good.
fn cache_control(place: &str) -> &'static str {
    let is_kept = place.ends_with(".ts") || (place.ends_with(".jpeg") && !place.starts_with("p/"));
    if is_kept { "private, max-age=3600" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_is_asked_for_as_far_as_it_is_there() {
        for (range, wanted) in [
            ("bytes=0-0", Part::Of(0, 1)),
            ("bytes=2-", Part::Of(2, 10)),
            ("bytes=2-99", Part::Of(2, 10)),
            ("bytes=-3", Part::Of(7, 10)),
            ("bytes=-99", Part::Of(0, 10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=-", Part::Whole),
            ("lines=0-1", Part::Whole),
        ] {
            assert_eq!(part(range, 10), wanted, "{range}");
        }
    }

    #[test]
    fn the_template_s_policies_say_the_same() {
        let template = include_str!("../../../template.yaml");
        for (place, policy) in [
            ("v/ab/abc/run/s_00000.ts", "RecordingsKept"),
            ("v/ab/abc/poster.jpeg", "RecordingsKept"),
            ("v/ab/abc/event.m3u8", "RecordingsFresh"),
            ("v/ab/abc/index.m3u8", "RecordingsFresh"),
            ("p/ab/abc.jpeg", "RecordingsFresh"),
        ] {
            let stated =
                template.split(&format!("\n  {policy}:\n")).nth(1).unwrap().split("Cache-Control, Value: ").nth(1);
            let stated = stated.unwrap().split(", Override").next().unwrap().trim_matches('"');
            assert_eq!(cache_control(place), stated, "{place}");
        }
    }
}
