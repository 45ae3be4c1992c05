//! Who is in a room.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue::S;
use aws_sdk_dynamodb::types::Select;
use domain::{Time, UserId};
use futures::{StreamExt as _, TryStreamExt as _};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{EXPIRES_AT, Entity, Index, IndexKey, KeyOf, Pattern, Write, failed, item};

use crate::Store;

/// A presence whose `left` never came goes away after this, in seconds. It is no sign of absence: who watches for
/// longer is there, and the reconciler renews what the room's own list says.
const PRESENCE_SECS: i64 = 48 * 60 * 60;
/// What is left of it when it is renewed, in seconds.
const RENEWED_SECS: i64 = 24 * 60 * 60;
/// A connection that left is remembered so long, so that a late `joined` does not raise it.
const LEFT_SECS: i64 = 10 * 60;
/// Writes in flight at once while a room is cleared: all go to one partition key, which takes 1,000 a second.
const CLEARED_AT_ONCE: usize = 4;

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

/// A connection that we hold present.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    /// LiveKit's id of it.
    #[serde(rename = "sk")]
    pub sid: String,
    /// LiveKit's id of the room; empty where the reconciler found it there.
    room_sid: String,
    expires_at: i64,
}

impl Held {
    /// Whether it is to be renewed if it is still there.
    #[must_use]
    pub const fn is_to_be_renewed(&self, now: Time) -> bool {
        self.expires_at < now.as_secs() + RENEWED_SECS
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Presence<'a> {
    room_sid: &'a str,
    identity: &'a str,
    left: bool,
    expires_at: i64,
}

impl Entity for Held {
    type Value = Self;
    const PATTERN: Pattern = ("PRESENT#room", "participant sid");
}

impl Held {
    /// Partition of a room, in the table and in gsi1.
    fn partition(room: &UserId) -> String {
        format!("PRESENT#{room}")
    }

    /// One connection in a room, by LiveKit's participant sid.
    #[must_use]
    pub fn key(room: &UserId, sid: &str) -> KeyOf<Self> {
        KeyOf::new(Self::partition(room), sid)
    }

    /// Everybody present in a room.
    fn place(room: &UserId, sid: &str) -> IndexKey {
        IndexKey { index: Index::Gsi1, pk: Self::partition(room), sk: sid.to_owned() }
    }
}

impl Store {
    /// A connection joined a room. A `joined` after its own `left` changes nothing. One trip.
    pub async fn viewer_joined(&self, room: &UserId, connection: Connection<'_>, now: Time) -> Result<()> {
        let Connection { room_sid, sid, identity } = connection;
        let presence = Presence { room_sid, identity, left: false, expires_at: now.as_secs() + PRESENCE_SECS };
        let write = Write::put(Held::key(room, sid), &presence, &[Held::place(room, sid)])?.when_absent();
        // A refusal means a repeated event, or one that comes after its end.
        let _known = self.table.write(write).await?;
        Ok(())
    }

    /// A connection left a room; that is final. One trip.
    pub async fn viewer_left(&self, room: &UserId, sid: &str, identity: &str, now: Time) -> Result<()> {
        let presence = Presence { room_sid: "", identity, left: true, expires_at: now.as_secs() + LEFT_SECS };
        let write = Write::put(Held::key(room, sid), &presence, &[])?;
        let _unconditional = self.table.write(write).await?;
        Ok(())
    }

    /// Takes out who is still listed in a room that is gone: their `left` was lost. Returns how many others are
    /// present, in a room that was made anew. Counted by the way, since the index lags behind these writes.
    pub async fn clear_room(&self, room: &UserId, room_sid: &str, now: Time) -> Result<u32> {
        let mut others = 0_u32;
        let mut pages = self.query_present(room).into_paginator().send();
        while let Some(page) = pages.try_next().await.map_err(failed)? {
            let listed = page.items.unwrap_or_default().into_iter().map(item::read::<Held>);
            let (gone, present): (Vec<_>, Vec<_>) =
                listed.collect::<Result<Vec<_>>>()?.into_iter().partition(|listed| listed.room_sid == room_sid);
            others = others.saturating_add(u32::try_from(present.len()).unwrap_or(u32::MAX));
            let left = gone.into_iter().map(|listed| async move { self.viewer_left(room, &listed.sid, "", now).await });
            futures::stream::iter(left).buffer_unordered(CLEARED_AT_ONCE).try_collect::<()>().await?;
        }
        Ok(others)
    }

    fn query_present(&self, room: &UserId) -> QueryFluentBuilder {
        self.table
            .query()
            .index_name(Index::Gsi1.name())
            .key_condition_expression("gsi1pk = :room")
            .expression_attribute_values(":room", S(Held::partition(room)))
    }

    /// The connections that we hold present in a room.
    ///
    /// # Errors
    /// The table away.
    pub async fn present(&self, room: &UserId) -> Result<Vec<Held>> {
        self.table.query_all(self.query_present(room)).await?.into_iter().map(item::read).collect()
    }

    /// A connection is still there: what we hold of it is kept for longer. One that left stays so. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn renew_presence(&self, room: &UserId, sid: &str, now: Time) -> Result<()> {
        let write = Write::update(Held::key(room, sid))
            .set(EXPIRES_AT, now.as_secs() + PRESENCE_SECS)?
            .when("#left = :no")
            .bind(":no", false)?;
        let _left = self.table.write(write).await?;
        Ok(())
    }

    /// Counts the connections present in a room, from the index that holds only those: some 40 viewers are a
    /// read unit.
    ///
    /// # Errors
    /// The table away.
    pub async fn count_present(&self, room: &UserId) -> Result<u32> {
        let query = self.query_present(room).select(Select::Count);
        let mut pages = query.into_paginator().send();
        let mut viewers = 0_u32;
        while let Some(page) = pages.try_next().await.map_err(failed)? {
            viewers = viewers.saturating_add(u32::try_from(page.count).unwrap_or_default());
        }
        Ok(viewers)
    }

    /// The identities of those connections, one each. What is read costs the same.
    ///
    /// # Errors
    /// The table away.
    pub async fn identities_present(&self, room: &UserId) -> Result<Vec<String>> {
        let query = self.query_present(room).projection_expression("#identity");
        let found = self.table.query_all(query.expression_attribute_names("#identity", "identity")).await?;
        let identities = found.into_iter().map(|mut item| match item.remove("identity") {
            Some(S(identity)) => identity,
            _ => String::new(),
        });
        Ok(identities.collect())
    }
}
