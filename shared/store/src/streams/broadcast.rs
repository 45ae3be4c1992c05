//! Signals about a stream's media, written down: the stream's own state, the broadcast's item and the
//! live index move in one transaction, on the revision that the decision was made on.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::media::{Change, Closed, OpenBroadcast, Publish, Recorded, Signal, TIE_NANOS};
use domain::recording::vod_id_of;
use domain::{Broadcast, Media, Stream, Time, UserId};
use runtime::{Error, Random, Result};
use table::{EXPIRES_AT, Index, Refusal, Transacted, Write, item};

use super::items::{BroadcastItem, StreamItem, stored};
use crate::Store;
use crate::audience::Count;
use crate::outbox::{Call, OutboxEntry};

/// No connection of the publisher is known that joined after `:known`.
const NO_NEWER_CONNECTION: &str =
    "attribute_not_exists(#media.#broadcast.#publisherJoinedAt) OR #media.#broadcast.#publisherJoinedAt <= :known";

/// Recording is not wanted. One that is to be recorded takes a second trip, which knows its stream.
const NOT_RECORDED: &str = "attribute_not_exists(#recording.#isRecorded) OR #recording.#isRecorded = :not";

/// Attempts at a signal that meets other signals on the same stream.
const RACES: usize = 8;

impl Store {
    /// Takes a signal in for the stream of `id`. Returns what it changed; `None` when it told nothing
    /// new, or nothing of ours. One trip for a new broadcast and for the end of a publish; another one
    /// where the stream is in another state than the usual one.
    pub async fn signal(&self, id: &UserId, signal: &Signal, now: Time) -> Result<Option<Change>> {
        let first = match signal {
            Signal::Started { publish, .. } => self.try_go_live(id, publish, now).await?,
            Signal::Ended { publish, at } => {
                let end = self.interrupting(id, &publish.resource_id, *at, now)?;
                // A connection that joined after this end is another push's, or its own made anew.
                let end = end.set_expression("#media.#broadcast.#isPushOver = :true").bind(":true", true)?;
                self.table.write(end.when(NO_NEWER_CONNECTION).bind(":known", at)?).await?.map(|()| Change::Interrupt)
            }
            Signal::PublisherLeft { resource_id, joined_at, at, .. } => {
                let mut end = self.interrupting(id, resource_id, *at, now)?;
                if let Some(joined_at) = joined_at {
                    end = end.set_expression("#media.#broadcast.#publisherJoinedAt = :known");
                    end = end.when(NO_NEWER_CONNECTION).bind(":known", joined_at)?;
                }
                self.table.write(end).await?.map(|()| Change::Interrupt)
            }
            Signal::PublisherJoined { .. }
            | Signal::Absent { .. }
            | Signal::Present { .. }
            | Signal::Cut { .. }
            | Signal::WindowOver => match self.stream(id).await? {
                None => return Ok(None),
                Some(stream) => return self.apply(stream, signal, now).await,
            },
        };
        match first {
            Ok(change) => Ok(Some(change)),
            Err(Refusal(None)) => Ok(None),
            Err(Refusal(Some(found))) => self.apply(item::read(found)?, signal, now).await,
        }
    }

    /// The usual start: no broadcast open, a publish newer than all before.
    async fn try_go_live(&self, id: &UserId, publish: &Publish, now: Time) -> Result<Result<Change, Refusal>> {
        let open = OpenBroadcast::of(publish);
        let media = Media { broadcast: Some(open.clone()), newest_nanos: publish.started_nanos, dead: vec![] };
        let AttributeValue::M(mut parts) = stored(&media)? else { return Err(Error::fault("media is a map")) };
        let stream = Write::update(StreamItem::key(id))
            .set_expression("#media.#broadcast = :broadcast")
            .set_expression("#media.#newestNanos = :newest")
            .add("revision", 1)
            .index(&StreamItem::changed(id, now))?
            .bind_attribute(":broadcast", parts.remove("broadcast"))
            .bind_attribute(":newest", parts.remove("newestNanos"))
            .when("attribute_exists(#media) AND attribute_not_exists(#media.#broadcast)")
            .when("#ingress.#ingressId = :ingress")
            .when("#media.#newestNanos < :tied AND NOT contains(#media.#dead, :resource)")
            .bind(":tied", publish.started_nanos.saturating_add(TIE_NANOS))?
            .bind(":ingress", &publish.ingress_id)?
            .bind(":resource", &publish.resource_id)?;
        let stream =
            if self.retention_days.is_some() { stream.when(NOT_RECORDED).bind(":not", false)? } else { stream };
        let mut writes = vec![stream];
        writes.extend(go_live_writes(id, &open, now)?);
        Ok(self.transact_first(writes).await?.map(|()| Change::GoLive { closes: None }))
    }

    /// The usual end: the named publish is the active one and its media flows.
    fn interrupting(&self, id: &UserId, resource_id: &str, at: Time, now: Time) -> Result<Write> {
        Write::update(StreamItem::key(id))
            .set_expression("#media.#broadcast.#mediaEndedAt = :at")
            // The window as it is set now, by DynamoDB itself: no read is needed to know it.
            .set_expression("#media.#broadcast.#windowSecs = #reconnectWindow")
            .add("revision", 1)
            .index(&StreamItem::changed(id, now))?
            .when("#media.#broadcast.#publish.#resourceId = :resource")
            .when("#media.#broadcast.#startedAt <= :at")
            .when("attribute_not_exists(#media.#broadcast.#mediaEndedAt)")
            .bind(":at", at)?
            .bind(":resource", resource_id)
    }

