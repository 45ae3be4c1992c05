//! What a signal changes.

use super::broadcast::{OpenBroadcast, Publish};
use crate::Time;

/// What a signal changes. The caller writes it down as one conditional transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A broadcast begins; an earlier one whose window is over is closed by the same write.
    GoLive {
        /// The earlier one, with the moment at which its media had ended.
        closes: Option<Closed>,
    },
    /// The open broadcast goes on: its encoder returned, a second push took over, or a push got its name.
    Continue,
    /// Media ended; the window is open (it may have no length).
    Interrupt,
    /// The broadcast is over for good.
    Close(Closed),
    /// Nothing that anybody is told changed: only the memory of pushes and connections did.
    Remember,
}

/// A broadcast that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Id of the broadcast's item.
    pub id: String,
    /// When it began.
    pub started_at: Time,
    /// The push that carried it last.
    pub publish: Publish,
    /// When its media ended.
    pub ended_at: Time,
    /// Whether there is a recording of it.
    pub is_recorded: bool,
}

impl Closed {
    pub(super) fn of(open: &OpenBroadcast, ended_at: Time) -> Self {
        Self {
            id: open.id.clone(),
            started_at: open.started_at,
            publish: open.publish.clone(),
            ended_at,
            is_recorded: !open.recorded.is_not(),
        }
    }
}
