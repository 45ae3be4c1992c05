//! A raid is started, cancelled, decided: each one transaction over all places in which it stands.

use domain::audience::RaidOut;
use domain::{Raid, Stream, Time, UserId};
use runtime::Result;
use table::{Refusal, Transacted, Write, item};

use super::arrival::GoneRaid;
use super::places::{RAID, RAIDERS};
use crate::Store;
use crate::audience::{Count, RaidDue};
use crate::outbox::{Call, OutboxEntry};
use crate::social::BlockItem;
use crate::streams::{BroadcastItem, StreamItem};

/// Media is published.
pub(super) const FLOWS: &str =
    "attribute_exists(#media.#broadcast) AND attribute_not_exists(#media.#broadcast.#mediaEndedAt)";
/// It is the raid of this id, and not decided.
pub(super) const THIS_ONE: &str = "#raid.#id = :raidId AND attribute_not_exists(#raid.#isDecided)";

/// How the start of a raid ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RaidStarted {
    /// It counts down: the raider's stream with it.
    Done(Box<Stream>),
    /// A block came between.
    Blocked,
    /// The raider is not live any more.
    NotLive,
    /// The target is not live any more.
    TargetNotLive,
    /// Another raid of theirs counts down.
    Pending,
}

impl Store {
    /// Starts a raid by the creator of `known`, if both are live, neither blocks the other and none of theirs counts
    /// down; the room is told by an outbox entry. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn start_raid(&self, known: &Stream, raid: &Raid, now: Time) -> Result<RaidStarted> {
        let (raider, target) = (&known.user_id, &raid.target.id);
        let due = RaidDue { id: raid.id.clone(), goes_at: raid.goes_at };
        let writes = vec![
            Write::update(StreamItem::key(raider))
                .set(RAID, raid)?
                .when(FLOWS)
                .when("attribute_not_exists(#raid) OR attribute_exists(#raid.#isDecided) OR #raid.#goesAt <= :now")
                .bind(":now", now)?,
            Write::update(StreamItem::key(target)).add_member(RAIDERS, raider.as_str()).when(FLOWS),
            Write::check(BlockItem::key(raider, target)).when_absent(),
            Write::check(BlockItem::key(target, raider)).when_absent(),
            Write::update(Count::key(raider)).set(RAID, &due)?,
            self.tell(raider, now)?,
        ];
        let Transacted::Refused(refusals) = self.table.transact(writes).await? else {
            return Ok(RaidStarted::Done(Box::new(Stream { raid: Some(raid.clone()), ..known.clone() })));
        };
        let mut refusals = refusals.into_iter();
        if let Some(Some(Refusal(found))) = refusals.next() {
            let found: Option<Stream> = item::read_optional(found)?;
            let pending = found.and_then(|stream| stream.raid).is_some_and(|raid| raid.is_pending(now));
            return Ok(if pending { RaidStarted::Pending } else { RaidStarted::NotLive });
        }
        Ok(if refusals.next().flatten().is_some() { RaidStarted::TargetNotLive } else { RaidStarted::Blocked })
    }

    /// Cancels a raid that was not decided; `false`: it was, or there is none of this id. The room is told by an outbox
    /// entry. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn cancel_raid(&self, raider: &UserId, raid: &Raid, now: Time) -> Result<bool> {
        let stream = Write::update(StreamItem::key(raider)).remove(RAID).when(THIS_ONE).bind(":raidId", &raid.id)?;
        let writes = self.end(raider, [stream, no_raider(raider, raid)], now)?;
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    /// Notes that a raid goes, or went: what it is then, on the raider's broadcast where its viewers were sent, and for who
    /// arrives after another one is started.
    /// `false`: that was done, or it is none of this id. The room is told by an outbox entry. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn decide_raid(&self, raider: &Stream, raid: &Raid, now: Time) -> Result<bool> {
        let id = &raider.user_id;
        let stream = Write::update(StreamItem::key(id)).set(RAID, raid)?.when(THIS_ONE).bind(":raidId", &raid.id)?;
        let mut writes = self.end(id, [stream, no_raider(id, raid)], now)?;
        writes.extend(gone(raider, raid, now)?);
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    /// The writes that take a raid from where it waits. First are those of the raider's stream, which says what is left of it,
    /// and of the target's.
    pub(super) fn end(&self, raider: &UserId, streams: [Write; 2], now: Time) -> Result<Vec<Write>> {
        let mut writes = Vec::from(streams);
        writes.push(Write::update(Count::key(raider)).remove(RAID));
        writes.push(self.tell(raider, now)?);
        Ok(writes)
    }

    fn tell(&self, raider: &UserId, now: Time) -> Result<Write> {
        OutboxEntry::new(Call::SyncRoom { user_id: raider.clone() }, now, &self.random).write()
    }
}

/// The target's stream, without this raider.
fn no_raider(raider: &UserId, raid: &Raid) -> Write {
    Write::update(StreamItem::key(&raid.target.id)).drop_member(RAIDERS, raider.as_str()).when_present()
}

/// What is left of a raid that goes: on the raider's broadcast where its viewers were sent, and that it went.
pub(super) fn gone(raider: &Stream, raid: &Raid, now: Time) -> Result<Vec<Write>> {
    let mut writes = vec![GoneRaid::write(raid, now)?];
    if let Some(open) = &raider.media.broadcast {
        let out = RaidOut { target_id: raid.target.id.clone(), viewers: raid.viewers, goes_at: Some(raid.goes_at) };
        let key = BroadcastItem::key(&raider.user_id, &open.id);
        let lost = Write::check(key.clone()).when_absent();
        writes.push(Write::update(key).set("raidOut", out)?.when_present().or_if_missing(lost));
    }
    Ok(writes)
}
