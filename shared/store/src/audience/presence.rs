//! Who is in a room, and how many.

use std::collections::HashSet;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue::{N, S};
use aws_sdk_dynamodb::types::Select;
use domain::{State, Time, UserId};
use futures::{StreamExt as _, TryStreamExt as _};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Index, IndexKey, Key, Write, failed, item};

use crate::Store;
use crate::keys::Keys as _;
use crate::places::Places as _;

/// Age after which who finds a count asks for a new one, in seconds (contract: at most 15 s behind).
pub const COUNT_AGE_SECS: i64 = 15;
/// For so long nobody else asks for a count, in seconds: longer than the table's stream takes to bring it to
/// `project`, and than a count takes.
const LEASE_SECS: i64 = 10;
/// A presence item is kept so long at most: nobody watches longer without a reconnect, and LiveKit
/// drops a webhook after 30 s, so `left` cannot come later than that.
const PRESENCE_SECS: i64 = 24 * 60 * 60;
/// A connection that left is remembered so long, so that a late `joined` does not raise it.
const LEFT_SECS: i64 = 10 * 60;
/// The attribute of [`Count::finished_room`].
const FINISHED_ROOM: &str = "finishedRoom";
/// The attribute of [`Count::leased_until`].
pub const LEASED_UNTIL: &str = "leasedUntil";
/// Writes in flight at once while a room is cleared: all go to one partition key, which takes 1,000 a second.
const CLEARED_AT_ONCE: usize = 4;

/// A stream's viewer count, as last made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// Viewers: without host, ingress, hidden participants, egress and agents.
    #[serde(default)]
    pub viewers: u32,
    /// When it was made; `None` before the first.
    #[serde(default)]
    pub counted_at: Option<Time>,
    /// Until when somebody is making a new one.
    #[serde(default)]
    pub leased_until: Option<Time>,
    /// The open broadcast, while there is one.
    #[serde(default)]
    pub broadcast_id: Option<String>,
    /// LiveKit's id of a room that finished and is still to be cleared.
    #[serde(default)]
    pub finished_room: Option<String>,
}

impl Count {
    /// What is shown of it: nothing while offline.
    #[must_use]
    pub fn shown(&self, state: State) -> u32 {
        if state == State::Offline { 0 } else { self.viewers }
    }

    /// When a new one was asked for; `None` where none is.
    #[must_use]
    pub fn asked_at(&self) -> Option<Time> {
        self.leased_until.map(|until| until.plus_secs(-LEASE_SECS))
    }

    /// When it is time for a new one; `None`: now.
    #[must_use]
    pub fn fresh_until(&self, now: Time) -> Option<Time> {
        let old = self.counted_at.map(|at| at.plus_secs(COUNT_AGE_SECS));
        old.max(self.leased_until).filter(|at| *at > now)
    }
}

/// One connection of a viewer.
#[derive(Debug, Clone, Copy)]
pub struct Connection<'a> {
    /// LiveKit's id of the room, another one each time that it is made anew.
    pub room_sid: &'a str,
    /// LiveKit's id of the connection.
    pub sid: &'a str,
    /// Our id in the token.
    pub identity: &'a str,
}

/// A connection as the index has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    sk: String,
    room_sid: String,
    expires_at: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Presence<'a> {
    room_sid: &'a str,
    identity: &'a str,
    left: bool,
    expires_at: i64,
}

