//! Ids of LiveKit's form.

use rand::Rng as _;
use rand::distr::Alphanumeric;

/// Length of the random part of LiveKit's ids and stream keys.
const LENGTH: usize = 12;

/// `prefix` and twelve letters and digits.
pub fn id(prefix: &str) -> String {
    text(prefix, LENGTH)
}

/// `prefix` and `length` letters and digits.
#[expect(clippy::disallowed_methods, reason = "the stand-in is a server of its own")]
pub fn text(prefix: &str, length: usize) -> String {
    let random = rand::rng().sample_iter(Alphanumeric).take(length).map(char::from);
    prefix.chars().chain(random).collect()
}
