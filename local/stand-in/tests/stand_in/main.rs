//! The stand-in as its callers see it: LiveKit's own client on one side, a webhook receiver on the other.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod calls;
mod control;
mod faults;
mod lives;
mod recorded;
mod support;
mod webhooks;
