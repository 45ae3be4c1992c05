//! Making a outbox entry: the same code for `project`, which makes it at once, and
//! `reconcile`, which makes what is left.

use domain::{ApplicationStatus, Audience, IngressId, State, Stream, Time, UserId};
use futures::StreamExt as _;
use livekit::{CallError, LiveKit, Participant, RoomMetadata};
use objects::Objects;
use runtime::metrics::{self, Metric};
use runtime::{Clock, Result};
use store::{Call, OutboxEntry, Store};
use tokio::time::Instant;

use crate::clip;
use crate::erase::erase_all;
use crate::failure::Failure;
use crate::recording;

/// Permission updates in flight at once: 1,000 viewers within 10 s at 100 ms an update.
const UPDATES_AT_ONCE: usize = 32;
/// Between the two looks at an unknown ingress, in seconds: longer than any function may run, so that a
/// key creation that was under way at the first look is stored by the second.
pub const SWEEP_SECS: i64 = 60;

/// Between an erasure and the look at what came late, in seconds: an egress has given up by then, and a copy is made.
const LATE_SECS: i64 = 3_600;

/// What is left to do after a call was made.
enum Left {
    Nothing,
    /// Another look, with what this one found, in so many seconds.
    Look(Call, i64),
    /// The same call again, at a moment.
    Again(Time),
}

/// Makes the calls that writes left behind. Cheap to clone.
#[derive(Clone)]
pub struct Outbox {
    store: Store,
    livekit: LiveKit,
    objects: Option<Objects>,
    clock: Clock,
}

impl Outbox {
    /// Makes the calls of `store` in `livekit` and in the bucket, where there is one.
    #[must_use]
    pub const fn new(store: Store, livekit: LiveKit, objects: Option<Objects>, clock: Clock) -> Self {
        Self { store, livekit, objects, clock }
    }

    /// The bucket of recordings; `None` in a deployment that does not record.
    #[must_use]
    pub const fn objects(&self) -> Option<&Objects> {
        self.objects.as_ref()
    }

    /// Writes the playlist over the runs of a Vod whose broadcast goes on anew, where there are several. Returns whether that is so;
    /// the bucket away is told, and changes nothing of it.
    ///
    /// # Errors
    /// The table away.
    pub async fn join(&self, vod_id: &str) -> Result<bool> {
        let Some(objects) = &self.objects else { return Ok(false) };
        recording::join_anew(&self.store, objects, &self.clock, vod_id).await
    }

    /// Makes a call, and takes it off the table. That it was tried, and when it is due again, is stored before it is
    /// made: whatever becomes of whoever makes it, it waits longer each time, and others are not kept waiting.
    /// After `until` it is given up for now; what it did is done, and is not done again. LiveKit away delays it,
    /// and loses nothing. Returns whether it was made.
    ///
    /// # Errors
    /// The table away: the call is still there.
    pub async fn make(&self, pending: &OutboxEntry, until: Instant) -> Result<bool> {
        let due_at = self.clock.now().plus_secs(pending.wait_secs());
        if !self.store.begin_entry(pending, due_at).await? {
            // Somebody else is at it, or it was asked for anew: then its new record brings it.
            return Ok(false);
        }
        let attempts = pending.attempts;
        match tokio::time::timeout_at(until, attempt(self, &pending.call)).await {
            Ok(Ok(Left::Nothing)) => {
                tracing::info!(event = "livekit_call", call = ?pending.call, attempts, outcome = "made");
                self.store.entry_done(pending).await?;
                Ok(true)
            }
            Ok(Ok(Left::Look(call, after_secs))) => {
                let due_at = self.clock.now().plus_secs(after_secs);
                self.store.keep_entry(&OutboxEntry { call, due_at, attempts: 0, ..pending.clone() }).await?;
                Ok(true)
            }
            Ok(Ok(Left::Again(due_at))) => {
                self.store.keep_entry(&OutboxEntry { due_at, attempts: 0, ..pending.clone() }).await?;
                Ok(true)
            }
            Ok(Err(Failure::LiveKit(cause))) => {
                tracing::warn!(event = "livekit_call", call = ?pending.call, attempts, outcome = "failed", %cause);
                Ok(false)
            }
            Ok(Err(Failure::Bucket(cause))) => {
                tracing::warn!(event = "bucket_call", call = ?pending.call, attempts, outcome = "failed", %cause);
                Ok(false)
            }
            Ok(Err(Failure::Ours(error))) => Err(error),
            Err(_) => {
                tracing::warn!(event = "livekit_call", call = ?pending.call, attempts, outcome = "out of time");
                Ok(false)
            }
        }
    }
}

