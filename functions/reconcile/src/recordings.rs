//! Recordings that are not as LiveKit's list of egresses has them. What is to be done about one is not decided here: an
//! outbox entry has it looked at.

use std::collections::HashMap;

use domain::recording::vod_id_of;
use domain::{Stream, UserId};
use livekit::{ListedEgress, Participant};
use runtime::Result;
use store::{Call, OutboxEntry};

use crate::App;
use crate::close_broadcasts::RecordedBroadcast;

/// The active egresses of one Vod.
struct Listed {
    /// The room that they record.
    room: String,
    /// How many.
    egresses: usize,
    /// Whether one waits for media in vain: it is the one that is to be there, and nothing tells of it.
    is_stuck: bool,
}

/// Leaves an entry for each recording that has another number of active egresses than it is to have: one while a push is
/// recorded, none otherwise; and for each that has one which waits in vain. Costs one call to LiveKit, in a deployment that records; and of each egress of a broadcast
/// that is over, which may be listed for ever, a read. Returns how many.
///
/// # Errors
/// The table away. LiveKit away is none.
pub(crate) async fn doubt(app: &App, open: &[RecordedBroadcast]) -> Result<usize> {
    if app.livekit.recordings().is_none() {
        return Ok(0);
    }
    let listed = match app.livekit.list_egresses(None).await {
        Ok(listed) => listed,
        Err(error) => {
            tracing::warn!(event = "reconcile_recordings", outcome = "LiveKit away", cause = %error);
            return Ok(0);
        }
    };
    let now = app.clock.now();
    let mut active: HashMap<String, Listed> = HashMap::new();
    for ListedEgress { room, egress } in listed {
        let is_stuck = egress.is_stuck(now);
        let of_vod = active.entry(egress.run.vod_id).or_insert(Listed { room, egresses: 0, is_stuck: false });
        of_vod.egresses += 1;
        of_vod.is_stuck |= is_stuck;
    }
    let mut doubts: Vec<(UserId, String)> = vec![];
    for RecordedBroadcast { user_id, vod_id, is_to_record } in open {
        let (egresses, is_stuck) = active.remove(vod_id).map_or((0, false), |of| (of.egresses, of.is_stuck));
        if egresses != usize::from(*is_to_record) || is_stuck {
            doubts.push((user_id.clone(), vod_id.clone()));
        }
    }
    for (vod_id, Listed { room, .. }) in active {
        let recording = app.store.recording(&vod_id).await?;
        // One whose runs are over was stopped, and may be listed all the same.
        let is_at_rest = !recording.runs.is_empty() && recording.runs.iter().all(|run| run.state.is_over());
        if let (Ok(user_id), false) = (UserId::parse(&room), is_at_rest) {
            doubts.push((user_id, vod_id));
        }
    }
    for (user_id, vod_id) in &doubts {
        see_to(app, user_id, vod_id).await?;
    }
    Ok(doubts.len())
}

/// Has a recording looked at whose push is recorded, and in whose room nothing records: its worker died, and LiveKit goes
/// on listing its egress.
///
/// # Errors
/// The table away.
pub(crate) async fn doubt_worker(app: &App, stream: &Stream, people: &[Participant]) -> Result<()> {
    let open = stream.media.broadcast.as_ref().filter(|_| stream.media.recorded_push().is_some());
    let Some(open) = open.filter(|_| !people.iter().any(|who| who.is_egress)) else { return Ok(()) };
    see_to(app, &stream.user_id, &vod_id_of(&stream.user_id, &open.id)).await
}

async fn see_to(app: &App, user_id: &UserId, vod_id: &str) -> Result<()> {
    let call = Call::SeeToRecording { user_id: user_id.clone(), vod_id: vod_id.to_owned() };
    app.store.put_entry_once(&OutboxEntry::new(call, app.clock.now(), &app.random)).await
}
