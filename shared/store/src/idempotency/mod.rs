//! Requests that are to be done once.

mod record;

pub(crate) use record::Held;
pub use record::{Answer, Attempt, Begun};
