//! Mends what two looks in a row agree on. Every mending is a log line.

use std::collections::HashSet;
use std::time::Duration;

use futures::StreamExt as _;
use shared::domain::media::{Publish, Signal};
use shared::domain::{ApplicationStatus, IngressId, State, Stream, UserId};
use shared::livekit::{CallError, Participant};
use shared::metrics::{self, Metric};
use shared::store::{Call, Connection, PendingCall};
use shared::{App, Result, calls, viewer_count};

use crate::rooms::{Doubt, look};

/// Rooms that are looked into at once.
const AT_ONCE: usize = 16;

/// Looks twice, `look_gap` apart, and mends what both looks doubt. When the first look finds nothing
/// there is no second. Returns how many rooms were mended.
///
/// # Errors
/// The table away. LiveKit away is none: no stream is ended for that.
pub(crate) async fn mend(app: &App, look_gap: Duration) -> Result<usize> {
    let first_at = app.clock.now();
    let first = match look(app).await? {
        Ok(doubts) if doubts.is_empty() => return Ok(0),
        Ok(doubts) => doubts,
        Err(error) => return Ok(away(&error)),
    };
    tokio::time::sleep(look_gap).await;
    let second = match look(app).await? {
        Ok(doubts) => doubts,
        Err(error) => return Ok(away(&error)),
    };
    let agreed: HashSet<&(UserId, Doubt)> = first.intersection(&second).collect();
    let rooms: HashSet<UserId> = agreed.iter().map(|(room, _)| room.clone()).collect();
    let mut mending = futures::stream::iter(rooms)
        .map(|room| {
            let doubts: Vec<Doubt> = agreed.iter().filter(|(of, _)| *of == room).map(|(_, doubt)| *doubt).collect();
            async move { mend_room(app, &room, &doubts, first_at).await }
        })
        .buffer_unordered(AT_ONCE);
    let mut mended = 0;
    while let Some(outcome) = mending.next().await {
        match outcome? {
            Ok(changed) => mended += usize::from(changed),
            Err(error) => _ = away(&error),
        }
    }
    Ok(mended)
}

/// Counts a mending, if it is one.
fn counted(kind: &'static str, is_mended: bool) -> bool {
    if is_mended {
        metrics::count_kind(Metric::Mendings, kind);
    }
    is_mended
}

fn away(error: &CallError) -> usize {
    tracing::warn!(event = "reconcile_look", outcome = "LiveKit away", cause = %error);
    0
}

/// Looks into one room with its participant list, the only proof of who is there.
async fn mend_room(
    app: &App,
    room: &UserId,
    doubts: &[Doubt],
    first_at: shared::domain::Time,
) -> Result<Result<bool, CallError>> {
    let people = match app.livekit.list_participants(room).await {
        Ok(people) => people,
        Err(error) => return Ok(Err(error)),
    };
    let Some(stream) = app.store.stream(room).await? else { return Ok(Ok(false)) };
    let mut mended = false;
    if doubts.contains(&Doubt::NoPublisher) {
        mended |= end_without_publisher(app, &stream, &people, first_at).await?;
    }
    if doubts.contains(&Doubt::UnknownPublisher) {
        mended |= start_with_publisher(app, &stream, &people).await?;
    }
    if doubts.contains(&Doubt::Count) {
        mended |= set_presence(app, &stream, &people).await?;
    }
    if doubts.contains(&Doubt::Offline) || doubts.contains(&Doubt::UnknownPublisher) {
        mended |= close_if_suspended(app, room).await?;
    }
    Ok(Ok(mended))
}

fn publisher<'a>(people: &'a [Participant], ingress_id: Option<&IngressId>) -> Option<&'a Participant> {
    people.iter().find(|who| who.ingress.as_ref().is_some_and(|(id, _)| Some(id) == ingress_id))
}