async fn attempt(outbox: &Outbox, call: &Call) -> Result<Left, Failure> {
    let livekit = &outbox.livekit;
    match call {
        Call::DeleteIngress { ingress_id } => {
            CallError::gone_is_fine(livekit.delete_ingress(ingress_id).await)?;
        }
        Call::Permit { room, identity } => return permit_one(outbox, room, identity).await,
        Call::RemoveParticipant { room, identity } => put_out(outbox, room, identity).await?,
        Call::CloseRoom { room } => close_room(outbox, room).await?,
        Call::ShapeIngress { user_id } => return shape_ingress(outbox, user_id).await,
        Call::SyncRoom { user_id } => return sync_room(outbox, user_id).await,
        Call::StopEgress { egress_id } => livekit.stop_egress(egress_id, outbox.clock.now()).await?,
        Call::SeeToRecording { user_id, vod_id } => {
            let Outbox { store, clock, .. } = outbox;
            let again = recording::see_to(store, livekit, outbox.objects.as_ref(), clock, user_id, vod_id).await?;
            return Ok(again.map_or(Left::Nothing, |secs| Left::Look(call.clone(), secs)));
        }
        Call::Erase { prefix } => {
            erase(outbox, prefix).await?;
            // What was under way when it was erased is found by a second look.
            return Ok(Left::Look(Call::EraseLate { prefix: prefix.clone() }, LATE_SECS));
        }
        Call::EraseLate { prefix } => erase(outbox, prefix).await?,
        Call::EraseUnknown { prefix } => erase_unknown(outbox, prefix).await?,
        Call::MakeClip { clip_id } => {
            let Outbox { store, clock, .. } = outbox;
            let Some(objects) = &outbox.objects else { return Ok(Left::Nothing) };
            let again = clip::make(store, objects, clock, clip_id).await?;
            return Ok(again.map_or(Left::Nothing, Left::Again));
        }
        Call::SweepIngresses { user_id, unknown } => return sweep(outbox, user_id, unknown).await,
    }
    Ok(Left::Nothing)
}

/// Erases what stands below a place of the bucket, in a deployment that has one.
async fn erase(outbox: &Outbox, prefix: &str) -> Result<(), Failure> {
    let Some(objects) = &outbox.objects else { return Ok(()) };
    let erased = erase_all(objects, prefix).await.map_err(Failure::Bucket)?;
    tracing::info!(event = "erase", prefix, objects = erased, outcome = "ok");
    Ok(())
}

/// Erases what stands below a place that was nobody's a while ago, if it is nobody's still.
async fn erase_unknown(outbox: &Outbox, prefix: &str) -> Result<(), Failure> {
    let long_ago = outbox.clock.now().plus_secs(-2 * LATE_SECS);
    if outbox.store.unknown_places(vec![prefix.to_owned()], long_ago).await?.is_empty() {
        return Ok(());
    }
    metrics::count_kind(Metric::Mendings, "unknown_objects");
    erase(outbox, prefix).await
}

