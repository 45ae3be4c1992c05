//! The wait between attempts at a write that met another one on the same item.

use std::time::Duration;

use rand::Rng;
use runtime::Error;

/// Attempts at a conflicting write. Simulated at 83 follows a second on 64 shards, a burst of 1,000
/// took 9 at worst (docs/adr: follower counters).
pub const ATTEMPTS: u32 = 14;

/// Full jitter over a doubling bound, from 10 ms to at most 320 ms: 14 attempts end within 3 s.
pub async fn pause(attempt: u32) {
    let bound = 10_u64 << attempt.min(5);
    let wait = rand::rng().random_range(1..=bound);
    tokio::time::sleep(Duration::from_millis(wait)).await;
}

/// What is answered when the attempts are used up.
pub fn exhausted() -> Error {
    Error::unavailable("dynamodb", "conflicting writes on one item went on for all attempts")
}
