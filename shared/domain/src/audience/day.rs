//! A day in UTC.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Time;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// A day in UTC. Written as `2026-11-29`, which sorts as text in the order of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day that a moment is in.
    #[must_use]
    pub const fn of(time: Time) -> Self {
        Self(time.as_millis().div_euclid(DAY_MILLIS))
    }

    /// When it begins.
    #[must_use]
    pub const fn begins(self) -> Time {
        Time::from_millis(self.0.saturating_mul(DAY_MILLIS))
    }

    /// The day so many days later (negative: before).
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days it is after `earlier`; negative when it is before.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// This day and those after it, up to `last`.
    pub fn to(self, last: Self) -> impl Iterator<Item = Self> {
        (self.0..=last.0).map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.begins().to_string().get(..10).unwrap_or_default())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a date such as 2026-11-29")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let time: Time = format!("{text}T00:00:00.000Z").parse().map_err(|_| NotADay)?;
        let day = Self::of(time);
        // A year of another length, or before ours, is written otherwise.
        if day.to_string() == text { Ok(day) } else { Err(NotADay) }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_back_as_it_was_written() {
        for text in ["1970-01-01", "2024-02-29", "2026-11-29", "9999-12-30"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        for text in ["", "2026-02-30", "2026-1-1", "1969-12-31", "20261129", "2026-11-29T00:00:00Z", " 2026-11-29"] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn a_day_has_all_its_moments() {
        let day: Day = "2026-11-29".parse().unwrap();
        assert_eq!(Day::of(day.begins()), day);
        assert_eq!(Day::of(day.plus(1).begins().plus_millis(-1)), day);
        assert_eq!(
            day.to(day.plus(2)).map(|day| day.to_string()).collect::<Vec<_>>().join(" "),
            "2026-11-29 2026-11-30 2026-12-01"
        );
        assert_eq!(day.plus(3).days_since(day), 3);
    }
}
