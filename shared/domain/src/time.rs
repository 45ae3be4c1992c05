//! A moment, to the millisecond.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A moment in UTC, to the millisecond. Written as ISO 8601 with milliseconds and `Z`, in JSON and
/// in the table alike; that form sorts as text in the order of time, so it stands in sort keys too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// From milliseconds since the Unix epoch; held within what can be written: from 1970 to the last day but
    /// one of the year 9999, where jiff's timestamps end.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        const LAST: i64 = 253_402_207_200_000;
        Self(if millis < 0 {
            0
        } else if millis > LAST {
            LAST
        } else {
            millis
        })
    }

    /// From nanoseconds since the Unix epoch, as LiveKit states ingress times.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self::from_millis(nanos / 1_000_000)
    }

    /// From whole seconds since the Unix epoch, as LiveKit states a webhook's `createdAt`.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self::from_millis(secs.saturating_mul(1_000))
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch: the unit of a JWT's `exp` and of the table's TTL.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0 / 1_000
    }

    /// This moment and `secs` seconds (negative: before).
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self::from_millis(self.0.saturating_add(secs.saturating_mul(1_000)))
    }

    /// This moment and `millis` milliseconds (negative: before).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment; negative when it is later.
    #[must_use]
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = jiff::Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{moment:.3}")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Time {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from_millis(text.parse::<jiff::Timestamp>()?.as_millisecond()))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_with_milliseconds_and_z() {
        assert_eq!(Time::from_millis(1_795_472_785_000).to_string(), "2026-11-23T22:26:25.000Z");
        assert_eq!(Time::from_millis(1).to_string(), "1970-01-01T00:00:00.001Z");
    }

    #[test]
    fn is_read_back_as_it_was_written() {
        let time = Time::from_millis(1_795_472_785_645);
        assert_eq!(time.to_string().parse::<Time>().unwrap(), time);
    }

    #[test]
    fn every_moment_can_be_written_and_read() {
        for millis in [i64::MIN, -1, 0, 253_402_207_200_000, 253_402_300_799_999, i64::MAX] {
            let time = Time::from_millis(millis);
            assert_eq!(time.to_string().parse::<Time>().unwrap(), time, "{millis}");
            assert!(format!("{time:?}").len() == 24 && serde_json::to_string(&time).is_ok(), "{millis}");
        }
        assert_eq!(Time::from_millis(i64::MAX).as_millis(), jiff::Timestamp::MAX.as_second() * 1_000);
        assert_eq!(Time::from_millis(i64::MAX).to_string(), "9999-12-30T22:00:00.000Z");
        for time in [Time::from_secs(i64::MAX), Time::from_nanos(i64::MAX), Time::from_secs(i64::MIN)] {
            assert_eq!(time.to_string().len(), 24);
        }
    }

    #[test]
    fn text_sorts_as_time_does() {
        let (early, late) = (Time::from_millis(999), Time::from_millis(1_000_000_000_000));
        assert!(early.to_string() < late.to_string());
    }
}
