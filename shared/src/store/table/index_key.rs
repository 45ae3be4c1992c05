//! Places in the table's indexes: the partitions that lists are read from.

use super::{Index, Key, LIVE_SHARDS, shard};
use crate::domain::{ApplicationStatus, Time, UserId};

/// A place in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexKey {
    /// Which index.
    pub index: Index,
    /// Partition half.
    pub pk: String,
    /// Sort half.
    pub sk: String,
}

impl IndexKey {
    /// The open broadcasts: partition of one shard.
    #[must_use]
    pub fn live_partition(shard: u8) -> String {
        format!("LIVE#{shard}")
    }

    /// An open broadcast, by the time at which we learned of its start: a late webhook's broadcast then
    /// stands at the end, where a reader of the live list has not been.
    #[must_use]
    pub fn live(id: &UserId, at: Time) -> Self {
        Self { index: Index::Gsi1, pk: Self::live_partition(shard(id.as_str(), LIVE_SHARDS)), sk: format!("{at}#{id}") }
    }

    /// The streams that lately went live, ended, or changed while live: partition of one shard.
    #[must_use]
    pub fn changed_partition(shard: u8) -> String {
        format!("CHANGED#{shard}")
    }

    /// A stream that went live, was interrupted or closed, or changed while live, at `at`.
    #[must_use]
    pub fn changed(id: &UserId, at: Time) -> Self {
        Self {
            index: Index::Gsi2,
            pk: Self::changed_partition(shard(id.as_str(), LIVE_SHARDS)),
            sk: format!("{at}#{id}"),
        }
    }

    /// A follower in the list of `followed`'s, by time of the follow.
    #[must_use]
    pub fn follower(followed: &UserId, follower: &UserId, at: Time) -> Self {
        Self { index: Index::Gsi1, pk: Key::followers_partition(followed), sk: format!("{at}#{follower}") }
    }

    /// A followed one in the list of `follower`'s, by time of the follow.
    #[must_use]
    pub fn followed(follower: &UserId, followed: &UserId, at: Time) -> Self {
        Self { index: Index::Gsi2, pk: Key::following_partition(follower), sk: format!("{at}#{followed}") }
    }

    /// The moment and the id that a sort key by time is made of.
    #[must_use]
    pub fn time_and_id(sk: &str) -> Option<(Time, UserId)> {
        let (at, id) = sk.split_once('#')?;
        Some((at.parse().ok()?, UserId::parse(id).ok()?))
    }

    /// Everybody present in a room.
    #[must_use]
    pub fn present(room: &UserId, sid: &str) -> Self {
        Self { index: Index::Gsi1, pk: format!("PRESENT#{room}"), sk: sid.to_owned() }
    }

    /// The applications of one status: partition.
    #[must_use]
    pub fn applications_partition(status: ApplicationStatus) -> String {
        format!("APPLICATIONS#{}", status.as_str())
    }

    /// An application, by the time of its last sending in.
    #[must_use]
    pub fn application(status: ApplicationStatus, submitted_at: Time, id: &UserId) -> Self {
        Self { index: Index::Gsi1, pk: Self::applications_partition(status), sk: format!("{submitted_at}#{id}") }
    }
}
