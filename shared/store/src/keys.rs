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

use domain::search::{SearchEntry, SearchList};
use domain::{Category, Time, UserId, Username};
use table::{Key, shard};

/// Shards of the live index: 17 starts a second at peak come to 4 a second and shard.
pub const LIVE_SHARDS: u8 = 4;
/// Shards of a creator's follower counter (docs/adr: follower counters).
pub const FOLLOWER_SHARDS: u8 = 64;
/// Parts of the set of those whom a user follows: 80 ids each at the limit of 5,000, so that a follow
/// rewrites some 2 kB at most.
pub const FOLLOWED_PARTS: u8 = 64;
/// Shards of the pending calls.
pub const CALL_SHARDS: u8 = 4;

/// The keys of our items.
pub trait Keys {
    /// A user's profile.
    #[must_use]
    fn profile(id: &UserId) -> Key {
        Key::new(format!("USER#{id}"), "PROFILE")
    }

    /// A user's creator application.
    #[must_use]
    fn application(id: &UserId) -> Key {
        Key::new(format!("USER#{id}"), "APPLICATION")
    }

    /// Who has a username.
    #[must_use]
    fn username(name: &Username) -> Key {
        Key::new(format!("NAME#{name}"), "NAME")
    }

    /// A creator's stream.
    #[must_use]
    fn stream(id: &UserId) -> Key {
        Key::new(format!("STREAM#{id}"), "STREAM")
    }

    /// A creator's broadcast.
    #[must_use]
    fn broadcast(id: &UserId, broadcast: &str) -> Key {
        Key::new(format!("STREAM#{id}"), format!("BROADCAST#{broadcast}"))
    }

    /// A stream's viewer count.
    #[must_use]
    fn count(id: &UserId) -> Key {
        Key::new(format!("COUNT#{id}"), "COUNT")
    }

    /// That `follower` follows `followed`.
    #[must_use]
    fn edge(follower: &UserId, followed: &UserId) -> Key {
        Key::new(format!("EDGE#{follower}"), followed.as_str())
    }

    /// That `blocker` blocks `blocked`.
    #[must_use]
    fn block(blocker: &UserId, blocked: &UserId) -> Key {
        Key::new(format!("BLOCK#{blocker}"), blocked.as_str())
    }

    /// The followers of `followed`: partition, of their counter here and of their list in an index.
    #[must_use]
    fn followers_partition(followed: &UserId) -> String {
        format!("FOLLOWERS#{followed}")
    }

    /// The part of `followed`'s follower counter that `follower` counts in.
    #[must_use]
    fn follower_shard(followed: &UserId, follower: &UserId) -> Key {
        let shard = shard(follower.as_str(), FOLLOWER_SHARDS);
        Key::new(Self::followers_partition(followed), format!("{shard:02}"))
    }

    /// Those whom `follower` follows: partition, of their counter and set here and of their list in an
    /// index.
    #[must_use]
    fn following_partition(follower: &UserId) -> String {
        format!("FOLLOWING#{follower}")
    }

    /// How many `follower` follows.
    #[must_use]
    fn following_count(follower: &UserId) -> Key {
        Key::new(Self::following_partition(follower), "COUNT")
    }

    /// The part of the set of those whom `follower` follows that `followed` stands in.
    #[must_use]
    fn followed_part(follower: &UserId, followed: &UserId) -> Key {
        let part = shard(followed.as_str(), FOLLOWED_PARTS);
        Key::new(Self::following_partition(follower), format!("{part:02}"))
    }

    /// Who builds the ranking, and when the newest was built.
    #[must_use]
    fn ranking_lease() -> Key {
        Key::new("RANK#HEAD", "LEASE")
    }

    /// A slice of the newest ranking's front, with its streams in it.
    #[must_use]
    fn ranking_front(slice: usize) -> Key {
        Key::new("RANK#HEAD", format!("FRONT#{slice:02}"))
    }

    /// The most watched of the newest ranking, all in all and in each category.
    #[must_use]
    fn ranking_tops() -> Key {
        Key::new("RANK#HEAD", "TOPS")
    }

