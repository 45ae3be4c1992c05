//! What the `webhook` function remembers beside the state that all functions of the API have.

use crate::ask_for_count::Counted;
use crate::recent_events::RecentEvents;

/// What this process took in lately.
#[derive(Default)]
pub struct Intake {
    /// Webhooks, by their event ids.
    pub recent_events: RecentEvents,
    /// Rooms whose count this process looked at.
    pub counted: Counted,
}
