//! Places in the table's indexes: the partitions that lists are read from.

use domain::{ApplicationStatus, Time, UserId};
use table::{Index, IndexKey, Key, shard};

use crate::keys::{Keys as _, LIVE_SHARDS};

/// The places of our items in the indexes.
pub trait Places {
    /// The open broadcasts: partition of one shard.
    #[must_use]
    fn live_partition(shard: u8) -> String {
        format!("LIVE#{shard}")
    }

    /// An open broadcast, by the time at which we learned of its start: a late webhook's broadcast then
    /// stands at the end, where a reader of the live list has not been.
    #[must_use]
    fn live(id: &UserId, at: Time) -> IndexKey {
        IndexKey {
            index: Index::Gsi1,
            pk: Self::live_partition(shard(id.as_str(), LIVE_SHARDS)),
            sk: format!("{at}#{id}"),
        }
    }

    /// The streams that lately went live, ended, or changed while live: partition of one shard.
    #[must_use]
    fn changed_partition(shard: u8) -> String {
        format!("CHANGED#{shard}")
    }

    /// A stream that went live, was interrupted or closed, or changed while live, at `at`.
    #[must_use]
    fn changed(id: &UserId, at: Time) -> IndexKey {
        IndexKey {
            index: Index::Gsi2,
            pk: Self::changed_partition(shard(id.as_str(), LIVE_SHARDS)),
            sk: format!("{at}#{id}"),
        }
    }

    /// A follower in the list of `followed`'s, by time of the follow.
    #[must_use]
    fn follower(followed: &UserId, follower: &UserId, at: Time) -> IndexKey {
        IndexKey { index: Index::Gsi1, pk: Key::followers_partition(followed), sk: format!("{at}#{follower}") }
    }

    /// A followed one in the list of `follower`'s, by time of the follow.
    #[must_use]
    fn followed(follower: &UserId, followed: &UserId, at: Time) -> IndexKey {
        IndexKey { index: Index::Gsi2, pk: Key::following_partition(follower), sk: format!("{at}#{followed}") }
    }

    /// The moment and the id that a sort key by time is made of.
    #[must_use]
    fn time_and_id(sk: &str) -> Option<(Time, UserId)> {
        let (at, id) = sk.split_once('#')?;
        Some((at.parse().ok()?, UserId::parse(id).ok()?))
    }

    /// Everybody present in a room.
    #[must_use]
    fn present(room: &UserId, sid: &str) -> IndexKey {
        IndexKey { index: Index::Gsi1, pk: format!("PRESENT#{room}"), sk: sid.to_owned() }
    }

    /// The applications of one status: partition.
    #[must_use]
    fn applications_partition(status: ApplicationStatus) -> String {
        format!("APPLICATIONS#{}", status.as_str())
    }

    /// An application, by the time of its last sending in.
    #[must_use]
    fn application(status: ApplicationStatus, submitted_at: Time, id: &UserId) -> IndexKey {
        IndexKey { index: Index::Gsi1, pk: Self::applications_partition(status), sk: format!("{submitted_at}#{id}") }
    }
}

impl Places for IndexKey {}