    /// A part of the table of the ranking of `epoch`, or of the newest.
    #[must_use]
    fn ranking_table(epoch: Option<Time>, part: usize) -> Key {
        Key::new(ranking_partition(epoch), format!("{}{part:02}", Self::RANKING_TABLE_PREFIX))
    }

    /// Sort keys of a ranking's table begin so.
    const RANKING_TABLE_PREFIX: &'static str = "TABLE#";

    /// Some of the ids of the ranking of `epoch`, in its order.
    #[must_use]
    fn ranking_chunk(epoch: Time, number: usize) -> Key {
        Key::new(ranking_partition(Some(epoch)), format!("CHUNK#{number:05}"))
    }

    /// One connection in a room, by LiveKit's participant sid.
    #[must_use]
    fn present(room: &UserId, sid: &str) -> Key {
        Key::new(format!("PRESENT#{room}"), sid)
    }

    /// A pending LiveKit call; two of one kind on one target are one.
    #[must_use]
    fn call(kind: &str, target: &str) -> Key {
        let sk = format!("{kind}#{target}");
        Key::new(Self::call_partition(shard(&sk, CALL_SHARDS)), sk)
    }

    /// The partition of a shard of pending calls.
    #[must_use]
    fn call_partition(shard: u8) -> String {
        format!("CALL#{shard}")
    }

    /// Where the round of audits over all creators stands.
    #[must_use]
    fn audit_round() -> Key {
        Key::new("AUDITROUND", "PLACE")
    }

    /// The creator directory: partition of all approved creators, or of those of one category.
    #[must_use]
    fn directory_partition(category: Option<Category>) -> String {
        format!("DIR#{}", directory_name(category))
    }

    /// An approved creator's place in the directory, by the time of their approval.
    #[must_use]
    fn directory(category: Option<Category>, approved_at: Time, id: &UserId) -> Key {
        Key::new(Self::directory_partition(category), format!("{approved_at}#{id}"))
    }

    /// How many creators the directory has, or one category of it.
    #[must_use]
    fn directory_total(category: Option<Category>) -> Key {
        Key::new(format!("DIRTOTAL#{}", directory_name(category)), "TOTAL")
    }

    /// A list of the search index: everybody with a word that begins with `prefix`.
    #[must_use]
    fn search_partition(list: SearchList, prefix: &str) -> String {
        let list = match list {
            SearchList::Live => "live",
            SearchList::All => "all",
        };
        format!("WORD#{prefix}#{list}")
    }

    /// A creator's entry in the search index; the most popular come first.
    #[must_use]
    fn search_entry(entry: &SearchEntry, id: &UserId) -> Key {
        let place = u8::MAX - entry.popularity.level();
        Key::new(Self::search_partition(entry.list, &entry.prefix), format!("{place:03}#{id}"))
    }

    /// What of a creator stands in the search index.
    #[must_use]
    fn search_record(id: &UserId) -> Key {
        Key::new(format!("SEARCH#{id}"), "RECORD")
    }

    /// What administrators did: partition. One for all, so that a page is one query: an act is a
    /// person's decision, some a minute at most, and a partition key takes 500 of them a second
    /// (2 write units each, in a transaction).
    #[must_use]
    fn audit_partition() -> &'static str {
        "AUDIT"
    }

    /// What an administrator did; ids sort by time.
    #[must_use]
    fn audit(entry: &str) -> Key {
        Key::new(Self::audit_partition(), entry)
    }

    /// The mark of a request that is to be done once, by a hash of who asks and their key.
    #[must_use]
    fn once(scope: &str) -> Key {
        Key::new(format!("ONCE#{scope}"), "ONCE")
    }

    /// How often a caller called within a window of a policy.
    #[must_use]
    fn limit(caller: &str, policy: &str, started_at: Time) -> Key {
        Key::new(format!("LIMIT#{caller}"), format!("{policy}#{started_at}"))
    }
}

impl Keys for Key {}

fn ranking_partition(epoch: Option<Time>) -> String {
    epoch.map_or_else(|| "RANK#HEAD".to_owned(), |epoch| format!("RANK#{epoch}"))
}

/// No category is called `ALL`.
const fn directory_name(category: Option<Category>) -> &'static str {
    match category {
        None => "ALL",
        Some(category) => category.as_str(),
    }
}
