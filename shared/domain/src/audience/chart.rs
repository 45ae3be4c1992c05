//! Viewers over time, in points of one length.

use super::course::{BUCKET_SECS, Course};
use crate::Time;

/// Most points of a chart.
pub const MAX_POINTS: usize = 300;
/// Lengths of a point that may be asked for, in seconds.
pub const RESOLUTIONS: [i64; 3] = [15, 60, BUCKET_SECS];

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// When it begins.
    pub at: Time,
    /// Viewers on average, rounded.
    pub viewers: u32,
    /// Most viewers at once.
    pub max: u32,
}

/// Viewers over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Seconds that a point stands for.
    pub resolution: i64,
    /// The points, in the order of time, without gaps.
    pub points: Vec<Point>,
}

impl Chart {
    /// The length of points by which the time between two moments has few enough: one of [`RESOLUTIONS`], or as many
    /// times the longest as it takes.
    #[must_use]
    pub fn resolution(from: Time, until: Time) -> i64 {
        let longer = (2..).map(|times| times * BUCKET_SECS);
        RESOLUTIONS
            .into_iter()
            .chain(longer)
            .find(|resolution| Self::fits(*resolution, from, until))
            .unwrap_or(i64::MAX)
    }

    /// Whether the time between two moments has no more than [`MAX_POINTS`] points of this length.
    #[must_use]
    pub fn fits(resolution: i64, from: Time, until: Time) -> bool {
        let (first, last) = places(resolution, from, until);
        last - first <= MAX_POINTS as i64
    }

    /// The course of a broadcast between two moments. Where nothing was kept there are no points.
    #[must_use]
    pub fn of(course: &Course, resolution: i64, from: Time, until: Time) -> Self {
        let (first, last) = places(resolution, from, until);
        let is_known = !course.samples().is_empty();
        let places = (first..last).take_while(|_| is_known);
        let points = places.map(|place| {
            let at = Time::from_secs(place * resolution);
            let (begin, end) = (at.max(from), at.plus_secs(resolution).min(until));
            let (mut watched, mut max) = (0, 0);
            for (begin, end, viewers) in course.stretches(begin, end) {
                watched += end.millis_since(begin) * i64::from(viewers);
                max = max.max(viewers);
            }
            let length = end.millis_since(begin).max(1);
            Point { at, viewers: u32::try_from((watched + length / 2) / length).unwrap_or(u32::MAX), max }
        });
        Self { resolution, points: points.collect() }
    }
}

/// The first place of the time between two moments, and that after its last.
fn places(resolution: i64, from: Time, until: Time) -> (i64, i64) {
    let length = resolution.saturating_mul(1_000);
    let first = from.as_millis().div_euclid(length);
    let last = (until.as_millis() - 1).div_euclid(length) + 1;
    (first, last.max(first))
}

#[cfg(test)]
mod tests {
    use super::super::Sample;
    use super::*;

    fn at(secs: i64) -> Time {
        Time::from_secs(1_700_000_400 + secs)
    }

    #[test]
    fn points_have_average_and_most() {
        let mut course = Course::default();
        for (secs, viewers) in [(0, 2), (30, 6), (60, 0), (130, 3)] {
            course.note_sample(Sample { at: at(secs), viewers });
        }
        let chart = Chart::of(&course, 60, at(0), at(150));
        let points: Vec<_> = chart.points.iter().map(|point| (point.viewers, point.max)).collect();
        assert_eq!(points, [(4, 6), (0, 0), (2, 3)]);
        assert_eq!(chart.points.iter().map(|point| point.at).collect::<Vec<_>>(), [at(0), at(60), at(120)]);
        assert_eq!(Chart::of(&Course::default(), 60, at(0), at(150)).points, []);
    }

    #[test]
    fn the_range_chooses_the_resolution() {
        let chosen = |secs: i64| Chart::resolution(at(7), at(7 + secs));
        assert_eq!((chosen(10), chosen(3_600), chosen(4_470)), (15, 15, 15));
        assert_eq!((chosen(4_600), chosen(4 * 3_600)), (60, 60));
        assert_eq!((chosen(24 * 3_600), chosen(49 * 3_600), chosen(72 * 3_600)), (600, 600, 1_200));
        for secs in (1..400).map(|n| n * 2_711) {
            let chart = {
                let mut course = Course::default();
                course.note_sample(Sample { at: at(7), viewers: 1 });
                Chart::of(&course, chosen(secs), at(7), at(7 + secs))
            };
            assert!((1..=MAX_POINTS).contains(&chart.points.len()), "{secs}: {}", chart.points.len());
        }
    }
}
