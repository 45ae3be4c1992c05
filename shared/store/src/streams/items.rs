//! What stands in the table of streams and broadcasts.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Broadcast, Media, Stream, Time, UserId};
use runtime::{Error, Result};
use table::{Entity, Index, IndexKey, Key, KeyOf, Pattern, item, shard};

/// Shards of the live index and of the changed index: 17 starts a second at peak come to 4 a second and shard.
pub(crate) const LIVE_SHARDS: u8 = 4;

/// A creator's stream.
pub struct StreamItem;

impl Entity for StreamItem {
    type Value = Stream;
    const PATTERN: Pattern = ("STREAM#id", "STREAM");
}

impl StreamItem {
    /// Of this creator.
    #[must_use]
    pub fn key(id: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("STREAM#{id}"), "STREAM")
    }

    /// The streams that lately went live, ended, or changed while live: partition of one shard of gsi2.
    pub(crate) fn changed_partition(shard: u8) -> String {
        format!("CHANGED#{shard}")
    }

    /// A stream that went live, was interrupted or closed, or changed while live, at `at`.
    pub(crate) fn changed(id: &UserId, at: Time) -> IndexKey {
        let pk = Self::changed_partition(shard(id.as_str(), LIVE_SHARDS));
        IndexKey { index: Index::Gsi2, pk, sk: format!("{at}#{id}") }
    }
}

/// A creator's broadcast.
pub struct BroadcastItem;

impl Entity for BroadcastItem {
    type Value = Broadcast;
    const PATTERN: Pattern = ("STREAM#id", "BROADCAST#start");
}

impl BroadcastItem {
    /// Of this creator, by [`Broadcast::id_of`].
    #[must_use]
    pub fn key(id: &UserId, broadcast: &str) -> KeyOf<Self> {
        KeyOf::new(format!("STREAM#{id}"), format!("BROADCAST#{broadcast}"))
    }
}

/// Media as it is stored: without NULLs, so that conditions can ask for absence.
pub(crate) fn stored(media: &Media) -> Result<AttributeValue> {
    let holder = item::write(Key::new("", ""), &Holder { media }, &[])?;
    holder.get("media").cloned().ok_or_else(|| Error::fault("media has no form"))
}

#[derive(serde::Serialize)]
struct Holder<'a> {
    media: &'a Media,
}
