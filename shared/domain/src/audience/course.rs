//! What was kept of a broadcast while it ran: each count as a sample, who was there, how many followers there were.

use std::collections::BTreeMap;

use super::day::Day;
use super::figures::{DayFigures, Summary};
use super::watchers::Watchers;
use crate::Time;

/// Samples of so many seconds stand together: a day has whole ones only.
pub const BUCKET_SECS: i64 = 600;

/// A count: so many watched from then on, until the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sample {
    /// When it was asked for.
    pub at: Time,
    /// How many there were.
    pub viewers: u32,
}

impl Sample {
    /// Most viewers that one tells.
    const MOST: u32 = 0x00ff_ffff;

    /// The bucket that holds it, by number.
    #[must_use]
    pub const fn bucket_of(at: Time) -> i64 {
        at.as_secs().div_euclid(BUCKET_SECS)
    }

    /// As it is stored in its bucket: the milliseconds since it began and the viewers, of three bytes each.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 6] {
        let offset = self.at.as_millis().rem_euclid(BUCKET_SECS * 1_000);
        let [_, _, _, _, _, a, b, c] = offset.to_be_bytes();
        let [_, d, e, f] = self.viewers.min(Self::MOST).to_be_bytes();
        [a, b, c, d, e, f]
    }

    /// As it was stored in a bucket; `None`: it has another length.
    #[must_use]
    pub fn read(bucket: i64, bytes: &[u8]) -> Option<Self> {
        let [a, b, c, d, e, f] = bytes.try_into().ok()?;
        let offset = i64::from(u32::from_be_bytes([0, a, b, c]));
        let at = Time::from_secs(bucket.saturating_mul(BUCKET_SECS)).plus_millis(offset);
        Some(Self { at, viewers: u32::from_be_bytes([0, d, e, f]) })
    }
}

/// What was kept of a broadcast.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    samples: Vec<Sample>,
    followers: BTreeMap<Time, u64>,
    watchers: BTreeMap<Time, Watchers>,
}

impl Course {
    /// Notes a sample. One that is noted already adds nothing.
    pub fn note_sample(&mut self, sample: Sample) {
        if let Err(place) = self.samples.binary_search(&sample) {
            self.samples.insert(place, sample);
        }
    }

    /// Notes how many followed at a moment.
    pub fn note_followers(&mut self, at: Time, followers: u64) {
        self.followers.insert(at, followers);
    }

    /// Notes who was there from a moment on: within the bucket, or the day, that begins then.
    pub fn note_watchers(&mut self, from: Time, watchers: &Watchers) {
        self.watchers.entry(from).or_default().merge(watchers);
    }

    /// The samples, in the order of time.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Who was there between two moments: what was noted of before the end.
    #[must_use]
    pub fn watchers(&self, from: Time, until: Time) -> Watchers {
        let mut watchers = Watchers::default();
        for there in self.watchers.range(from..until.max(from)).map(|(_, there)| there) {
            watchers.merge(there);
        }
        watchers
    }

