//! The client that webhooks are sent by.

use std::time::Duration;

/// An address that does not answer within this has failed; longer than any gateway waits.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// The client that delivers.
#[expect(clippy::expect_used, reason = "fixed configuration")]
pub(super) fn client() -> reqwest::Client {
    runtime::https::builder().timeout(ANSWER_TIMEOUT).build().expect("a client with fixed settings")
}
