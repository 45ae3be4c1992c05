//! Who watches, and how many; and what is kept of it.

mod broadcasts;
mod count;
mod days;
mod presence;
mod samples;
mod settling;

pub(crate) use count::rights_changed;
pub use count::{Asked, COUNT_AGE_SECS, Count, KEPT_EXACTLY, LEASED_UNTIL, NewCount, Noted, RaidDue};
pub use days::{DayItem, DayWatchersItem, DaysOf};
pub use presence::{Connection, Held};
pub use samples::{Counting, SAMPLES_SECS, SampleItem, SketchItem, Sketched};
