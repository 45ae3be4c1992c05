//! What came back.

use http::HeaderMap;
use serde_json::Value;

/// An answer of a function, as API Gateway hands it to the frontend.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body; null where it was empty, text where it is a table.
    pub body: Value,
}

impl Answer {
    /// `data`.
    #[must_use]
    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    /// `error`, or nothing.
    #[must_use]
    pub fn error(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }

    /// The fields that `details` names.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        let details = self.body["details"].as_array();
        details.into_iter().flatten().filter_map(|detail| detail["field"].as_str()).collect()
    }

    /// A field of every item of a list.
    #[must_use]
    pub fn each(&self, field: &str) -> Vec<&str> {
        let data = self.data().as_array();
        data.into_iter().flatten().filter_map(|item| item[field].as_str()).collect()
    }

    /// `pagination.nextCursor`; `None` on the last page.
    #[must_use]
    pub fn next_cursor(&self) -> Option<&str> {
        self.body["pagination"]["nextCursor"].as_str()
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Whether a text is a time in the contract's form: ISO 8601, UTC, milliseconds and `Z`.
#[must_use]
pub fn is_time(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && text.as_bytes()[19] == b'.' && text.parse::<domain::Time>().is_ok()
}

/// For snapshots: stands in for a time of the contract's form, and fails for anything else.
///
/// # Panics
/// When the value is no such time.
#[expect(clippy::needless_pass_by_value, reason = "insta's signature")]
pub fn time_or_fail(value: insta::internals::Content, path: insta::internals::ContentPath<'_>) -> &'static str {
    assert!(value.as_str().is_some_and(is_time), "{path} is no time: {value:?}");
    "[time]"
}

/// The claims of the LiveKit token in an answer, unverified.
///
/// # Panics
/// When it is none.
#[must_use]
#[expect(clippy::expect_used, reason = "a test's own helper")]
pub fn claims_of(answer: &Answer) -> Value {
    use base64::Engine as _;
    let token = answer.data()["token"].as_str().expect("a token");
    let payload = token.split('.').nth(1).expect("three parts");
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).expect("base64");
    serde_json::from_slice(&payload).expect("claims")
}
