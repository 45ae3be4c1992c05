//! What stands in the table of follows and blocks.

use domain::{Categories, Time, UserId};
use serde::{Deserialize, Serialize};
use table::{Entity, Index, IndexKey, Item, KeyOf, Pattern, shard};

/// Shards of a creator's follower counter (docs/adr/0002-follower-counters.md).
const FOLLOWER_SHARDS: u8 = 64;
/// Parts of the set of those whom a user follows: 80 ids each at the limit of 5,000, so that a follow
/// rewrites some 2 kB at most.
const FOLLOWED_PARTS: u8 = 64;

/// A follow edge: who, whom and when stand in its keys. The categories of the followed one, which stay
/// what they were at the approval, are the follower's taste: recommendations read it from their newest
/// follows, without a look at each creator.
#[derive(Serialize, Deserialize)]
pub struct Edge {
    #[serde(default)]
    pub(crate) categories: Categories,
}

impl Entity for Edge {
    type Value = Self;
    const PATTERN: Pattern = ("EDGE#follower", "followed");
}

impl Edge {
    /// That `follower` follows `followed`.
    #[must_use]
    pub fn key(follower: &UserId, followed: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("EDGE#{follower}"), followed.as_str())
    }

    /// Its places in the lists of both, by the time of the follow.
    pub(crate) fn places(follower: &UserId, followed: &UserId, at: Time) -> [IndexKey; 2] {
        [
            IndexKey { index: Index::Gsi1, pk: FollowerShard::partition(followed), sk: format!("{at}#{follower}") },
            IndexKey { index: Index::Gsi2, pk: FollowedPart::partition(follower), sk: Self::sort(at, followed) },
        ]
    }

    /// The sort key in the list of those whom somebody follows.
    pub(crate) fn sort(at: Time, followed: &UserId) -> String {
        format!("{at}#{followed}")
    }

    /// Since when the follower of an edge follows, by its place in the lists.
    pub(crate) fn followed_at(edge: &Item) -> Option<Time> {
        let (_, sk) = Index::Gsi1.attributes();
        Self::time_and_id(edge.get(sk)?.as_s().ok()?).map(|(at, _)| at)
    }

    /// The moment and the id that a sort key in one of the two lists is made of.
    pub(crate) fn time_and_id(sk: &str) -> Option<(Time, UserId)> {
        let (at, id) = sk.split_once('#')?;
        Some((at.parse().ok()?, UserId::parse(id).ok()?))
    }
}

/// A number that one item holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Total {
    pub(crate) total: u64,
}

/// A shard of a creator's follower counter.
pub(crate) struct FollowerShard;

impl Entity for FollowerShard {
    type Value = Total;
    const PATTERN: Pattern = ("FOLLOWERS#id", "shard");
}

impl FollowerShard {
    /// The followers of `followed`: partition, of their counter in the table and of their list in gsi1.
    pub fn partition(followed: &UserId) -> String {
        format!("FOLLOWERS#{followed}")
    }

    /// The one that `follower` counts in.
    pub fn key(followed: &UserId, follower: &UserId) -> KeyOf<Self> {
        let shard = shard(follower.as_str(), FOLLOWER_SHARDS);
        KeyOf::new(Self::partition(followed), format!("{shard:02}"))
    }
}

/// How many a user follows.
pub struct FollowingCount;

impl Entity for FollowingCount {
    type Value = Total;
    const PATTERN: Pattern = ("FOLLOWING#id", "COUNT");
}

impl FollowingCount {
    /// Of this user.
    #[must_use]
    pub fn key(follower: &UserId) -> KeyOf<Self> {
        KeyOf::new(FollowedPart::partition(follower), "COUNT")
    }
}

/// A part of the set of those whom a user follows.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct FollowedPart {
    pub ids: Vec<UserId>,
}

impl Entity for FollowedPart {
    type Value = Self;
    const PATTERN: Pattern = ("FOLLOWING#id", "part");
}

impl FollowedPart {
    /// Those whom `follower` follows: partition, of their counter and set in the table and of their list in gsi2.
    pub fn partition(follower: &UserId) -> String {
        format!("FOLLOWING#{follower}")
    }

    /// The one that `followed` stands in.
    pub fn key(follower: &UserId, followed: &UserId) -> KeyOf<Self> {
        let part = shard(followed.as_str(), FOLLOWED_PARTS);
        KeyOf::new(Self::partition(follower), format!("{part:02}"))
    }
}

/// A block.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BlockItem {
    pub blocked_at: Time,
}

impl Entity for BlockItem {
    type Value = Self;
    const PATTERN: Pattern = ("BLOCK#blocker", "blocked");
}

impl BlockItem {
    /// That `blocker` blocks `blocked`.
    pub fn key(blocker: &UserId, blocked: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("BLOCK#{blocker}"), blocked.as_str())
    }
}
