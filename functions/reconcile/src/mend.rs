//! Mends what two looks in a row agree on. Every mending is a log line.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use domain::media::{Publish, Signal};
use domain::{ApplicationStatus, Audience, IngressId, State, Stream, UserId};
use futures::{StreamExt as _, TryStreamExt as _};
use livekit::{CallError, Participant};
use runtime::Result;
use runtime::metrics::{self, Metric};
use store::{Call, Connection, Held, OutboxEntry};
use tokio::time::Instant;

use crate::App;
use crate::first_error::FirstError;
use crate::recordings;
use crate::rooms::{Doubt, Known, look};

/// Rooms that are looked into at once.
const AT_ONCE: usize = 16;
/// A call that a mending makes may take so long; later it is one of those that are due.
const CALL_WITHIN: Duration = Duration::from_secs(5);

/// Looks twice, `look_gap` apart, and mends what both looks doubt. When the first look finds nothing
/// there is no second. No room is looked into after `until`: the next run finds it again. Returns how many rooms
/// were mended.
///
/// # Errors
/// The table away. LiveKit away is none: no stream is ended for that.
pub(crate) async fn mend(app: &App, known: &Known, look_gap: Duration, until: Instant) -> Result<usize> {
    let first_at = app.clock.now();
    let first = match look(app, known).await? {
        Ok(doubts) if doubts.is_empty() => return Ok(0),
        Ok(doubts) => doubts,
        Err(error) => return Ok(away(&error)),
    };
    tokio::time::sleep(look_gap).await;
    let second = match look(app, known).await? {
        Ok(doubts) => doubts,
        Err(error) => return Ok(away(&error)),
    };
    let agreed: HashSet<&(UserId, Doubt)> = first.intersection(&second).collect();
    let rooms: HashSet<UserId> = agreed.iter().map(|(room, _)| room.clone()).collect();
    let mut mending = futures::stream::iter(rooms)
        .map(|room| {
            let doubts: Vec<Doubt> = agreed.iter().filter(|(of, _)| *of == room).map(|(_, doubt)| *doubt).collect();
            async move {
                if Instant::now() >= until {
                    return Ok(Ok(false));
                }
                mend_room(app, &room, &doubts, first_at).await
            }
        })
        .buffer_unordered(AT_ONCE);
    let mut errors = FirstError::default();
    let mut mended = 0;
    while let Some(outcome) = mending.next().await {
        match errors.keep(outcome) {
            Some(Ok(changed)) => mended += usize::from(changed),
            Some(Err(error)) => _ = away(&error),
            None => {}
        }
    }
    errors.or(mended)
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
    first_at: domain::Time,
) -> Result<Result<bool, CallError>> {
    // Read before the room's list: whoever joins between the two is in the list alone, and is not taken for
    // one who left.
    if doubts == [Doubt::Offline] {
        // Who is there does not matter.
        return Ok(Ok(close_if_suspended(app, room).await?));
    }
    let held = if doubts.contains(&Doubt::Count) { Some(app.store.present(room).await?) } else { None };
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
        mended |= delete_foreign_ingresses(app, &stream, &people).await?;
    }
    recordings::doubt_worker(app, &stream, &people).await?;
    if let Some(held) = held {
        mended |= set_presence(app, &stream, &people, &held).await?;
    }
    if doubts.contains(&Doubt::Rights) || doubts.contains(&Doubt::Count) {
        mended |= see_to_rights(app, &stream, &people, doubts.contains(&Doubt::Rights)).await?;
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
    first_at: domain::Time,
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
    let change = app.store.signal(&stream.user_id, &Signal::Present { publish, at: now }, now).await?;
    tracing::warn!(event = "reconcile_mended", user_id = %stream.user_id, mended = "publisher without broadcast", outcome = ?change);
    Ok(counted("publisher_without_broadcast", change.is_some()))
}

/// Somebody publishes by an ingress that is not the creator's. No look at LiveKit is needed again: a key
/// that is not stored yet is known to nobody, and the list was read before the stream.
async fn delete_foreign_ingresses(app: &App, stream: &Stream, people: &[Participant]) -> Result<bool> {
    let ours = stream.ingress.as_ref().map(|ingress| &ingress.ingress_id);
    let publishing = people.iter().filter_map(|who| who.ingress.as_ref().map(|(id, _)| id));
    let is_foreign = |id: &&IngressId| Some(*id) != ours && !id.as_str().is_empty();
    let foreign: HashSet<IngressId> = publishing.filter(is_foreign).cloned().collect();
    for ingress_id in &foreign {
        let call = Call::DeleteIngress { ingress_id: ingress_id.clone() };
        let call = OutboxEntry::new(call, app.clock.now(), &app.random);
        app.store.put_entry(&call).await?;
        app.outbox.make(&call, Instant::now() + CALL_WITHIN).await?;
        tracing::warn!(event = "reconcile_mended", user_id = %stream.user_id, %ingress_id, mended = "foreign ingress");
        counted("foreign_ingress", true);
    }
    Ok(!foreign.is_empty())
}

