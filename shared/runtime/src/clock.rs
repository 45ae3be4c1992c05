//! Time is passed in, so that a test can stop it and move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::Time;

/// Tells what time it is. Cheap to clone; all clones agree.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    #[must_use]
    pub fn manual(start: Time) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(start.as_millis()))))
    }

    /// The time now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Time {
        match &self.0 {
            Source::System => Time::from_millis(jiff::Timestamp::now().as_millisecond()),
            Source::Manual(millis) => Time::from_millis(millis.load(Ordering::SeqCst)),
        }
    }

    /// Whether it stands until somebody moves it: then nobody waits for it.
    #[must_use]
    pub const fn stands(&self) -> bool {
        matches!(self.0, Source::Manual(_))
    }

    /// Moves a manual clock by `millis` milliseconds.
    ///
    /// # Panics
    /// When the clock is the machine's: only a test moves time.
    pub fn advance(&self, millis: i64) {
        match &self.0 {
            Source::System => panic!("the machine's clock is not moved"),
            Source::Manual(now) => now.fetch_add(millis, Ordering::SeqCst),
        };
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_for_all_its_clones() {
        let clock = Clock::manual(Time::from_millis(1_000));
        let clone = clock.clone();
        clock.advance(500);
        assert_eq!(clone.now().as_millis(), 1_500);
        assert!(clone.stands() && !Clock::system().stands());
    }
}
