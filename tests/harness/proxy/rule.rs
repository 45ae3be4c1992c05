//! Which calls are broken, and how.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another transaction holds an item: the call is not made.
    Conflict,
    /// The table's or a key's capacity is used up: the call is not made.
    Throttled,
    /// DynamoDB fails: the call is not made.
    Broken,
    /// The role lacks the right: the call is not made.
    Denied,
    /// There is no such table: the call is not made.
    NoTable,
    /// DynamoDB takes the request for none: the call is not made.
    Invalid,
    /// The call is made after a while.
    Slow(Duration),
    /// The connection breaks before the call is made.
    Gone,
    /// The call is made, and the connection breaks before the answer.
    AnswerLost,
    /// The call is not made, and no answer comes for an hour.
    Hangs,
    /// The call is made, and no answer comes for an hour.
    HangsAfter,
}

/// Which calls a fault strikes.
#[derive(Debug, Clone)]
pub struct Rule {
    pub(super) operation: Option<&'static str>,
    pub(super) fault: Fault,
    pub(super) every: u64,
    pub(super) times: u64,
    pub(super) after: u64,
}

impl Rule {
    /// Strikes every call of `operation`, e.g. `TransactWriteItems`.
    #[must_use]
    pub const fn on(operation: &'static str, fault: Fault) -> Self {
        Self { operation: Some(operation), fault, every: 1, times: u64::MAX, after: 0 }
    }

    /// Strikes every call.
    #[must_use]
    pub const fn on_all(fault: Fault) -> Self {
        Self { operation: None, fault, every: 1, times: u64::MAX, after: 0 }
    }

    /// Only every `n`th of them, and no call in more than two attempts that follow each other: of two that run side by
    /// side, one may else come first each time the other was struck.
    #[must_use]
    pub const fn every(mut self, n: u64) -> Self {
        self.every = n;
        self
    }

    /// Only those after the first `n`.
    #[must_use]
    pub const fn after(mut self, n: u64) -> Self {
        self.after = n;
        self
    }

    /// Only `n` times.
    #[must_use]
    pub const fn times(mut self, n: u64) -> Self {
        self.times = n;
        self
    }
}

/// How often a rule struck: a test that depends on a fault makes sure that it came.
#[derive(Debug, Clone, Default)]
pub struct Strikes(pub(super) Arc<AtomicU64>);

impl Strikes {
    /// So often until now.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) struct Armed {
    pub(super) rule: Rule,
    pub(super) seen: u64,
    pub(super) strikes: Strikes,
    /// Calls whose last attempt was struck, by what they send, and how many attempts in a row.
    pub(super) struck: HashMap<Vec<u8>, u32>,
}

impl Armed {
    /// Whether one more attempt of a call may be struck.
    pub(super) fn may_strike_again(&mut self, body: &[u8]) -> bool {
        let attempts = self.struck.entry(body.to_vec()).or_default();
        *attempts += 1;
        *attempts <= 2 || self.rule.every == 1
    }
}
