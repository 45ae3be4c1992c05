//! A process's voice in rooms: packets under one name, counted a room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::UserId;
use domain::chat::packet::{Event, Packet, TOPIC};
use livekit::{CallError, LiveKit};
use runtime::metrics::{self, Metric};

/// So many rooms are counted; beyond, a new name is not needed, since who hears a number for the first time compares it with
/// none.
const COUNTED: usize = 20_000;

/// A process's voice. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Voice {
    livekit: LiveKit,
    name: Arc<str>,
    numbers: Arc<Mutex<HashMap<UserId, u64>>>,
}

impl Voice {
    pub(super) fn new(livekit: LiveKit, name: String) -> Self {
        Self { livekit, name: name.into(), numbers: Arc::default() }
    }

    /// Sends events to a room, or to these identities in it alone. A packet to some is not counted: the others would
    /// miss it.
    ///
    /// # Errors
    /// LiveKit away or refusing; told in the log and counted.
    pub async fn say(&self, room: &UserId, events: &[Event], skipped: usize, to: &[String]) -> Result<(), CallError> {
        let number = self.number(room, to.is_empty());
        let packet = Packet::new(&self.name, number, skipped, events).to_json();
        let packet = packet.map_err(|error| CallError::Refused(error.into()))?;
        let sent = self.livekit.send_data(room, TOPIC, packet, to).await;
        if let Err(cause) = &sent {
            metrics::count(Metric::ChatSendsFailed);
            tracing::warn!(event = "chat_send", user_id = %room, events = events.len(), outcome = "failed", %cause);
        }
        sent
    }

    fn number(&self, room: &UserId, is_counted: bool) -> u64 {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if numbers.len() >= COUNTED {
            // Numbers that begin anew would be taken for old ones.
            numbers.retain(|_, number| *number > u64::MAX / 2);
        }
        let number = numbers.entry(room.clone()).or_default();
        *number += u64::from(is_counted);
        *number
    }
}
