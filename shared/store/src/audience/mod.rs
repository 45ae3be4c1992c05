//! Who watches, and how many.

mod presence;

pub use presence::{COUNT_AGE_SECS, Connection, Count, LEASED_UNTIL};