/// Brings our presence into line with the room's own list, and the count with it.
async fn set_presence(app: &App, stream: &Stream, people: &[Participant], held: &[Held]) -> Result<bool> {
    let room = &stream.user_id;
    let listed: HashSet<&str> = people.iter().map(|who| who.sid.as_str()).collect();
    let there: Vec<&Participant> = people
        .iter()
        .filter(|who| who.is_standard && who.is_active)
        .filter(|who| who.identity != room.as_str() && who.identity != room.host_identity())
        .collect();
    let now = app.clock.now();
    let held: HashMap<&str, &Held> = held.iter().map(|held| (held.sid.as_str(), held)).collect();
    let gone: Vec<String> = held.keys().filter(|sid| !listed.contains(*sid)).map(|sid| (*sid).to_owned()).collect();
    let old = there.iter().filter_map(|who| held.get(who.sid.as_str())).filter(|held| held.is_to_be_renewed(now));
    let old: Vec<String> = old.map(|held| held.sid.clone()).collect();
    let renewing = futures::stream::iter(old)
        .map(|sid| async move { app.store.renew_presence(room, &sid, now).await })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>();
    renewing.await?;
    let come = there.iter().filter(|who| !held.contains_key(who.sid.as_str()));
    let come: Vec<(String, String)> = come.map(|who| (who.sid.clone(), who.identity.clone())).collect();
    let (left, joined) = (gone.len(), come.len());
    let leaving = futures::stream::iter(gone)
        .map(|sid| async move { app.store.viewer_left(room, &sid, "", now).await })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>();
    leaving.await?;
    let joining = futures::stream::iter(come)
        .map(|(sid, identity)| async move {
            let connection = Connection { room_sid: "", sid: &sid, identity: &identity };
            app.store.viewer_joined(room, connection, now).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>();
    joining.await?;

    let encoders = people.iter().filter(|who| who.ingress.is_some()).count();
    let figure = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let viewers = figure(there.len());
    // Made at the end: a count that an event made meanwhile was of a presence half mended.
    let identities: Vec<&str> = there.iter().map(|who| who.identity.as_str()).collect();
    let others = figure(people.len() - encoders - there.len());
    app.counts.set_listed_count(room, &identities, others, app.clock.now()).await?;
    let changed = left + joined > 0;
    if changed {
        tracing::warn!(event = "reconcile_mended", user_id = %room, mended = "viewer count", viewers, left, joined);
    }
    Ok(counted("viewer_count", changed))
}

/// Somebody may do what the rules of the room do not let them, or is there though blocked: they joined with a token
/// that is older than the rules, and their joining was not told. `thoroughly`: follows and blocks are looked up too.
async fn see_to_rights(app: &App, stream: &Stream, people: &[Participant], thoroughly: bool) -> Result<bool> {
    let (room, now) = (&stream.user_id, app.clock.now());
    let people: Vec<&Participant> = people.iter().filter(|who| who.is_standard).collect();
    let ids: Vec<UserId> = people.iter().filter_map(|who| UserId::parse(&who.identity).ok()).collect();
    let (followers, blocked) = if thoroughly {
        tokio::try_join!(app.store.followers_among(room, &ids), app.store.blocked_among(room, &ids))?
    } else {
        (vec![], vec![])
    };
    let rules = stream.rules(app.livekit.is_direct_chat_allowed());
    let writing: Vec<String> =
        people.iter().filter(|who| who.can_publish_data).map(|who| who.identity.clone()).collect();
    let banned = if thoroughly { app.store.banned_among(room, &writing, now).await? } else { HashSet::new() };
    let mut changed = false;
    for id in &blocked {
        let call = Call::RemoveParticipant { room: room.clone(), identity: id.to_string() };
        app.store.put_entry(&OutboxEntry::new(call, now, &app.random)).await?;
        changed = true;
    }
    // Where follows were not looked up, everybody who is signed in may be a follower.
    let may = |who: &Participant| {
        let audience = Audience::of(room, &who.identity, |id| !thoroughly || followers.contains(id));
        rules.may_write_directly(audience) && !banned.contains(&who.identity)
    };
    let is_wrong = |who: &&Participant| {
        let is_known = thoroughly || !stream.chat.is_chat_followers_only || UserId::parse(&who.identity).is_err();
        is_known && who.can_publish_data != may(who)
    };
    if people.iter().any(is_wrong) {
        let call = Call::SyncRoom { user_id: room.clone() };
        app.store.put_entry(&OutboxEntry::new(call, now, &app.random)).await?;
        changed = true;
    }
    if changed {
        tracing::warn!(event = "reconcile_mended", user_id = %room, mended = "rights", blocked = blocked.len());
    }
    Ok(counted("rights", changed))
}

/// A suspended creator's room is closed again: somebody with an unexpired token can have made it anew.
async fn close_if_suspended(app: &App, room: &UserId) -> Result<bool> {
    let suspended =
        app.store.profile(room).await?.is_some_and(|user| user.creator_status == Some(ApplicationStatus::Suspended));
    if !suspended {
        return Ok(false);
    }
    let call = OutboxEntry::new(Call::CloseRoom { room: room.clone() }, app.clock.now(), &app.random);
    app.store.put_entry(&call).await?;
    app.outbox.make(&call, Instant::now() + CALL_WITHIN).await?;
    tracing::warn!(event = "reconcile_mended", user_id = %room, mended = "room of a suspended creator");
    Ok(counted("room_of_suspended", true))
}
