//! The table: its keys, its indexes and its definition, in one place.
//!
//! The function that builds a stored key also builds the one that reads it. Ids refuse `#`, so no id
//! can reach into another key. Patterns with their cost and heat: `docs/DATA-MODEL.md`.
//!
//! | item | partition | sort | indexes |
//! | --- | --- | --- | --- |
//! | profile | `USER#id` | `PROFILE` | |
//! | application | `USER#id` | `APPLICATION` | gsi1 `APPLICATIONS#status` by time |
//! | username | `NAME#lowercase` | `NAME` | |
//! | stream | `STREAM#id` | `STREAM` | gsi2 `CHANGED#shard` by time of the last go-live, end, or change while live |
//! | broadcast | `STREAM#id` | `BROADCAST#start` | |
//! | viewer count | `COUNT#id` | `COUNT` | gsi1 `LIVE#shard` by the time of the go-live, while a broadcast is open |
//! | follow edge | `EDGE#follower` | followed | gsi1 `FOLLOWERS#followed`, gsi2 `FOLLOWING#follower`, by time |
//! | follower counter | `FOLLOWERS#id` | shard | |
//! | following counter | `FOLLOWING#id` | `COUNT` | |
//! | followed set | `FOLLOWING#id` | shard | |
//! | block | `BLOCK#blocker` | blocked | |
//! | presence | `PRESENT#room` | participant sid | gsi1 `PRESENT#room`, while present |
//! | pending call | `CALL#shard` | kind and target | |
//! | round of audits | `AUDITROUND` | `PLACE` | |
//! | directory entry | `DIR#ALL`, `DIR#category` | time of approval and id | |
//! | directory total | `DIRTOTAL#ALL`, `DIRTOTAL#category` | `TOTAL` | |
//! | search entry | `WORD#prefix#live`, `WORD#prefix#all` | popularity, most first, and id | |
//! | search record | `SEARCH#id` | `RECORD` | |
//! | audit entry | `AUDIT` | id, which sorts by time | |
//! | mark of an Idempotency-Key | `ONCE#hash of caller and key` | `ONCE` | |
//! | calls within a window | `LIMIT#caller` | policy and start | |
//! | ranking, newest | `RANK#HEAD` | `LEASE`, `FRONT#slice`, `TOPS`, `TABLE#part` | |
//! | ranking, kept | `RANK#epoch` | `CHUNK#number`, `TABLE#part` | |

mod create;
mod index_key;

pub use create::create;
pub use index_key::IndexKey;

use sha2::{Digest, Sha256};

use super::item::Item;
use crate::domain::search::{SearchEntry, SearchList};
use crate::domain::{Category, Time, UserId, Username};

/// Partition key attribute.
pub const PK: &str = "pk";
/// Sort key attribute.
pub const SK: &str = "sk";
/// Attribute by which DynamoDB deletes items some time after it is past, in seconds since the epoch.
/// Deletion may lag by days, so every reader compares the time itself.
pub const EXPIRES_AT: &str = "expiresAt";

/// Shards of the live index: 17 starts a second at peak come to 4 a second and shard.
pub const LIVE_SHARDS: u8 = 4;
/// Shards of a creator's follower counter (docs/adr: follower counters).
pub const FOLLOWER_SHARDS: u8 = 64;
/// Parts of the set of those whom a user follows: 80 ids each at the limit of 5,000, so that a follow
/// rewrites some 2 kB at most.
pub const FOLLOWED_PARTS: u8 = 64;
/// Shards of the pending calls.
pub const CALL_SHARDS: u8 = 4;

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition half.
    pub pk: String,
    /// Sort half.
    pub sk: String,
}

/// An index of the table. Both project whole items: what they hold is small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// `gsi1pk`, `gsi1sk`.
    Gsi1,
    /// `gsi2pk`, `gsi2sk`.
    Gsi2,
}

impl Index {
    /// Both indexes.
    pub const ALL: [Self; 2] = [Self::Gsi1, Self::Gsi2];

    /// Name of the index.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsi1 => "gsi1",
            Self::Gsi2 => "gsi2",
        }
    }

    /// Names of its partition and sort attributes.
    #[must_use]
    pub const fn attributes(self) -> (&'static str, &'static str) {
        match self {
            Self::Gsi1 => ("gsi1pk", "gsi1sk"),
            Self::Gsi2 => ("gsi2pk", "gsi2sk"),
        }
    }
}

