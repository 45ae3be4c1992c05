//! How long a Vod stays: so many days, or as long as its creator keeps it.

use super::Vod;
use crate::Time;

/// Media that one creator may keep, highlights among it, in milliseconds: 100 hours.
pub const KEPT_LIMIT_MILLIS: u64 = 100 * 3_600_000;
/// One that is kept no longer stays for this at least, in seconds: whoever did not mean it has a day.
const RELEASED_SECS: i64 = 86_400;
/// Seconds of a day.
const DAY_SECS: i64 = 86_400;

impl Vod {
    /// Whether it stays until its creator deletes it.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.kept_millis.is_some()
    }

    /// This Vod with its end, where it has to have one: it is finished, and not kept.
    #[must_use]
    pub fn retained_for(&self, days: u32) -> Self {
        if !self.state.is_over() || self.is_kept() || self.due_at.is_some() {
            return self.clone();
        }
        let over_at = self.ended_at.unwrap_or(self.started_at);
        Self { due_at: Some(over_at.plus_secs(i64::from(days) * DAY_SECS)), ..self.clone() }
    }

    /// Kept for good, with the media that it has now.
    #[must_use]
    pub fn kept(&self) -> Self {
        Self { kept_millis: Some(self.duration_millis), due_at: None, ..self.clone() }
    }

    /// Kept no longer.
    #[must_use]
    pub fn released(&self, days: u32, now: Time) -> Self {
        let next = Self { kept_millis: None, due_at: None, ..self.clone() }.retained_for(days);
        let at_least = now.plus_secs(RELEASED_SECS);
        Self { due_at: next.due_at.map(|due| due.max(at_least)), ..next }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, vod};
    use super::super::{Vod, VodState};

    const DAY: i64 = 86_400;

    fn finished() -> Vod {
        Vod { state: VodState::Ready, ended_at: Some(at(100)), duration_millis: 90_000, ..vod() }
    }

    #[test]
    fn it_ends_so_many_days_after_its_broadcast_unless_it_is_kept() {
        assert_eq!(vod().retained_for(14), vod(), "it is not finished");
        assert_eq!(vod().kept().retained_for(14).due_at, None);
        let retained = finished().retained_for(14);
        assert_eq!(retained.due_at, Some(at(100 + 14 * DAY)));
        assert_eq!(retained.retained_for(3), retained, "an end that it has stands");
        let failed = Vod { state: VodState::Failed, ..finished() };
        assert!(failed.retained_for(14).due_at.is_some());
        let kept = retained.kept();
        assert_eq!((kept.due_at, kept.kept_millis, kept.is_kept()), (None, Some(90_000), true));
    }

    #[test]
    fn one_that_is_released_keeps_its_end_and_stays_for_a_day_at_least() {
        let kept = finished().kept();
        assert_eq!(kept.released(14, at(200)).due_at, Some(at(100 + 14 * DAY)));
        assert_eq!(kept.released(14, at(60 * DAY)).due_at, Some(at(61 * DAY)));
        assert_eq!(vod().kept().released(14, at(200)).due_at, None, "it is not finished");
        assert_eq!(kept.released(14, at(200)).kept_millis, None);
    }
}
