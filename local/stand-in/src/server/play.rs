//! What a test or `cargo dev` has encoders, egress workers and viewers do.

use std::time::Duration;

use livekit_protocol::DisconnectReason;

use super::StandIn;
use crate::state::{EgressEnd, EgressFault};
use crate::view::{Connection, Push, Refused};

impl StandIn {
    /// An encoder connects with this key. One that is live with the same key is put out, and its push gets
    /// no `ingress_ended`.
    ///
    /// # Errors
    /// [`Refused::UnknownKey`], [`Refused::Disabled`].
    pub fn push(&self, stream_key: &str) -> Result<Push, Refused> {
        self.change(|state| state.push(stream_key))
    }

    /// An encoder connects with the key of this room's newest ingress.
    ///
    /// # Errors
    /// [`Refused::NoIngress`], [`Refused::Disabled`].
    pub fn push_to_room(&self, room: &str) -> Result<Push, Refused> {
        self.change(|state| state.push_to_room(room))
    }

    /// The encoder that is live in the room stops; `false` when none is.
    pub fn stop(&self, room: &str) -> bool {
        self.change(|state| state.stop(room))
    }

    /// The encoder that is live in the room vanishes. By RTMP its push ends at once; by WHIP with an error,
    /// this much later by the stand-in's clock, unless it is back before that (30 s on a real server).
    /// `false` when none is live.
    pub fn lose_encoder(&self, room: &str, noticed_after: Duration) -> bool {
        let after = i64::try_from(noticed_after.as_millis()).unwrap_or(i64::MAX);
        self.change(|state| state.lose_encoder(room, after))
    }

    /// The worker of the push that is live in the room dies, and LiveKit notices at once:
    /// `participant_left` CONNECTION_TIMEOUT, never `ingress_ended`; `ListIngress` goes on saying
    /// PUBLISHING. `false` when none is live.
    pub fn kill_worker(&self, room: &str) -> bool {
        self.kill_worker_unnoticed(room, Duration::ZERO)
    }

    /// The same, noticed only this much later by the stand-in's clock; 20 to 29 s on a real server.
    pub fn kill_worker_unnoticed(&self, room: &str, noticed_after: Duration) -> bool {
        let after = i64::try_from(noticed_after.as_millis()).unwrap_or(i64::MAX);
        self.change(|state| state.kill_worker(room, after))
    }

    /// An encoder connects and the worker has no room for it: `ingress_ended` ENDPOINT_ERROR "server
    /// capacity exceeded" for a resource that never started. `false` when the room has no ingress.
    pub fn refuse_push(&self, room: &str) -> bool {
        self.change(|state| state.refuse_push(room))
    }

    /// The worker that records the room dies: its egresses go on being listed, and tell nothing. `false` when there is none.
    pub fn kill_recorder(&self, room: &str) -> bool {
        self.change(|state| state.kill_recorder(room))
    }

    /// What records the room ends by itself. `false` when nothing does.
    pub fn end_recorder(&self, room: &str, how: EgressEnd) -> bool {
        self.change(|state| state.end_recorder(room, how))
    }

    /// From now on nothing that the room's egresses upload is taken, and they fail by it. `false` when none records.
    pub fn refuse_uploads(&self, room: &str) -> bool {
        self.change(|state| state.refuse_uploads(room))
    }

    /// The next egress that is started does this; set several times, one after another.
    pub fn egress_fault(&self, fault: EgressFault) {
        self.change(|state| state.egress_faults.push_back(fault));
    }

    /// A viewer connects with this token; whoever is connected with the same identity is put out.
    ///
    /// # Errors
    /// [`Refused::BadToken`], [`Refused::MayNotJoin`].
    pub fn join(&self, token: &str) -> Result<Connection, Refused> {
        let claims = self.0.gate.token(token).map_err(|bad| Refused::BadToken(bad.to_string()))?;
        if !claims.video.room_join || claims.video.room.is_empty() || claims.sub.is_empty() {
            return Err(Refused::MayNotJoin);
        }
        self.change(|state| {
            let participant = state.admit_bearer(&claims);
            state.rooms.get(&claims.video.room).map(|room| Connection::of(room, &participant))
        })
        .ok_or(Refused::MayNotJoin)
    }

    /// A viewer leaves; `false` when there is no such connection.
    pub fn leave(&self, sid: &str) -> bool {
        self.change(|state| {
            state.room_of(sid).is_some_and(|room| state.put_out(&room, sid, DisconnectReason::ClientInitiated))
        })
    }

    /// Somebody in a room sends data to all others in it. Without the right to, it is dropped, and neither
    /// side is told; `false` when there is no such connection.
    pub fn say(&self, sid: &str, topic: &str, text: &str) -> bool {
        self.change(|state| state.say(sid, topic, text.as_bytes()))
    }

    /// A viewer's client reconnects in full: the same identity and permissions, another connection.
    pub fn reconnect(&self, sid: &str) -> Option<Connection> {
        self.change(|state| {
            let name = state.room_of(sid)?;
            let participant = state.readmit(&name, sid)?;
            state.rooms.get(&name).map(|room| Connection::of(room, &participant))
        })
    }
}
