//! The stand-in as its callers see it: LiveKit's own client on one side, a webhook receiver on the other.

mod calls;
mod control;
mod faults;
mod lives;
mod recorded;
mod support;
mod webhooks;
