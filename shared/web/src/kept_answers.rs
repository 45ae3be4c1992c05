//! What caches may keep, the process keeps as well: a guest's answer depends on the address alone, so for the
//! seconds that `Cache-Control` says, the next guest gets the same one without a look at the table. `Age` tells
//! how old it is, so that a cache in front counts these seconds as its own.
//!
//! Never an answer to a known caller, nor a refusal or a failure.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use http::header::{AGE, AUTHORIZATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use domain::Time;

/// Answers that are kept at most.
const ENTRIES: usize = 256;
/// Of the bytes that may be kept, one answer may take this part: a few long pages do not put out all others.
const PART: usize = 4;

/// The answers that a process keeps, all its routes' together.
#[derive(Debug)]
pub(super) struct KeptAnswers {
    /// Bytes of bodies and addresses; 0 keeps none.
    most_bytes: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    answers: HashMap<Arc<str>, Kept>,
    /// The addresses, the one kept longest first.
    order: VecDeque<Arc<str>>,
    bytes: usize,
}

/// One of them.
#[derive(Debug, Clone)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
    tag: HeaderValue,
    made_at: Time,
    /// How long it may be kept, in seconds.
    secs: u32,
}

/// The tag of an answer that comes from here: it need not be made again.
#[derive(Debug, Clone)]
pub(super) struct KeptTag(pub HeaderValue);

/// Where an answer is kept, and for how long: of a guest's GET of a route whose answers caches may keep.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    address: Arc<str>,
    secs: u32,
}

impl Slot {
    /// `None`: the answer is not to be kept.
    pub(super) fn of(request: &Request, cached_secs: Option<u32>) -> Option<Self> {
        let is_guest = !request.headers().contains_key(AUTHORIZATION);
        let secs = cached_secs.filter(|_| is_guest && request.method() == Method::GET)?;
        let address = request.uri().path_and_query().map_or_else(|| request.uri().path(), |target| target.as_str());
        Some(Self { address: address.into(), secs })
    }
}

impl KeptAnswers {
    /// Keeps answers of so many bytes together at most.
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer kept there, with its age, while it may be given.
    pub(super) fn find(&self, place: &Slot, now: Time) -> Option<Response> {
        let kept = self.held().answers.get(&place.address).cloned()?;
        let age = kept.age(now)?;
        let mut response = Response::new(Body::from(kept.body));
        *response.headers_mut() = kept.headers;
        response.headers_mut().insert(AGE, HeaderValue::from(age));
        response.extensions_mut().insert(KeptTag(kept.tag));
        Some(response)
    }

    /// Keeps an answer that was just made; others go for it where there is no room.
    pub(super) fn keep(&self, place: Slot, answer: (&http::response::Parts, &Bytes, &HeaderValue), now: Time) {
        let (parts, body, tag) = answer;
        let bytes = body.len() + place.address.len();
        if parts.status != StatusCode::OK || bytes > self.most_bytes / PART {
            return;
        }
        let mut held = self.held();
        held.drop_old(now);
        held.drop_one(&place.address);
        while held.answers.len() >= ENTRIES || held.bytes + bytes > self.most_bytes {
            let Some(oldest) = held.order.front().cloned() else { return };
            held.drop_one(&oldest);
        }
        held.bytes += bytes;
        held.order.push_back(place.address.clone());
        let headers = parts.headers.clone();
        let kept = Kept { headers, body: body.clone(), tag: tag.clone(), made_at: now, secs: place.secs };
        held.answers.insert(place.address, kept);
    }
}

impl Kept {
    /// In whole seconds; `None`: too old to be given, or of a time to come.
    fn age(&self, now: Time) -> Option<u32> {
        let age = u32::try_from(now.millis_since(self.made_at)).ok()? / 1_000;
        (age < self.secs).then_some(age)
    }
}

impl Held {
    /// What may not be given any more goes, as far as it was kept longest.
    fn drop_old(&mut self, now: Time) {
        while let Some(oldest) = self.order.front().cloned() {
            if self.answers.get(&oldest).is_some_and(|kept| kept.age(now).is_some()) {
                return;
            }
            self.drop_one(&oldest);
        }
    }

