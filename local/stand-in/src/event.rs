//! Webhook events, in the form that the recordings have.

use std::io;

use livekit_protocol as proto;
use proto::{EgressInfo, IngressInfo, ParticipantInfo, Room, TrackInfo, WebhookEvent};
use serde::Serialize as _;

use crate::ids;

/// An event and the queue that it waits in.
#[derive(Debug, Clone)]
pub struct Event {
    /// LiveKit's key of the queue: the ingress id, else the room name.
    pub queue: String,
    /// What is sent.
    pub body: WebhookEvent,
}

impl Event {
    /// `room_started`, `room_finished`.
    pub fn room(name: &str, room: &Room, now: i64) -> Self {
        Self::new(room.name.clone(), WebhookEvent { room: Some(room.clone()), ..head(name, now) })
    }

    /// `participant_joined`, `participant_left`: with the whole room and the participant without tracks.
    pub fn participant(name: &str, room: &Room, participant: &ParticipantInfo, now: i64) -> Self {
        let participant = ParticipantInfo { tracks: vec![], ..participant.clone() };
        let body = WebhookEvent { room: Some(room.clone()), participant: Some(participant), ..head(name, now) };
        Self::new(room.name.clone(), body)
    }

    /// `track_published`, `track_unpublished`: with the ids of room and participant only.
    pub fn track(name: &str, room: &Room, participant: &ParticipantInfo, track: &TrackInfo, now: i64) -> Self {
        let body = WebhookEvent {
            room: Some(Room { sid: room.sid.clone(), name: room.name.clone(), ..Default::default() }),
            participant: Some(ParticipantInfo {
                sid: participant.sid.clone(),
                identity: participant.identity.clone(),
                ..Default::default()
            }),
            track: Some(track.clone()),
            ..head(name, now)
        };
        Self::new(room.name.clone(), body)
    }

    /// `ingress_started`, `ingress_ended`.
    pub fn ingress(name: &str, info: &IngressInfo, now: i64) -> Self {
        let body = WebhookEvent { ingress_info: Some(info.clone()), ..head(name, now) };
        Self::new(info.ingress_id.clone(), body)
    }

    /// `egress_started`, `egress_updated`, `egress_ended`.
    pub fn egress(name: &str, info: &EgressInfo, now: i64) -> Self {
        let room = Room { sid: info.room_id.clone(), name: info.room_name.clone(), ..Default::default() };
        let body = WebhookEvent { room: Some(room), egress_info: Some(info.clone()), ..head(name, now) };
        Self::new(info.egress_id.clone(), body)
    }

    fn new(queue: String, body: WebhookEvent) -> Self {
        Self { queue, body }
    }
}

fn head(name: &str, now: i64) -> WebhookEvent {
    WebhookEvent { event: name.to_owned(), id: ids::id("EV_"), created_at: now / 1_000, ..Default::default() }
}

/// An event as Go's protojson writes it. The names, the omitted zero values and the integers as text
/// are livekit-protocol's; the spaces and whole floats without a point are this formatter's.
///
/// # Errors
/// A value that the protocol's enums do not know, which can only come from a request.
pub fn protojson(event: &WebhookEvent) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    event.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Protojson))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Protojson;

impl serde_json::ser::Formatter for Protojson {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value}")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::recording::Recording;

    #[test]
    fn every_recorded_body_is_written_as_go_wrote_it() {
        let recordings = Recording::all(&Recording::directory()).unwrap();
        let bodies: Vec<_> = recordings.into_iter().flat_map(|recording| recording.events).collect();
        assert_eq!(bodies.len(), 102);
        for recorded in bodies {
            let event: WebhookEvent = serde_json::from_str(&recorded.body).unwrap();
            let written = protojson(&event).unwrap();
            let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(value(&written), value(&recorded.body));
            // The order of attributes is a map's, here as there.
            if event.participant.is_none_or(|participant| participant.attributes.len() < 2) {
                assert_eq!(written, recorded.body);
            }
        }
    }
}