/// Puts somebody out whom the room's creator blocks. Unblocked meanwhile, they stay.
async fn put_out(outbox: &Outbox, room: &UserId, identity: &str) -> Result<(), Failure> {
    if let Ok(user_id) = UserId::parse(identity)
        && !outbox.store.is_blocked(room, &user_id).await?
    {
        return Ok(());
    }
    CallError::gone_is_fine(outbox.livekit.remove_participant(room, identity).await)?;
    Ok(())
}

/// Gives one participant the right to write that the rules give them now, and puts them out if they are blocked. Who is
/// timed out is looked at again when that is over.
async fn permit_one(outbox: &Outbox, room: &UserId, identity: &str) -> Result<Left, Failure> {
    let user_id = UserId::parse(identity).ok();
    let watched = outbox.store.watched(room, user_id.as_ref()).await?;
    let Some(stream) = watched.stream else { return Ok(Left::Nothing) };
    if watched.is_blocked {
        CallError::gone_is_fine(outbox.livekit.remove_participant(room, identity).await)?;
        return Ok(Left::Nothing);
    }
    let rules = stream.rules(outbox.livekit.is_direct_chat_allowed());
    let may = rules.may_write_directly(Audience::of(room, identity, |_| watched.is_following));
    let mut barred = outbox.store.barred_among(room, &[identity.to_owned()], outbox.clock.now()).await?;
    let barred = barred.remove(identity);
    let allowed = may && barred.is_none();
    CallError::gone_is_fine(outbox.livekit.set_can_publish_data(room, identity, allowed).await)?;
    Ok(barred.and_then(|refused| refused.until).map_or(Left::Nothing, Left::Again))
}

/// Closes the room of a suspended creator: first every ingress of theirs is deleted, then the room. Closed
/// first, the encoder would make it anew at its next try. The suspension left the deletion of the key's
/// ingress as a call of its own, but the two are made in any order, and that one may be waiting.
async fn close_room(outbox: &Outbox, room: &UserId) -> Result<(), Failure> {
    let suspended =
        outbox.store.profile(room).await?.is_some_and(|user| user.creator_status == Some(ApplicationStatus::Suspended));
    if !suspended {
        // Reinstated while LiveKit was away: the room is theirs again, perhaps with a broadcast in it.
        return Ok(());
    }
    for stock in outbox.livekit.list_ingresses(Some(room)).await? {
        CallError::gone_is_fine(outbox.livekit.delete_ingress(&stock.ingress_id).await)?;
    }
    CallError::gone_is_fine(outbox.livekit.close_room(room).await)?;
    Ok(())
}

/// Gives a creator's ingress the encoding that they have set, unless it is live: then it is looked at again, a minute
/// later and when its media ends. A key that is made meanwhile is made with that encoding.
async fn shape_ingress(outbox: &Outbox, user_id: &UserId) -> Result<Left, Failure> {
    let gate = outbox.store.gate(user_id).await?;
    let (Some(user), Some(stream)) = (gate.user, gate.stream) else { return Ok(Left::Nothing) };
    let Some(ingress) = &stream.ingress else { return Ok(Left::Nothing) };
    if stream.state(outbox.clock.now()) == State::Live {
        return Ok(Left::Look(Call::ShapeIngress { user_id: user_id.clone() }, SWEEP_SECS));
    }
    CallError::gone_is_fine(outbox.livekit.shape_ingress(ingress, user.channel.quality).await)?;
    Ok(Left::Nothing)
}

