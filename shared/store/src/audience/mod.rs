//! Who watches, and how many.

mod count;
mod presence;

pub(crate) use count::rights_changed;
pub use count::{Asked, COUNT_AGE_SECS, Count, LEASED_UNTIL};
pub use presence::{Connection, Held};
