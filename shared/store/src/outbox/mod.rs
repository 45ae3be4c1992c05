//! Calls to LiveKit that follow from a write, stored with it.

mod entry;
mod sweep;

pub use entry::{Call, OutboxEntry};
pub(crate) use sweep::Sweep;
