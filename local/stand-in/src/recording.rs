//! Webhooks recorded from a real server: `tests/fixtures/livekit-events/*.jsonl`.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A run on a real server: what was done, and every webhook that came.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Its name.
    pub scenario: String,
    /// The ingress.
    pub ingress_id: String,
    /// The room, and the publisher's identity.
    pub room: String,
    /// The key that signed.
    pub key: String,
    /// Its secret.
    pub secret: String,
    /// What was done, in order.
    pub did: Vec<Deed>,
    /// What came, in order of arrival.
    pub events: Vec<RecordedEvent>,
}

/// Something that was done.
#[derive(Debug, Clone, Deserialize)]
pub struct Deed {
    /// Milliseconds since the start.
    #[serde(rename = "after_ms")]
    pub ms: i64,
    /// What, in English.
    pub did: String,
}

/// A webhook that came.
#[derive(Debug, Clone, Deserialize)]
pub struct RecordedEvent {
    /// Milliseconds since the start.
    #[serde(rename = "after_ms")]
    pub ms: i64,
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its `Authorization`; expired five minutes after its recording.
    pub authorization: String,
    /// Its raw body.
    pub body: String,
}

#[derive(Deserialize)]
struct Head {
    scenario: String,
    ingress_id: String,
    room: String,
    key: String,
    secret: String,
    did: Vec<Deed>,
}

impl Recording {
    /// Where the recordings of this repository are.
    #[must_use]
    pub fn directory() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/livekit-events")
    }

    /// Every recording in a directory, by name.
    ///
    /// # Errors
    /// A file that cannot be read, or is none.
    pub fn all(directory: &Path) -> io::Result<Vec<Self>> {
        let mut paths = std::fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// One recording: the first line says what it is, each other one is a webhook.
    ///
    /// # Errors
    /// A file that cannot be read, or is none.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let mut lines = text.lines();
        let head: Head = serde_json::from_str(lines.next().unwrap_or_default())?;
        let events = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
        let Head { scenario, ingress_id, room, key, secret, did } = head;
        Ok(Self { scenario, ingress_id, room, key, secret, did, events })
    }
}
