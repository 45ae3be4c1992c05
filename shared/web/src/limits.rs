//! Limits on callers: how many calls of a kind one user, or one address of guests, may make.
//!
//! A route has a limit by one word in its function's `routes()`: `.limit(limits::FOLLOW)`. The limit
//! stands behind the bearer token, since it must know the caller, and before everything else, a repeated
//! request with its Idempotency-Key included: a repetition costs as much as a call.
//!
//! A window has a fixed start, so a call is one conditional write, and a call too many is one that fails.
//! Around the turn of a window a caller may so make twice the calls; the limits are set with that in
//! mind. When the counter cannot be written the answer is 503, as for every route that needs the table: a
//! caller who overloads their own counter must not get rid of the limit by it.

use std::time::Duration;

use axum::response::Response;
use domain::Time;
use http::HeaderValue;
use http::header::HeaderName;
use store::Window;

use crate::app::App;
use crate::error::{Error, Result};
use crate::source::Source;

/// A limit: its name, the calls of a user, and of the guests behind one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Its name, in the table and in the `RateLimit` headers. Routes with one limit share it.
    pub name: &'static str,
    /// Calls of a signed-in user within a window.
    pub users: u32,
    /// Calls of all guests behind one address within a window; a household, an office, a mobile
    /// network may be behind it.
    pub guests: u32,
    /// The window, in seconds.
    pub window_secs: u32,
}

/// Viewer tokens. A player asks for one when it opens a stream, and again when its connection breaks.
pub const TOKEN: Limit = Limit { name: "token", users: 60, guests: 120, window_secs: 60 };
/// Follow, unfollow, block and unblock, together: nobody clicks faster than once a second for long.
pub const FOLLOW: Limit = Limit { name: "follow", users: 60, guests: 60, window_secs: 60 };
/// Search: a search field may ask with every few letters.
pub const SEARCH: Limit = Limit { name: "search", users: 60, guests: 120, window_secs: 60 };
/// Creator applications: people read each of them.
pub const APPLICATION: Limit = Limit { name: "application", users: 5, guests: 5, window_secs: 60 * 60 };
/// Requests of the banned and reports, together: people read each of them.
pub const ASK: Limit = Limit { name: "ask", users: 20, guests: 20, window_secs: 60 * 60 };
/// Stream keys: each makes an ingress in LiveKit.
pub const INGRESS: Limit = Limit { name: "ingress", users: 10, guests: 10, window_secs: 10 * 60 };

/// Clips: each copies some megabytes. Those of one channel have a limit of their own beside it.
pub const CLIP: Limit = Limit { name: "clip", users: 10, guests: 10, window_secs: 60 };

/// Raids: each moves a room.
pub const RAID: Limit = Limit { name: "raid", users: 10, guests: 10, window_secs: 10 * 60 };

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What a caller has left after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quota {
    name: &'static str,
    calls: u32,
    window_secs: u32,
    /// `None`: the call was one too many.
    left: Option<u32>,
    resets_in_secs: i64,
}

/// Counts a call. `None` where limits are switched off.
///
/// # Errors
/// The table away.
pub(super) async fn take(app: &App, limit: Limit, source: &Source) -> Result<Option<Quota>> {
    let calls = match source {
        Source::User(_) => limit.users,
        Source::Address(_) => limit.guests,
    };
    let calls = calls.saturating_mul(app.rate_limit_scale);
    if calls == 0 {
        return Ok(None);
    }
    let now = app.clock.now();
    let started_at = window_start(now, limit.window_secs);
    let caller = source.key();
    let window = Window { caller: &caller, policy: limit.name, started_at, secs: limit.window_secs, calls };
    let used = app.store.count_call(window).await?;
    Ok(Some(Quota {
        name: limit.name,
        calls,
        window_secs: limit.window_secs,
        left: used.map(|used| calls.saturating_sub(used)),
        resets_in_secs: (started_at.as_secs() + i64::from(limit.window_secs) - now.as_secs()).max(1),
    }))
}

fn window_start(now: Time, window_secs: u32) -> Time {
    let window = i64::from(window_secs);
    Time::from_secs(now.as_secs() / window * window)
}

impl Quota {
    /// The refusal, if the call was one too many.
    pub(super) fn refusal(&self) -> Option<Error> {
        let retry_after = Duration::from_secs(self.resets_in_secs.unsigned_abs());
        self.left.is_none().then_some(Error::RateLimited { retry_after })
    }

    /// Tells the caller (draft-ietf-httpapi-ratelimit-headers-10).
    pub(super) fn tell(&self, response: &mut Response) {
        let policy = format!("\"{}\";q={};w={}", self.name, self.calls, self.window_secs);
        let left = format!("\"{}\";r={};t={}", self.name, self.left.unwrap_or_default(), self.resets_in_secs);
        for (name, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(name, value);
            }
        }
    }

    /// Takes back what [`Quota::tell`] told, from an answer that others will get too.
    pub(super) fn untell(response: &mut Response) {
        response.headers_mut().remove(RATE_LIMIT_POLICY);
        response.headers_mut().remove(RATE_LIMIT);
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;

    use super::*;

    #[test]
    fn the_headers_tell_what_is_left() {
        let quota = Quota { name: "token", calls: 60, window_secs: 60, left: Some(12), resets_in_secs: 34 };
        let mut response = ().into_response();
        quota.tell(&mut response);
        assert_eq!(response.headers()["ratelimit-policy"], "\"token\";q=60;w=60");
        assert_eq!(response.headers()["ratelimit"], "\"token\";r=12;t=34");
        assert!(quota.refusal().is_none());
        let refusal = Quota { left: None, ..quota }.refusal().unwrap().into_response();
        assert_eq!((refusal.status().as_u16(), &refusal.headers()["retry-after"]), (429, &HeaderValue::from(34)));
    }

    #[test]
    fn windows_begin_at_multiples_of_their_length() {
        assert_eq!(window_start(Time::from_millis(119_999), 60), Time::from_secs(60));
        assert_eq!(window_start(Time::from_secs(120), 60), Time::from_secs(120));
    }
}
