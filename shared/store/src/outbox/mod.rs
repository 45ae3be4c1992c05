//! Calls to LiveKit that follow from a write, stored with it.

mod audit_round;
mod call;

pub use call::{Call, PendingCall};