/// Deletes what LiveKit holds for a creator and we do not, if it was unknown at the last look too.
async fn sweep(outbox: &Outbox, user_id: &UserId, seen_before: &[IngressId]) -> Result<Left, Failure> {
    let held = outbox.livekit.list_ingresses(Some(user_id)).await?;
    let stream = outbox.store.stream(user_id).await?;
    let ours = stream.and_then(|stream| stream.ingress).map(|ingress| ingress.ingress_id);
    let unknown: Vec<_> =
        held.into_iter().map(|stock| stock.ingress_id).filter(|id| Some(id) != ours.as_ref()).collect();
    let mut first_seen = Vec::new();
    for id in unknown {
        if seen_before.contains(&id) {
            tracing::warn!(event = "orphan_ingress", %user_id, ingress_id = %id, outcome = "deleted");
            CallError::gone_is_fine(outbox.livekit.delete_ingress(&id).await)?;
            metrics::count_kind(Metric::Mendings, "orphan_ingress");
        } else {
            first_seen.push(id);
        }
    }
    if first_seen.is_empty() {
        return Ok(Left::Nothing);
    }
    Ok(Left::Look(Call::SweepIngresses { user_id: user_id.clone(), unknown: first_seen }, SWEEP_SECS))
}

/// Tells a room its metadata as the settings are now, then each viewer their right to write. A raid stands in the
/// metadata for a while: then it is told once more, without it.
async fn sync_room(outbox: &Outbox, user_id: &UserId) -> Result<Left, Failure> {
    let Some(stream) = outbox.store.stream(user_id).await? else { return Ok(Left::Nothing) };
    let now = outbox.clock.now();
    if !tell_metadata(&outbox.livekit, &stream, now).await? {
        return Ok(Left::Nothing);
    }
    permit(outbox, &stream).await?;
    let raid = stream.raid.as_ref().filter(|raid| raid.is_told(now));
    Ok(raid.map_or(Left::Nothing, |raid| Left::Again(raid.told_until())))
}

/// Tells a room its metadata. Returns whether there is such a room.
///
/// # Errors
/// LiveKit away or refusing.
pub async fn tell_metadata(livekit: &LiveKit, stream: &Stream, now: Time) -> Result<bool, CallError> {
    let metadata = RoomMetadata::of(stream, livekit.is_direct_chat_allowed(), now)
        .to_json()
        .map_err(|error| CallError::Refused(error.into()))?;
    match livekit.update_room_metadata(&stream.user_id, &metadata).await {
        Ok(()) => Ok(true),
        Err(CallError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives every connected viewer the right to write that the chat rules give them now.
async fn permit(outbox: &Outbox, stream: &Stream) -> Result<(), Failure> {
    let room = &stream.user_id;
    let rules = stream.rules(outbox.livekit.is_direct_chat_allowed());
    let people: Vec<Participant> =
        outbox.livekit.list_participants(room).await?.into_iter().filter(|who| who.is_standard).collect();
    let ids: Vec<UserId> = people.iter().filter_map(|who| UserId::parse(&who.identity).ok()).collect();
    let followers =
        if stream.chat.is_chat_followers_only { outbox.store.followers_among(room, &ids).await? } else { vec![] };
    let audience = |who: &Participant| Audience::of(room, &who.identity, |id| followers.contains(id));
    let may = |who: &&Participant| rules.may_write_directly(audience(who));
    let ids: Vec<String> = people.iter().filter(may).map(|who| who.identity.clone()).collect();
    let banned = outbox.store.banned_among(room, &ids, outbox.clock.now()).await?;
    // Who has the right rights has them: an attempt goes on where the one before it was cut short.
    let changes: Vec<(String, bool)> = people
        .iter()
        .map(|who| (who, may(&who) && !banned.contains(&who.identity)))
        .filter(|(who, allowed)| who.can_publish_data != *allowed)
        .map(|(who, allowed)| (who.identity.clone(), allowed))
        .collect();
    let mut updates = futures::stream::iter(changes)
        .map(|(identity, allowed)| async move {
            CallError::gone_is_fine(outbox.livekit.set_can_publish_data(room, &identity, allowed).await)
        })
        .buffer_unordered(UPDATES_AT_ONCE);
    let mut failure = None;
    while let Some(updated) = updates.next().await {
        // One that fails does not keep the others from theirs; the call is made again for it.
        failure = failure.or(updated.err());
    }
    failure.map_or(Ok(()), |error| Err(error.into()))
}
