//! Calls to LiveKit that follow from a write, stored with it.

mod call;
mod entry;
mod sweep;

pub use call::{Call, is_about_recording, makes_a_clip};
pub use entry::OutboxEntry;
pub use sweep::Round;
pub(crate) use sweep::Sweep;
