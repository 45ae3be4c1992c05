//! Raids. A raid stands on the raider's stream, so that the room's metadata is made of one item; on the target's stream
//! stands who raids it, so that its end is the end of the raid; and on the raider's counter when it goes, so that the
//! first count after that finds how many watched.

mod arrival;
mod change;
mod facts;
mod places;
mod send;

pub(crate) use arrival::{Arrival, GoneRaid};
pub use change::RaidStarted;
pub use facts::RaidView;
pub use send::RaidSent;
