//! Sequences of webhooks recorded from real servers: `tests/fixtures/livekit-events`.

use std::collections::VecDeque;
use std::path::Path;

use serde_json::Value;
use shared::domain::Time;

/// A recording: what was done to a real server, and every webhook that came of it.
#[derive(Debug)]
pub struct Recording {
    /// Key of the server.
    pub key: String,
    /// Its secret.
    pub secret: String,
    /// The creator's user id.
    pub room: String,
    /// The ingress that was pushed to.
    pub ingress_id: String,
    /// When the recording began, by the first event's own time.
    pub start: Time,
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
    /// Reads a recording.
    ///
    /// # Panics
    /// When there is no such recording, or it has another form.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test's own fixture")]
    pub fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/livekit-events/{name}.jsonl"));
        let text = std::fs::read_to_string(&path).expect("a recording");
        let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
        let head = lines.next().expect("a first line");
        let raw: Vec<Value> = lines.collect();
        let start = start_of(&raw);
        let events = raw
            .iter()
            .map(|event| {
                let after_ms = event["after_ms"].as_i64().expect("after_ms");
                Recorded {
                    after_ms,
                    at: start.plus_millis(after_ms),
                    authorization: text_of(&event["authorization"]),
                    body: text_of(&event["body"]),
                }
            })
            .collect();
        Self {
            key: text_of(&head["key"]),
            secret: text_of(&head["secret"]),
            room: text_of(&head["room"]),
            ingress_id: text_of(&head["ingress_id"]),
            start,
            events,
        }
    }

    /// The events up to `after_ms` that were not taken before.
    pub fn take_until(&mut self, after_ms: i64) -> Vec<Recorded> {
        let due = self.events.iter().take_while(|event| event.after_ms <= after_ms).count();
        self.events.drain(..due).collect()
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// `createdAt` is whole seconds, so the first event came within the second that it names.
#[expect(clippy::expect_used, reason = "a test's own fixture")]
fn start_of(events: &[Value]) -> Time {
    let first = events.first().expect("an event");
    let body: Value = serde_json::from_str(first["body"].as_str().expect("a body")).expect("a body of JSON");
    let created: i64 = body["createdAt"].as_str().and_then(|text| text.parse().ok()).expect("createdAt");
    Time::from_secs(created + 1).plus_millis(-first["after_ms"].as_i64().expect("after_ms"))
}