    /// Decides on a stream as it was read, and writes the decision if the stream is still that one.
    async fn apply(&self, mut stream: Stream, signal: &Signal, now: Time) -> Result<Option<Change>> {
        for _ in 0..RACES {
            let ingress = stream.ingress.as_ref().map(|ingress| &ingress.ingress_id);
            let Some((media, change)) = stream.media.apply(signal, ingress, stream.reconnect_window) else {
                return Ok(None);
            };
            // The schedule sees an index that may lag: whether the window is over is for the item to say.
            if *signal == Signal::WindowOver && !stream.media.is_to_be_closed(now) {
                return Ok(None);
            }
            let media =
                media.with_recording(&stream.media, self.retention_days.is_some() && stream.recording.is_recorded);
            match self.transact_first(media_writes(&stream, &media, &change, now, &self.random)?).await? {
                Ok(()) => return Ok(Some(change)),
                Err(Refusal(Some(moved))) => stream = item::read(moved)?,
                Err(Refusal(None)) => return Ok(None),
            }
        }
        Err(Error::fault("a stream's revision moved through all attempts"))
    }

    /// A transaction whose first write is the stream's, with the refusal of that one.
    async fn transact_first(&self, writes: Vec<Write>) -> Result<Result<(), Refusal>> {
        match self.table.transact(writes).await? {
            Transacted::Done => Ok(Ok(())),
            Transacted::Refused(refusals) => Ok(Err(refusals.into_iter().next().flatten().unwrap_or(Refusal(None)))),
        }
    }
}

fn media_writes(stream: &Stream, media: &Media, change: &Change, now: Time, random: &Random) -> Result<Vec<Write>> {
    let id = &stream.user_id;
    let mut write = Write::update(StreamItem::key(id))
        .bind_attribute(":media", Some(stored(media)?))
        .set_expression("#media = :media")
        .set("revision", stream.revision + 1)?
        .when("#revision = :known")
        .bind(":known", stream.revision)?;
    if *change != Change::Remember {
        write = write.index(&StreamItem::changed(id, now))?;
    }
    let mut writes = vec![write];
    match (change, &media.broadcast) {
        (Change::GoLive { closes }, Some(open)) => {
            writes.extend(go_live_writes(id, open, now)?);
            if let Some(closed) = closes {
                writes.push(close_write(stream, closed)?);
                writes.extend(see_to_closed(id, closed, now, random)?);
            }
            writes.extend(see_to_open(id, open, now, random)?);
        }
        (Change::Close(closed), _) => {
            writes.push(close_write(stream, closed)?);
            writes.push(Write::update(Count::key(id)).unindex(Index::Gsi1).remove("broadcastId"));
            writes.extend(see_to_closed(id, closed, now, random)?);
        }
        (Change::Continue, Some(open)) => writes.extend(see_to_open(id, open, now, random)?),
        (Change::GoLive { .. } | Change::Continue | Change::Interrupt | Change::Remember, _) => {}
    }
    Ok(writes)
}

/// A push that is to be recorded gets its egress by an outbox entry.
pub(super) fn see_to_open(id: &UserId, open: &OpenBroadcast, now: Time, random: &Random) -> Result<Option<Write>> {
    (open.recorded == Recorded::Now).then(|| see_to(id, &open.id, now, random)).transpose()
}

/// The recording of a broadcast that is over is finished by an outbox entry.
pub(super) fn see_to_closed(id: &UserId, closed: &Closed, now: Time, random: &Random) -> Result<Option<Write>> {
    closed.is_recorded.then(|| see_to(id, &closed.id, now, random)).transpose()
}

/// An outbox entry that sees to the recording of a broadcast.
pub(super) fn see_to(id: &UserId, broadcast_id: &str, now: Time, random: &Random) -> Result<Write> {
    let call = Call::SeeToRecording { user_id: id.clone(), vod_id: vod_id_of(id, broadcast_id) };
    OutboxEntry::new(call, now, random).write()
}

fn go_live_writes(id: &UserId, open: &OpenBroadcast, now: Time) -> Result<[Write; 2]> {
    let broadcast = broadcast_of(id, &open.id, open.started_at, &open.publish);
    Ok([
        Write::put(BroadcastItem::key(id, &open.id), &broadcast, &[])?,
        // Who waited in the room is counted already; the figures of the broadcast begin with them.
        Write::update(Count::key(id))
            .set("userId", id)?
            .set("broadcastId", &open.id)?
            .set("startedAt", open.started_at)?
            // By DynamoDB itself: no read is needed to know how many wait.
            .set_expression("#viewersAtStart = if_not_exists(#viewers, :nobody)")
            .bind(":nobody", 0)?
            .remove("sketchedAt")
            .remove(EXPIRES_AT)
            .index(&Count::live(id, now))?,
    ])
}

/// Ends the broadcast's item. Where that is missing it is made anew, so that the broadcast can be closed at all. Its title
/// is the one that the stream has then.
pub(super) fn close_write(stream: &Stream, closed: &Closed) -> Result<Write> {
    let (id, title) = (&stream.user_id, Some(stream.title.clone()));
    let lost = broadcast_of(id, &closed.id, closed.started_at, &closed.publish);
    let lost = Broadcast { ended_at: Some(closed.ended_at), title, ..lost };
    let anew = Write::put(BroadcastItem::key(id, &closed.id), &lost, &[])?.when_absent();
    let end = Write::update(BroadcastItem::key(id, &closed.id))
        .set("endedAt", closed.ended_at)?
        .set("title", &stream.title)?
        .when_present();
    Ok(end.or_if_missing(anew))
}

fn broadcast_of(id: &UserId, broadcast: &str, started_at: Time, publish: &Publish) -> Broadcast {
    Broadcast::new(broadcast, id, &publish.ingress_id, &publish.resource_id, started_at)
}