    /// The viewers between two moments as stretches of one number each: from when, until when, how many. Before the
    /// first sample nobody is known to watch; after the last one it stands.
    pub fn stretches(&self, from: Time, until: Time) -> impl Iterator<Item = (Time, Time, u32)> + '_ {
        let first = self.samples.partition_point(|sample| sample.at <= from).saturating_sub(1);
        let ends = self.samples.iter().skip(first + 1).map(|next| next.at).chain([until]);
        let stretches = self.samples.iter().skip(first).zip(ends);
        stretches
            .map(move |(sample, end)| (sample.at.max(from), end.min(until), sample.viewers))
            .take_while(move |(begin, ..)| *begin < until)
            // Of two samples at one moment the greater stands.
            .filter(|(begin, end, _)| begin < end)
    }

    /// Figures between two moments, with so many followers at the end.
    #[must_use]
    pub fn summary(&self, from: Time, until: Time, followers: Option<u64>) -> Summary {
        // The bucket in which it began, began before it. Who came after its media ended, watched nothing of it.
        let watchers = self.watchers(Day::of(from).begins(), until);
        let before = self.followers.values().next().copied().or(followers);
        self.figures(from, until, &watchers, gained(before, followers.or(before)))
    }

    /// The same of each UTC day that it touched, each with who was there. A broadcast counts for the day on which it
    /// began, and so do its chat messages, of which no times are kept.
    #[must_use]
    pub fn days(
        &self,
        (from, until): (Time, Time),
        followers: Option<u64>,
        chat_messages: u64,
    ) -> Vec<(Day, DayFigures, Watchers)> {
        let first = Day::of(from);
        // At midnight sharp it was over.
        let last = Day::of(until.plus_millis(-1)).max(first);
        let days = first.to(last).map(|day| {
            let (begin, end) = (from.max(day.begins()), until.min(day.plus(1).begins()));
            let watchers = self.watchers(day.begins(), end);
            let before =
                if day == first { self.followers.values().next().copied() } else { self.followers_from(begin) };
            let after = if day == last { followers } else { self.followers_from(end) };
            let summary =
                self.figures(begin, end, &watchers, gained(before.or(followers), after.or(followers).or(before)));
            let begun = day == first;
            let figures = DayFigures::of(summary, u32::from(begun), if begun { chat_messages } else { 0 });
            (day, figures, watchers)
        });
        days.collect()
    }

    /// The followers at the first look at `at` or later.
    fn followers_from(&self, at: Time) -> Option<u64> {
        self.followers.range(at..).next().map(|(_, followers)| *followers)
    }

    fn figures(&self, from: Time, until: Time, watchers: &Watchers, followers_gained: i64) -> Summary {
        let mut watch_millis = 0_u64;
        let mut peak_viewers = 0;
        for (begin, end, viewers) in self.stretches(from, until) {
            watch_millis += millis(begin, end) * u64::from(viewers);
            peak_viewers = peak_viewers.max(viewers);
        }
        Summary {
            live_millis: millis(from, until),
            watch_millis,
            peak_viewers,
            unique_viewers: watchers.users.count(),
            guest_sessions: watchers.guests.count(),
            followers_gained,
        }
    }
}

fn millis(from: Time, until: Time) -> u64 {
    u64::try_from(until.millis_since(from)).unwrap_or_default()
}

