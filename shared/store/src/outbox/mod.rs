//! Calls to LiveKit that follow from a write, stored with it.

mod entry;
mod sweep;

pub use entry::{Call, OutboxEntry, is_about_recording, makes_a_clip};
pub(crate) use sweep::Sweep;