/// Live, and nobody publishes: the end of the publish was never told.
async fn end_without_publisher(
    app: &App,
    stream: &Stream,
    people: &[Participant],
    first_at: shared::domain::Time,
) -> Result<bool> {
    let now = app.clock.now();
    let ingress = stream.ingress.as_ref().map(|ingress| &ingress.ingress_id);
    let Some(open) = &stream.media.broadcast else { return Ok(false) };
    if stream.state(now) != State::Live || publisher(people, ingress).is_some() {
        return Ok(false);
    }
    let signal = Signal::Absent { resource_id: open.publish.resource_id.clone(), at: first_at };
    let change = app.store.signal(&stream.user_id, &signal, now).await?;
    tracing::warn!(event = "reconcile_mended", user_id = %stream.user_id, mended = "live without publisher", outcome = ?change);
    Ok(counted("live_without_publisher", change.is_some()))
}

/// Somebody publishes, and we hold no live broadcast: the start of the publish was never told.
async fn start_with_publisher(app: &App, stream: &Stream, people: &[Participant]) -> Result<bool> {
    let now = app.clock.now();
    let ingress = stream.ingress.as_ref().map(|ingress| &ingress.ingress_id);
    let Some(found) = publisher(people, ingress) else { return Ok(false) };
    let Some((ingress_id, resource_id)) = found.ingress.clone() else { return Ok(false) };
    let publish = Publish {
        ingress_id,
        resource_id: resource_id.unwrap_or_default(),
        started_nanos: found.joined_at_millis.saturating_mul(1_000_000),
    };
    let change = app.store.signal(&stream.user_id, &Signal::Present { publish }, now).await?;
    tracing::warn!(event = "reconcile_mended", user_id = %stream.user_id, mended = "publisher without broadcast", outcome = ?change);
    Ok(counted("publisher_without_broadcast", change.is_some()))
}

/// Brings our presence into line with the room's own list, and the count with it.
async fn set_presence(app: &App, stream: &Stream, people: &[Participant]) -> Result<bool> {
    let (room, now) = (&stream.user_id, app.clock.now());
    let there: Vec<&Participant> = people
        .iter()
        .filter(|who| who.is_standard && who.is_active)
        .filter(|who| who.identity != room.as_str() && who.identity != room.host_identity())
        .collect();
    let sids: HashSet<String> = there.iter().map(|who| who.sid.clone()).collect();
    let held = app.store.present(room).await?;
    for gone in held.difference(&sids) {
        app.store.viewer_left(room, gone, "", now).await?;
    }
    for who in there.iter().filter(|who| !held.contains(&who.sid)) {
        let connection = Connection { room_sid: "", sid: &who.sid, identity: &who.identity };
        app.store.viewer_joined(room, connection, now).await?;
    }
    let viewers = u32::try_from(there.len()).unwrap_or(u32::MAX);
    let broadcast_id = stream.media.broadcast.as_ref().map(|open| open.id.as_str());
    viewer_count::set_count(app, room, broadcast_id, viewers, now).await?;
    let changed = held != sids;
    if changed {
        tracing::warn!(event = "reconcile_mended", user_id = %room, mended = "viewer count", viewers, held = held.len());
    }
    Ok(counted("viewer_count", changed))
}

/// A suspended creator's room is closed again: somebody with an unexpired token can have made it anew.
async fn close_if_suspended(app: &App, room: &UserId) -> Result<bool> {
    let suspended =
        app.store.profile(room).await?.is_some_and(|user| user.creator_status == Some(ApplicationStatus::Suspended));
    if !suspended {
        return Ok(false);
    }
    let call = PendingCall::new(Call::CloseRoom { room: room.clone() }, app.clock.now());
    app.store.put_call(&call).await?;
    calls::make(app, &call).await?;
    tracing::warn!(event = "reconcile_mended", user_id = %room, mended = "room of a suspended creator");
    Ok(counted("room_of_suspended", true))
}