    fn drop_one(&mut self, address: &str) {
        if let Some(gone) = self.answers.remove(address) {
            self.bytes -= gone.body.len() + address.len();
            self.order.retain(|kept| kept.as_ref() != address);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;
    use http_body_util::BodyExt as _;

    use super::*;

    const NOW: Time = Time::from_secs(1_000);

    fn place(address: &str) -> Slot {
        Slot { address: address.into(), secs: 3 }
    }

    fn keep(kept: &KeptAnswers, address: &str, length: usize, now: Time) {
        let (parts, _) = StatusCode::OK.into_response().into_parts();
        let body = Bytes::from("x".repeat(length));
        kept.keep(place(address), (&parts, &body, &HeaderValue::from_static("\"tag\"")), now);
    }

    fn is_kept(kept: &KeptAnswers, address: &str, now: Time) -> bool {
        kept.find(&place(address), now).is_some()
    }

    fn request(method: &Method, authorization: bool) -> Request {
        let request = http::Request::builder().method(method).uri("http://host/a?limit=5");
        let request = if authorization { request.header(AUTHORIZATION, "Bearer x") } else { request };
        request.body(Body::empty()).unwrap()
    }

    #[test]
    fn only_a_guests_get_of_a_route_that_caches_may_keep_has_a_place() {
        let has_place = |method, known, secs| Slot::of(&request(&method, known), secs).is_some();
        assert!(has_place(Method::GET, false, Some(3)));
        assert_eq!(Slot::of(&request(&Method::GET, false), Some(3)).unwrap().address.as_ref(), "/a?limit=5");
        assert!(!has_place(Method::GET, true, Some(3)));
        assert!(!has_place(Method::GET, false, None));
        assert!(!has_place(Method::HEAD, false, Some(3)));
    }

    #[tokio::test]
    async fn an_answer_is_given_with_its_age_as_long_as_it_may_be() {
        let kept = KeptAnswers::new(1_000);
        keep(&kept, "/a", 3, NOW);
        for (millis, age) in [(0, "0"), (999, "0"), (2_999, "2")] {
            let answer = kept.find(&place("/a"), NOW.plus_millis(millis)).unwrap();
            assert_eq!(answer.headers()["age"], age);
            assert_eq!(answer.extensions().get::<KeptTag>().unwrap().0, "\"tag\"");
            assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "xxx");
        }
        for millis in [3_000, -1] {
            assert!(!is_kept(&kept, "/a", NOW.plus_millis(millis)), "{millis}");
        }
        assert!(!is_kept(&kept, "/b", NOW));
    }

    #[test]
    fn entries_and_bytes_are_bounded_and_what_was_kept_longest_goes_first() {
        let kept = KeptAnswers::new(1_000_000);
        for n in 0..=ENTRIES {
            keep(&kept, &format!("/{n}"), 1, NOW);
        }
        assert!(!is_kept(&kept, "/0", NOW) && is_kept(&kept, "/1", NOW));
        assert!(is_kept(&kept, &format!("/{ENTRIES}"), NOW));
        assert_eq!(kept.held().answers.len(), ENTRIES);

        let kept = KeptAnswers::new(100);
        for address in ["/a", "/b", "/c", "/d", "/e"] {
            keep(&kept, address, 20, NOW);
        }
        let left: Vec<_> = ["/a", "/b", "/c", "/d", "/e"].map(|address| is_kept(&kept, address, NOW)).into();
        assert_eq!(left, [false, true, true, true, true]);
        assert_eq!(kept.held().bytes, 4 * 22);
        // Kept anew, it is counted once and is the youngest.
        keep(&kept, "/b", 10, NOW);
        assert_eq!(kept.held().bytes, 3 * 22 + 12);
        assert_eq!(kept.held().order.back().map(AsRef::as_ref), Some("/b"));
        // One that would put out all others, and any where nothing is kept.
        keep(&kept, "/long", 24, NOW);
        assert!(!is_kept(&kept, "/long", NOW) && is_kept(&kept, "/c", NOW));
        let none = KeptAnswers::new(0);
        keep(&none, "", 0, NOW);
        keep(&none, "/a", 0, NOW);
        assert!(!is_kept(&none, "/a", NOW));
    }

    #[test]
    fn what_is_too_old_makes_room() {
        let kept = KeptAnswers::new(1_000);
        keep(&kept, "/a", 3, NOW);
        keep(&kept, "/b", 3, NOW.plus_secs(1));
        keep(&kept, "/c", 3, NOW.plus_secs(3));
        assert_eq!(kept.held().order.iter().map(AsRef::as_ref).collect::<Vec<_>>(), ["/b", "/c"]);
        assert_eq!(kept.held().bytes, 2 * 5);
    }

    #[test]
    fn a_refusal_is_not_kept() {
        let kept = KeptAnswers::new(1_000);
        let (parts, _) = StatusCode::NOT_FOUND.into_response().into_parts();
        kept.keep(place("/a"), (&parts, &Bytes::new(), &HeaderValue::from_static("\"tag\"")), NOW);
        assert!(!is_kept(&kept, "/a", NOW));
    }
}
