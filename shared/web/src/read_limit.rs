//! A limit on reads: how many GETs one user, or the guests behind one address, may make in a minute.
//!
//! The limits of `limits.rs` are counted in the table, which costs a trip: too much for what is read all
//! day. This one is counted **in the process**, so it costs none, and it is as exact as that: a caller whose
//! calls go to several processes has it in each. It is there for whoever asks for the dearest pages without
//! end, not for a person, who does not come near it. For the same reason no answer tells what is left.
//!
//! Callers on this machine itself are not counted: in AWS there are none, and in `cargo dev` all are.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use domain::Time;
use http::Method;

use crate::error::{Error, Result};
use crate::network::source_ip;
use crate::source::Source;

/// Reads of a signed-in user in a minute.
pub(crate) const USERS: u32 = 1_200;
/// Reads of all guests behind one address in a minute.
pub(crate) const GUESTS: u32 = 600;
/// What may be used at once, and is there again after as long, in milliseconds.
const WINDOW_MILLIS: i64 = 60_000;
/// So many callers a process remembers; beyond, it forgets those who have used nothing, or all.
const REMEMBERED: usize = 10_000;

/// Who has read how much. A caller's allowance is a moment: that at which all of it
/// will be there again, in microseconds since the epoch.
#[derive(Debug, Default)]
pub struct Reads(Mutex<HashMap<String, i64>>);

impl Reads {
    /// Counts a read; `scale` is `RATE_LIMIT_SCALE`.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when it is one too many, with the time until one will do.
    pub(crate) fn take(&self, request: &Request, source: &Source, scale: u32, now: Time) -> Result<()> {
        let is_local = || {
            source_ip(request.extensions()).and_then(|ip| ip.parse::<IpAddr>().ok()).is_some_and(|ip| ip.is_loopback())
        };
        if !matches!(*request.method(), Method::GET | Method::HEAD) || scale == 0 || is_local() {
            return Ok(());
        }
        let calls = match source {
            Source::User(_) => USERS,
            Source::Address(_) => GUESTS,
        };
        let wait = self.count(source.key(), i64::from(calls.saturating_mul(scale)), now.as_millis());
        wait.map_or(Ok(()), |retry_after| Err(Error::RateLimited { retry_after }))
    }

    /// Counts one of `calls`; how long to wait where it is one too many.
    fn count(&self, caller: String, calls: i64, now: i64) -> Option<Duration> {
        // In microseconds: a read's share is not lost in whole milliseconds.
        let (now, window) = (now.saturating_mul(1_000), WINDOW_MILLIS * 1_000);
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= REMEMBERED && !full_at.contains_key(&caller) {
            full_at.retain(|_, at| *at > now);
            if full_at.len() >= REMEMBERED {
                full_at.clear();
            }
        }
        let at = full_at.entry(caller).or_insert(now);
        let next = (*at).max(now).saturating_add(window / calls.max(1));
        let over = next.saturating_sub(now.saturating_add(window));
        if over > 0 {
            return Some(Duration::from_micros(over.unsigned_abs()));
        }
        *at = next;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn taken(reads: &Reads, caller: &str, calls: i64, now: i64) -> usize {
        (0..10_000).take_while(|_| reads.count(caller.to_owned(), calls, now).is_none()).count()
    }

    #[test]
    fn an_allowance_is_used_at_once_and_comes_back_over_a_minute() {
        let reads = Reads::default();
        assert_eq!(taken(&reads, "a", 600, NOW), 600);
        assert_eq!(reads.count("a".to_owned(), 600, NOW), Some(Duration::from_millis(100)));
        assert_eq!(taken(&reads, "b", 600, NOW), 600, "another caller has their own");
        assert_eq!(taken(&reads, "a", 600, NOW + 99), 0);
        assert_eq!(taken(&reads, "a", 600, NOW + 100), 1);
        assert_eq!(taken(&reads, "a", 600, NOW + 1_100), 10);
        assert_eq!(taken(&reads, "a", 600, NOW + 3_600_000), 600, "and no more than all of it");
    }

    #[test]
    fn who_is_remembered_is_bounded() {
        let reads = Reads::default();
        assert_eq!(taken(&reads, "first", 600, NOW), 600);
        for n in 1..REMEMBERED {
            reads.count(n.to_string(), 600, NOW);
        }
        let remembered = || reads.0.lock().unwrap().len();
        assert_eq!((remembered(), taken(&reads, "first", 600, NOW)), (REMEMBERED, 0));
        // Those with all of it are forgotten first: after 100 ms all who read once have.
        reads.count("another".to_owned(), 600, NOW + 100);
        assert_eq!(remembered(), 2);
        assert_eq!(taken(&reads, "first", 600, NOW + 100), 1);
        for n in 0..REMEMBERED {
            taken(&reads, &n.to_string(), 2, NOW + 100);
        }
        assert!(remembered() <= REMEMBERED);
    }
}