impl Store {
    /// A connection joined a room. A `joined` after its own `left` changes nothing. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn viewer_joined(&self, room: &UserId, connection: Connection<'_>, now: Time) -> Result<()> {
        let Connection { room_sid, sid, identity } = connection;
        let presence = Presence { room_sid, identity, left: false, expires_at: now.as_secs() + PRESENCE_SECS };
        let write = Write::put(Key::present(room, sid), &presence, &[IndexKey::present(room, sid)])?.when_absent();
        // A refusal means a repeated event, or one that comes after its end.
        let _known = self.table.write(write).await?;
        Ok(())
    }

    /// A connection left a room; that is final. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn viewer_left(&self, room: &UserId, sid: &str, identity: &str, now: Time) -> Result<()> {
        let presence = Presence { room_sid: "", identity, left: true, expires_at: now.as_secs() + LEFT_SECS };
        let write = Write::put(Key::present(room, sid), &presence, &[])?;
        let _unconditional = self.table.write(write).await?;
        Ok(())
    }

    /// Takes out who is still listed in a room that is gone: their `left` was lost. Returns how many others are
    /// present, in a room that was made anew. Counted by the way, since the index lags behind these writes.
    ///
    /// # Errors
    /// The table away.
    pub async fn clear_room(&self, room: &UserId, room_sid: &str, now: Time) -> Result<u32> {
        let mut others = 0_u32;
        let mut pages = self.query_present(room).into_paginator().send();
        while let Some(page) = pages.try_next().await.map_err(failed)? {
            let listed = page.items.unwrap_or_default().into_iter().map(item::read::<Listed>);
            let (gone, present): (Vec<_>, Vec<_>) =
                listed.collect::<Result<Vec<_>>>()?.into_iter().partition(|listed| listed.room_sid == room_sid);
            let present = present.iter().filter(|listed| listed.expires_at > now.as_secs()).count();
            others = others.saturating_add(u32::try_from(present).unwrap_or(u32::MAX));
            let left = gone.into_iter().map(|listed| async move { self.viewer_left(room, &listed.sk, "", now).await });
            futures::stream::iter(left).buffer_unordered(CLEARED_AT_ONCE).try_collect::<()>().await?;
        }
        Ok(others)
    }

    /// A finished room was cleared: takes the mark of it away, unless another one finished since. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn room_cleared(&self, room: &UserId, room_sid: &str) -> Result<()> {
        let write = Write::update(Key::count(room))
            .remove(FINISHED_ROOM)
            .when("#finishedRoom = :cleared")
            .bind(":cleared", room_sid)?;
        let _another_finished = self.table.write(write).await?;
        Ok(())
    }

    fn query_present(&self, room: &UserId) -> QueryFluentBuilder {
        self.table
            .query()
            .index_name(Index::Gsi1.name())
            .key_condition_expression("gsi1pk = :room")
            .expression_attribute_values(":room", S(IndexKey::present(room, "").pk))
    }

    /// The connections that we hold present in a room, by sid.
    ///
    /// # Errors
    /// The table away.
    pub async fn present(&self, room: &UserId) -> Result<HashSet<String>> {
        let found = self.table.query_all(self.query_present(room)).await?;
        Ok(found.iter().filter_map(|found| Some(item::key_of(found)?.sk)).collect())
    }

    /// Raises an open broadcast's peak, if `viewers` is above it. A late count is none of a broadcast that ended.
    ///
    /// # Errors
    /// The table away.
    pub async fn raise_peak(&self, room: &UserId, broadcast_id: &str, viewers: u32) -> Result<()> {
        let write = Write::update(Key::broadcast(room, broadcast_id))
            .set("peakViewers", viewers)?
            .when_present()
            .when("attribute_not_exists(#endedAt)")
            .when("#peakViewers < :peakViewers");
        let _not_above = self.table.write(write).await?;
        Ok(())
    }

    /// Asks for a new count where the last one is old and nobody is at it: a lease on the counter, which
    /// `project` follows. Returns when to ask again, where it is not time yet. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn ask_for_count(&self, room: &UserId, now: Time) -> Result<Option<Time>> {
        let write = Write::update(Key::count(room))
            .set(LEASED_UNTIL, now.plus_secs(LEASE_SECS))?
            .when("attribute_not_exists(#leasedUntil) OR #leasedUntil <= :now")
            .when("attribute_not_exists(#countedAt) OR #countedAt <= :stale")
            .bind(":now", now)?
            .bind(":stale", now.plus_secs(-COUNT_AGE_SECS))?;
        let Err(refusal) = self.table.write(write).await? else { return Ok(None) };
        let count: Count = item::read_optional(refusal.0)?.unwrap_or_default();
        Ok(count.fresh_until(now))
    }

    /// Notes on the counter that a room is gone, and asks for a new count, whatever the age of the last one.
    /// Who is still listed is for `project` to take out: they may be thousands. The note stays until that is
    /// done, so that who asks for a count after it asks for this too. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn room_finished(&self, room: &UserId, room_sid: &str, now: Time) -> Result<()> {
        let write = Write::update(Key::count(room))
            .set(LEASED_UNTIL, now.plus_secs(LEASE_SECS))?
            .set(FINISHED_ROOM, room_sid)?;
        let _unconditional = self.table.write(write).await?;
        Ok(())
    }

    /// Counts the connections present in a room, from the index that holds only those: some 40 viewers are a
    /// read unit.
    ///
    /// # Errors
    /// The table away.
    pub async fn count_present(&self, room: &UserId, now: Time) -> Result<u32> {
        let query = self.query_present(room).filter_expression("expiresAt > :now").select(Select::Count);
        let query = query.expression_attribute_values(":now", N(now.as_secs().to_string()));
        let mut pages = query.into_paginator().send();
        let mut viewers = 0_u32;
        while let Some(page) = pages.try_next().await.map_err(failed)? {
            viewers = viewers.saturating_add(u32::try_from(page.count).unwrap_or_default());
        }
        Ok(viewers)
    }

    /// Stores a count that was made at `now`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn store_count(&self, room: &UserId, viewers: u32, now: Time) -> Result<()> {
        let _newer_stands = self.table.write(count_write(room, viewers, now)?).await?;
        Ok(())
    }

    /// Stores a count that was made at `now` from the room's own list, with how many are in the room who are
    /// neither viewers nor encoders. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn store_listed_count(&self, room: &UserId, viewers: u32, others: u32, now: Time) -> Result<()> {
        let _newer_stands = self.table.write(count_write(room, viewers, now)?.set("others", others)?).await?;
        Ok(())
    }
}

fn count_write(room: &UserId, viewers: u32, now: Time) -> Result<Write> {
    Ok(Write::update(Key::count(room))
        .set("viewers", viewers)?
        .set("countedAt", now)?
        .remove(LEASED_UNTIL)
        .when("attribute_not_exists(#countedAt) OR #countedAt <= :countedAt"))
}