/// The shard of `of` among `count`, the same in every process and release.
#[must_use]
pub fn shard(of: &str, count: u8) -> u8 {
    Sha256::digest(of)[0] % count
}

impl Key {
    /// A key from its halves.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// Where no item is ever stored.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::new("NOWHERE", "NOWHERE")
    }

    /// A user's profile.
    #[must_use]
    pub fn profile(id: &UserId) -> Self {
        Self::new(format!("USER#{id}"), "PROFILE")
    }

    /// A user's creator application.
    #[must_use]
    pub fn application(id: &UserId) -> Self {
        Self::new(format!("USER#{id}"), "APPLICATION")
    }

    /// Who has a username.
    #[must_use]
    pub fn username(name: &Username) -> Self {
        Self::new(format!("NAME#{name}"), "NAME")
    }

    /// A creator's stream.
    #[must_use]
    pub fn stream(id: &UserId) -> Self {
        Self::new(format!("STREAM#{id}"), "STREAM")
    }

    /// A creator's broadcast.
    #[must_use]
    pub fn broadcast(id: &UserId, broadcast: &str) -> Self {
        Self::new(format!("STREAM#{id}"), format!("BROADCAST#{broadcast}"))
    }

    /// A stream's viewer count.
    #[must_use]
    pub fn count(id: &UserId) -> Self {
        Self::new(format!("COUNT#{id}"), "COUNT")
    }

    /// That `follower` follows `followed`.
    #[must_use]
    pub fn edge(follower: &UserId, followed: &UserId) -> Self {
        Self::new(format!("EDGE#{follower}"), followed.as_str())
    }

    /// That `blocker` blocks `blocked`.
    #[must_use]
    pub fn block(blocker: &UserId, blocked: &UserId) -> Self {
        Self::new(format!("BLOCK#{blocker}"), blocked.as_str())
    }

    /// The followers of `followed`: partition, of their counter here and of their list in an index.
    #[must_use]
    pub fn followers_partition(followed: &UserId) -> String {
        format!("FOLLOWERS#{followed}")
    }

    /// The part of `followed`'s follower counter that `follower` counts in.
    #[must_use]
    pub fn follower_shard(followed: &UserId, follower: &UserId) -> Self {
        let shard = shard(follower.as_str(), FOLLOWER_SHARDS);
        Self::new(Self::followers_partition(followed), format!("{shard:02}"))
    }

    /// Those whom `follower` follows: partition, of their counter and set here and of their list in an
    /// index.
    #[must_use]
    pub fn following_partition(follower: &UserId) -> String {
        format!("FOLLOWING#{follower}")
    }

    /// How many `follower` follows.
    #[must_use]
    pub fn following_count(follower: &UserId) -> Self {
        Self::new(Self::following_partition(follower), "COUNT")
    }

    /// The part of the set of those whom `follower` follows that `followed` stands in.
    #[must_use]
    pub fn followed_part(follower: &UserId, followed: &UserId) -> Self {
        let part = shard(followed.as_str(), FOLLOWED_PARTS);
        Self::new(Self::following_partition(follower), format!("{part:02}"))
    }

    /// Who builds the ranking, and when the newest was built.
    #[must_use]
    pub fn ranking_lease() -> Self {
        Self::new("RANK#HEAD", "LEASE")
    }

    /// A slice of the newest ranking's front, with its streams in it.
    #[must_use]
    pub fn ranking_front(slice: usize) -> Self {
        Self::new("RANK#HEAD", format!("FRONT#{slice:02}"))
    }

    /// The most watched of the newest ranking, all in all and in each category.
    #[must_use]
    pub fn ranking_tops() -> Self {
        Self::new("RANK#HEAD", "TOPS")
    }

    /// A part of the table of the ranking of `epoch`, or of the newest.
    #[must_use]
    pub fn ranking_table(epoch: Option<Time>, part: usize) -> Self {
        Self::new(Self::ranking_partition(epoch), format!("{}{part:02}", Self::RANKING_TABLE_PREFIX))
    }

    /// Sort keys of a ranking's table begin so.
    pub const RANKING_TABLE_PREFIX: &'static str = "TABLE#";

    /// Some of the ids of the ranking of `epoch`, in its order.
    #[must_use]
    pub fn ranking_chunk(epoch: Time, number: usize) -> Self {
        Self::new(Self::ranking_partition(Some(epoch)), format!("CHUNK#{number:05}"))
    }

    fn ranking_partition(epoch: Option<Time>) -> String {
        epoch.map_or_else(|| "RANK#HEAD".to_owned(), |epoch| format!("RANK#{epoch}"))
    }

    /// One connection in a room, by LiveKit's participant sid.
    #[must_use]
    pub fn present(room: &UserId, sid: &str) -> Self {
        Self::new(format!("PRESENT#{room}"), sid)
    }

    /// A pending LiveKit call; two of one kind on one target are one.
    #[must_use]
    pub fn call(kind: &str, target: &str) -> Self {
        let sk = format!("{kind}#{target}");
        Self::new(Self::call_partition(shard(&sk, CALL_SHARDS)), sk)
    }

    /// The partition of a shard of pending calls.
    #[must_use]
    pub fn call_partition(shard: u8) -> String {
        format!("CALL#{shard}")
    }

    /// Where the round of audits over all creators stands.
    #[must_use]
    pub fn audit_round() -> Self {
        Self::new("AUDITROUND", "PLACE")
    }

    /// The creator directory: partition of all approved creators, or of those of one category.
    #[must_use]
    pub fn directory_partition(category: Option<Category>) -> String {
        format!("DIR#{}", directory_name(category))
    }

    /// An approved creator's place in the directory, by the time of their approval.
    #[must_use]
    pub fn directory(category: Option<Category>, approved_at: Time, id: &UserId) -> Self {
        Self::new(Self::directory_partition(category), format!("{approved_at}#{id}"))
    }

    /// How many creators the directory has, or one category of it.
    #[must_use]
    pub fn directory_total(category: Option<Category>) -> Self {
        Self::new(format!("DIRTOTAL#{}", directory_name(category)), "TOTAL")
    }

    /// A list of the search index: everybody with a word that begins with `prefix`.
    #[must_use]
    pub fn search_partition(list: SearchList, prefix: &str) -> String {
        let list = match list {
            SearchList::Live => "live",
            SearchList::All => "all",
        };
        format!("WORD#{prefix}#{list}")
    }

    /// A creator's entry in the search index; the most popular come first.
    #[must_use]
    pub fn search_entry(entry: &SearchEntry, id: &UserId) -> Self {
        let place = u8::MAX - entry.popularity.level();
        Self::new(Self::search_partition(entry.list, &entry.prefix), format!("{place:03}#{id}"))
    }

    /// What of a creator stands in the search index.
    #[must_use]
    pub fn search_record(id: &UserId) -> Self {
        Self::new(format!("SEARCH#{id}"), "RECORD")
    }

    /// What administrators did: partition. One for all, so that a page is one query: an act is a
    /// person's decision, some a minute at most, and a partition key takes 500 of them a second
    /// (2 write units each, in a transaction).
    #[must_use]
    pub const fn audit_partition() -> &'static str {
        "AUDIT"
    }

    /// What an administrator did; ids sort by time.
    #[must_use]
    pub fn audit(entry: &str) -> Self {
        Self::new(Self::audit_partition(), entry)
    }

    /// The mark of a request that is to be done once, by a hash of who asks and their key.
    #[must_use]
    pub fn once(scope: &str) -> Self {
        Self::new(format!("ONCE#{scope}"), "ONCE")
    }

    /// How often a caller called within a window of a policy.
    #[must_use]
    pub fn limit(caller: &str, policy: &str, started_at: Time) -> Self {
        Self::new(format!("LIMIT#{caller}"), format!("{policy}#{started_at}"))
    }

    /// The key as an item has it.
    pub(crate) fn into_item(self) -> Item {
        use aws_sdk_dynamodb::types::AttributeValue::S;
        Item::from([(PK.to_owned(), S(self.pk)), (SK.to_owned(), S(self.sk))])
    }
}

/// No category is called `ALL`.
const fn directory_name(category: Option<Category>) -> &'static str {
    match category {
        None => "ALL",
        Some(category) => category.as_str(),
    }
}
