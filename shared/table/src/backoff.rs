//! The wait between attempts at a write that met another one on the same item.

use std::time::Duration;

use runtime::{Error, Random};

/// Attempts at a conflicting write. Simulated at 83 follows a second on 64 shards, a burst of 1,000
/// took 9 at worst (docs/adr/0002-follower-counters.md).
pub const ATTEMPTS: u32 = 14;

/// Full jitter over a doubling bound, from 10 ms to at most 320 ms: 14 attempts end within 3 s.
pub async fn pause(attempt: u32, random: &Random) {
    let bound = 10_u64 << attempt.min(5);
    tokio::time::sleep(Duration::from_millis(random.up_to(bound))).await;
}

/// What is answered when the attempts are used up.
pub fn exhausted() -> Error {
    Error::unavailable("dynamodb", "conflicting writes on one item went on for all attempts")
}