fn gained(before: Option<u64>, after: Option<u64>) -> i64 {
    let number = |followers: Option<u64>| i64::try_from(followers.unwrap_or_default()).unwrap_or(i64::MAX);
    number(after) - number(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Time {
        Time::from_secs(1_700_000_000 + secs)
    }

    fn course(samples: &[(i64, u32)]) -> Course {
        let mut course = Course::default();
        for (secs, viewers) in samples {
            course.note_sample(Sample { at: at(*secs), viewers: *viewers });
        }
        course
    }

    #[test]
    fn a_sample_is_read_back_as_it_was_stored() {
        for millis in [0, 1, 599_999, 600_000, 1_795_472_785_645] {
            let at = Time::from_millis(millis);
            let sample = Sample { at, viewers: 12_345 };
            assert_eq!(Sample::read(Sample::bucket_of(at), &sample.to_bytes()), Some(sample));
        }
        let many = Sample { at: at(0), viewers: u32::MAX };
        assert_eq!(Sample::read(0, &many.to_bytes()).unwrap().viewers, Sample::MOST);
        assert_eq!(Sample::read(0, &[1, 2]), None);
    }

    #[test]
    fn the_last_sample_stands_until_the_next() {
        let course = course(&[(0, 2), (100, 5), (160, 0)]);
        let figures = course.summary(at(0), at(200), None);
        assert_eq!((figures.watch_seconds(), figures.peak_viewers), (2 * 100 + 5 * 60, 5));
        assert_eq!(figures.average_viewers(), 2.5);
        // Before the first sample nobody is known; what lies outside does not count.
        assert_eq!(course.summary(at(-50), at(50), None).watch_seconds(), 100);
        assert_eq!(course.summary(at(120), at(130), None).watch_seconds(), 50);
        assert_eq!(course.summary(at(100), at(101), None).peak_viewers, 5);
        assert_eq!(course.summary(at(0), at(100), None).peak_viewers, 2);
        assert_eq!(course.summary(at(300), at(200), None), Summary::default());
    }

    #[test]
    fn what_comes_twice_and_in_any_order_adds_nothing() {
        let forth = course(&[(0, 2), (100, 5), (160, 0)]);
        let back = course(&[(160, 0), (100, 5), (0, 2), (100, 5), (160, 0)]);
        assert_eq!(forth, back);
        // Two counts of one moment: the greater.
        assert_eq!(course(&[(0, 9), (0, 3)]).summary(at(0), at(10), None).watch_seconds(), 90);
    }

    #[test]
    fn days_add_up_to_the_whole() {
        let first: Day = "2026-11-28".parse().unwrap();
        let (from, until) = (first.plus(1).begins().plus_secs(-3_600), first.plus(2).begins().plus_secs(1_800));
        let mut course = Course::default();
        for (secs, viewers) in [(0, 4), (3_000, 7), (60_000, 1)] {
            course.note_sample(Sample { at: from.plus_secs(secs), viewers });
        }
        for (secs, followers) in [(0, 10), (3_605, 12), (90_000, 15)] {
            course.note_followers(from.plus_secs(secs), followers);
        }
        let whole = course.summary(from, until, Some(18));
        assert_eq!(whole.followers_gained, 8);
        let days = course.days((from, until), Some(18), 33);
        assert_eq!(days.iter().map(|(day, ..)| *day).collect::<Vec<_>>(), [first, first.plus(1), first.plus(2)]);
        let sum = |of: fn(&DayFigures) -> u64| days.iter().map(|(_, figures, _)| of(figures)).sum::<u64>();
        assert_eq!(sum(|day| day.watch_millis), whole.watch_millis);
        assert_eq!(sum(|day| day.live_millis), whole.live_millis);
        assert_eq!((sum(|day| u64::from(day.broadcasts)), sum(|day| day.chat_messages)), (1, 33));
        assert_eq!(days.iter().map(|(_, figures, _)| figures.followers_gained).collect::<Vec<_>>(), [2, 3, 3]);
        assert_eq!(days.iter().map(|(_, figures, _)| figures.peak_viewers).collect::<Vec<_>>(), [7, 7, 1]);
    }

    #[test]
    fn who_came_after_the_end_did_not_watch() {
        let day: Day = "2026-11-29".parse().unwrap();
        let midnight = day.begins();
        let room = crate::UserId::parse("usr_alice").unwrap();
        let there = |who: &[&str]| Watchers::of(&room, who.iter().copied());
        let mut course = Course::default();
        course.note_watchers(midnight.plus_secs(-1_200), &there(&["usr_bob"]));
        course.note_watchers(midnight.plus_secs(-600), &there(&["usr_bob", "usr_carol"]));
        // A window that stood open over midnight.
        course.note_watchers(midnight, &there(&["usr_dave", "guest-1"]));
        let (from, until) = (midnight.plus_secs(-1_000), midnight.plus_secs(-100));
        let summary = course.summary(from, until, None);
        assert_eq!((summary.unique_viewers, summary.guest_sessions), (2, 0));
        assert_eq!(
            course.days((from, until), None, 0).iter().map(|(day, ..)| *day).collect::<Vec<_>>(),
            [day.plus(-1)]
        );
        assert_eq!(course.summary(from, midnight.plus_secs(-600), None).unique_viewers, 1);
        let days = course.days((from, midnight.plus_secs(1)), None, 0);
        assert_eq!(days.iter().map(|(_, day, _)| day.unique_viewers).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn without_looks_at_the_followers_nobody_was_gained() {
        let course = course(&[(0, 2)]);
        assert_eq!(course.summary(at(0), at(60), Some(7)).followers_gained, 0);
        assert_eq!(course.days((at(0), at(60)), Some(7), 0)[0].1.followers_gained, 0);
        assert_eq!(course.summary(at(0), at(60), None).followers_gained, 0);
    }
}
