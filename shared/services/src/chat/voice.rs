//! A process's voice in rooms: packets under one name, counted a room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::UserId;
use domain::chat::packet::{Event, Packet, TOPIC};
use livekit::{CallError, LiveKit};
use runtime::metrics::{self, Metric};
use runtime::{Clock, Random};

use super::turns::Turns;

/// So many rooms are counted; beyond, all are counted anew under another name.
const COUNTED: usize = 20_000;

/// A process's voice. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Voice {
    livekit: LiveKit,
    clock: Clock,
    random: Random,
    turns: Turns,
    said: Arc<Mutex<Said>>,
}

/// What was said under one name.
struct Said {
    name: Arc<str>,
    numbers: HashMap<UserId, u64>,
}

impl Voice {
    pub(super) fn new(livekit: LiveKit, clock: Clock, random: Random, turns: Turns) -> Self {
        let said = Said { name: random.id(clock.now()).into(), numbers: HashMap::new() };
        Self { livekit, clock, random, turns, said: Arc::new(Mutex::new(said)) }
    }

    /// Sends events to a room, or to these identities in it alone. A packet to some is not counted: the others would
    /// miss it. Where LiveKit takes a number of calls and they are made, a message is not sent; anything else is.
    ///
    /// # Errors
    /// LiveKit away or refusing, or no turn; told in the log and counted.
    pub async fn say(&self, room: &UserId, events: &[Event], skipped: usize, to: &[String]) -> Result<(), CallError> {
        let is_urgent = events.iter().any(|event| !matches!(event, Event::Msg { .. }));
        match self.turns.take(is_urgent).await {
            Ok(true) => self.say_in_turn(room, events, skipped, to).await,
            Ok(false) if to.is_empty() => Err(self.pass(room)),
            Ok(false) => Err(no_turn(room)),
            Err(cause) => {
                tracing::warn!(event = "chat_send", user_id = %room, outcome = "failed", ?cause);
                Err(no_turn(room))
            }
        }
    }

    /// Waits for a turn to send, some seconds at most. Returns whether it had to; `None`: there was none.
    ///
    /// # Errors
    /// The table away.
    pub async fn turn(&self) -> runtime::Result<Option<bool>> {
        self.turns.await_one().await
    }

    /// Lets a turn pass that there was none of: the room misses a number, and knows by it to read the history.
    pub fn pass(&self, room: &UserId) -> CallError {
        self.number(room, true);
        no_turn(room)
    }

    /// The same as [`Self::say`], with a turn that is taken.
    ///
    /// # Errors
    /// LiveKit away or refusing; told in the log and counted.
    pub async fn say_in_turn(
        &self,
        room: &UserId,
        events: &[Event],
        skipped: usize,
        to: &[String],
    ) -> Result<(), CallError> {
        let (name, number) = self.number(room, to.is_empty());
        let packet = Packet::new(&name, number, skipped, events).to_json();
        let packet = packet.map_err(|error| CallError::Refused(error.into()))?;
        let sent = self.livekit.send_data(room, TOPIC, packet, to).await;
        if let Err(cause) = &sent {
            metrics::count(Metric::ChatSendsFailed);
            tracing::warn!(event = "chat_send", user_id = %room, events = events.len(), outcome = "failed", %cause);
        }
        sent
    }

    fn number(&self, room: &UserId, is_counted: bool) -> (Arc<str>, u64) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.number(room, is_counted, || self.random.id(self.clock.now()))
    }
}

fn no_turn(room: &UserId) -> CallError {
    metrics::count(Metric::ChatSendsFailed);
    tracing::warn!(event = "chat_send", user_id = %room, outcome = "no_turn");
    CallError::Away("as many calls as it takes were made".into())
}

impl Said {
    fn number(&mut self, room: &UserId, is_counted: bool, new_name: impl FnOnce() -> String) -> (Arc<str>, u64) {
        if self.numbers.len() >= COUNTED && !self.numbers.contains_key(room) {
            // Numbers that begin anew under the same name would be taken for old ones.
            *self = Self { name: new_name().into(), numbers: HashMap::new() };
        }
        let number = self.numbers.entry(room.clone()).or_default();
        *number += u64::from(is_counted);
        (self.name.clone(), *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_begin_anew_have_another_name() {
        let mut said = Said { name: "first".into(), numbers: HashMap::new() };
        let room = |n: usize| UserId::parse(&format!("usr_{n}")).unwrap();
        for n in 0..COUNTED {
            assert_eq!(said.number(&room(n), true, || panic!("too early")), ("first".into(), 1));
        }
        assert_eq!(said.number(&room(0), true, || panic!("a known one")), ("first".into(), 2));
        assert_eq!(said.number(&room(COUNTED), true, || "second".to_owned()), ("second".into(), 1));
        assert_eq!(said.number(&room(0), true, || panic!("too early")), ("second".into(), 1));
    }
}
