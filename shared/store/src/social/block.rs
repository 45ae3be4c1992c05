//! Blocks: one a pair and direction. A block ends the follows of both ways in its own transaction.

use std::collections::HashSet;

use domain::{Time, UserId};
use runtime::{Error, Result};
use table::{Consistency, EXPIRES_AT, Key, Transacted, Write};

use super::follow::uncount;
use super::items::{BlockItem, Edge};
use crate::Store;
use crate::accounts::Profile;
use crate::audience::rights_changed;
use crate::chat::Chatter;
use crate::outbox::{Call, OutboxEntry};
use crate::streams::StreamItem;

/// How a block ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    /// It stands.
    Done {
        /// Whether the blocker has a stream, so that the blocked one may be in its room: an outbox entry puts
        /// them out.
        has_room: bool,
    },
    /// It stood already.
    Already,
    /// There is nobody to block.
    NoUser,
}

/// Attempts at a block whose follows moved meanwhile: two follows can move once each between two looks,
/// and after the block none can come to be.
const RACES: usize = 8;

impl Store {
    /// Blocks, ends the follows of both ways with their counts, and leaves the removal from the blocker's
    /// room as an outbox entry: one read, one transaction on what was read. What moved meanwhile, the
    /// cancelled transaction tells. Two trips.
    pub async fn block(&self, blocker: &UserId, blocked: &UserId, now: Time) -> Result<Blocked> {
        let pairs = [(blocker, blocked), (blocked, blocker)];
        let edges = pairs.map(|(follower, followed)| Edge::key(follower, followed));
        let keys = edges.iter().cloned().map(Key::from);
        let keys = keys.chain([Profile::key(blocked).into(), StreamItem::key(blocker).into()]).collect();
        let found = self.table.batch_get(keys, Consistency::Strong).await?;
        if !found.has(&Profile::key(blocked)) {
            return Ok(Blocked::NoUser);
        }
        let has_room = found.has(&StreamItem::key(blocker));
        let removal = Call::RemoveParticipant { room: blocker.clone(), identity: blocked.to_string() };
        let mut follows = edges.each_ref().map(|edge| found.has(edge));
        for _ in 0..RACES {
            let mut writes =
                vec![Write::put(BlockItem::key(blocker, blocked), &BlockItem { blocked_at: now }, &[])?.when_absent()];
            for (edge, is_there) in edges.iter().cloned().zip(follows) {
                writes.push(if is_there {
                    Write::delete(edge).when_present()
                } else {
                    Write::check(edge).when_absent()
                });
            }
            for ((follower, followed), _) in pairs.into_iter().zip(follows).filter(|(_, is_there)| *is_there) {
                writes.extend(uncount(follower, followed));
            }
            if has_room {
                writes.push(OutboxEntry::new(removal.clone(), now, &self.random).write()?);
                writes.push(rights_changed(blocker, now)?);
                writes.push(self.bar_blocked(blocker, blocked, now)?);
            }
            let Transacted::Refused(refusals) = self.table.transact(writes).await? else {
                return Ok(Blocked::Done { has_room });
            };
            let is_refused = |write: usize| matches!(refusals.get(write), Some(Some(_)));
            if is_refused(0) {
                return Ok(Blocked::Already);
            }
            follows = [follows[0] != is_refused(1), follows[1] != is_refused(2)];
        }
        Err(Error::fault("the follows of a pair moved through all attempts"))
    }

    /// Whom a creator blocks is kept out of their chat by the same write: the write of a message looks at nothing else.
    /// A ban that a moderator made stays beside it.
    fn bar_blocked(&self, blocker: &UserId, blocked: &UserId, now: Time) -> Result<Write> {
        let write = Write::update(Chatter::key(blocker, blocked.as_str())).set("blockedAt", now)?.remove(EXPIRES_AT);
        Ok(write.in_table(&self.chat))
    }

    /// Ends a block, in the chat too, where a ban stays; `false`: there was none. A transaction for its token: an attempt
    /// after a lost answer does not take its own work for somebody else's. One trip; another one where the chat knows
    /// nothing of it.
    pub async fn unblock(&self, blocker: &UserId, blocked: &UserId) -> Result<bool> {
        let block = Write::delete(BlockItem::key(blocker, blocked)).when_present();
        let chatter = Write::update(Chatter::key(blocker, blocked.as_str()))
            .remove("blockedAt")
            .when("attribute_exists(#blockedAt)")
            .in_table(&self.chat);
        match self.table.transact(vec![block.clone(), chatter]).await? {
            Transacted::Done => Ok(true),
            Transacted::Refused(refusals) if matches!(refusals.first(), Some(Some(_))) => Ok(false),
            // They blocked before there was a stream.
            Transacted::Refused(_) => Ok(matches!(self.table.transact(vec![block]).await?, Transacted::Done)),
        }
    }

    /// Whether `blocker` blocks `blocked`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn is_blocked(&self, blocker: &UserId, blocked: &UserId) -> Result<bool> {
        Ok(self.table.get(BlockItem::key(blocker, blocked), Consistency::Strong).await?.is_some())
    }

    /// Whom of `ids` `blocker` blocks. One trip for up to 100, some side by side beyond.
    ///
    /// # Errors
    /// The table away.
    pub async fn blocked_among(&self, blocker: &UserId, ids: &[UserId]) -> Result<Vec<UserId>> {
        let keys: HashSet<Key> = ids.iter().map(|id| BlockItem::key(blocker, id).into()).collect();
        let found = self.table.batch_get(keys.into_iter().collect(), Consistency::Eventual).await?;
        Ok(ids.iter().filter(|id| found.has(&BlockItem::key(blocker, id))).cloned().collect())
    }

    /// Who of `ids` blocks `caller` or is blocked by them. One trip for up to 50, side by side beyond.
    pub async fn blocks_either_way(&self, caller: &UserId, ids: &[UserId]) -> Result<HashSet<UserId>> {
        let others: HashSet<&UserId> = ids.iter().collect();
        let blocks = |other: &UserId| [BlockItem::key(caller, other), BlockItem::key(other, caller)];
        let keys =
            others.iter().filter(|other| **other != caller).flat_map(|other| blocks(other)).map(Key::from).collect();
        let found = self.table.batch_get(keys, Consistency::Eventual).await?;
        let is_between = |other: &&UserId| blocks(other).iter().any(|block| found.has(block));
        Ok(others.into_iter().filter(is_between).cloned().collect())
    }
}
