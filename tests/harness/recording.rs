//! Recordings of real servers on a test's own clock.

use std::collections::VecDeque;

use domain::Time;
use runtime::Clock;
use serde_json::Value;
use stand_in::recording::Recording as Raw;

use crate::{Setup, World};

/// A recording with the times at which its events came.
#[derive(Debug)]
pub struct Recording {
    /// The creator's user id.
    pub room: String,
    /// The ingress that was pushed to.
    pub ingress_id: String,
    /// When the recording began, by the first event's own time.
    pub start: Time,
    key: String,
    secret: String,
    events: VecDeque<Recorded>,
}

/// One webhook as it came.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Milliseconds after the recording began.
    pub after_ms: i64,
    /// The same as a time.
    pub at: Time,
    /// Its signature.
    pub authorization: String,
    /// Its body, byte for byte.
    pub body: String,
}

impl Recording {
    /// Reads a recording by its name.
    ///
    /// # Panics
    /// When there is none of that name.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own fixture")]
    pub fn read(name: &str) -> Self {
        let raw = Raw::read(&Raw::directory().join(format!("{name}.jsonl"))).expect("a recording");
        let first = raw.events.first().expect("an event");
        let start = created_at(&first.body).plus_millis(-first.ms);
        let events = raw.events.iter().map(|event| Recorded {
            after_ms: event.ms,
            at: start.plus_millis(event.ms),
            authorization: event.authorization.clone(),
            body: event.body.clone(),
        });
        Self {
            events: events.collect(),
            room: raw.room,
            ingress_id: raw.ingress_id,
            start,
            key: raw.key,
            secret: raw.secret,
        }
    }

    /// The events up to `after_ms` that were not taken before.
    pub fn take_until(&mut self, after_ms: i64) -> Vec<Recorded> {
        let due = self.events.iter().take_while(|event| event.after_ms <= after_ms).count();
        self.events.drain(..due).collect()
    }
}

impl World {
    /// A world with the recording's key, at its time.
    pub async fn of_recording(recording: &Recording) -> Self {
        Self::with(Setup {
            clock: Clock::manual(recording.start),
            livekit_key: recording.key.clone(),
            livekit_secret: recording.secret.clone(),
            ..Setup::default()
        })
        .await
    }
}

/// `createdAt` is whole seconds, cut off: the event came within the second that follows.
#[expect(clippy::expect_used, reason = "a test's own fixture")]
fn created_at(body: &str) -> Time {
    let body: Value = serde_json::from_str(body).expect("a body of JSON");
    let seconds: i64 = body["createdAt"].as_str().and_then(|text| text.parse().ok()).expect("createdAt");
    Time::from_secs(seconds + 1)
}
