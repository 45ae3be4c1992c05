//! Who watches a broadcast, and how many: samples of the count, who was there, and the figures that follow from both.

mod chart;
mod course;
mod day;
mod figures;
#[cfg(test)]
mod histories;
mod sketch;
mod watchers;

pub use chart::{Chart, MAX_POINTS, Point, RESOLUTIONS};
pub use course::{BUCKET_SECS, Course, Sample};
pub use day::Day;
pub use figures::{DayFigures, RaidOut, Summary};
pub use watchers::{Uniques, ViewerHash, Watchers};
