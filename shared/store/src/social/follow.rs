//! Follows: the edge, both counters and the followed set move in one transaction, so the counters are
//! what the edges are (docs/adr/0002-follower-counters.md).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue::S;
use domain::{Categories, FOLLOW_LIMIT, Time, User, UserId};
use runtime::{Error, Result};
use table::{Consistency, Index, Item, Key, Transacted, Write, failed, item};

use super::items::{BlockItem, Edge, FollowedPart, FollowerShard, FollowingCount, Total};
use crate::Store;
use crate::accounts::Profile;

/// Whom a user is about to follow, and whether a block stands between the two.
#[derive(Debug, Clone)]
pub struct Followee {
    /// The profile.
    pub user: Option<User>,
    /// Whether one of the two blocks the other.
    pub is_blocked: bool,
}

/// How a follow ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// It stands.
    Done,
    /// A block came first.
    Blocked,
    /// It stood already.
    Already,
    /// The follower follows as many as they may.
    LimitReached,
}

/// One line of a list of followers or followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowEntry {
    /// The other one.
    pub user_id: UserId,
    /// Since when.
    pub followed_at: Time,
    /// What the followed one's broadcasts are about.
    pub categories: Categories,
}

impl FollowEntry {
    /// Its place in the list of those whom somebody follows: what a later page begins after.
    #[must_use]
    pub fn place(&self) -> String {
        Edge::sort(self.followed_at, &self.user_id)
    }
}

/// A page of such a list, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowPage {
    /// The lines.
    pub entries: Vec<FollowEntry>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

impl Store {
    /// What a follow starts from: one BatchGet, consistent, since a right depends on it. One trip.
    pub async fn followee(&self, followed: &UserId, follower: &UserId) -> Result<Followee> {
        let blocks = [BlockItem::key(followed, follower), BlockItem::key(follower, followed)];
        let keys = blocks.iter().cloned().map(Key::from).chain([Profile::key(followed).into()]).collect();
        let mut items = self.table.batch_get(keys, Consistency::Strong).await?;
        Ok(Followee {
            user: items.take(&Profile::key(followed))?,
            is_blocked: blocks.iter().any(|block| items.has(block)),
        })
    }

    /// Follows a creator of `categories`, unless a block stands between the two, it stands already, or the
    /// limit is reached: which of these, the cancelled transaction tells. One trip.
    pub async fn follow(
        &self,
        follower: &UserId,
        followed: &UserId,
        categories: Categories,
        now: Time,
    ) -> Result<Followed> {
        // In the order of the contract's refusals: the first that does not hold is the answer.
        let writes = vec![
            Write::check(BlockItem::key(followed, follower)).when_absent(),
            Write::check(BlockItem::key(follower, followed)).when_absent(),
            Write::put(Edge::key(follower, followed), &Edge { categories }, &Edge::places(follower, followed, now))?
                .when_absent(),
            Write::update(FollowingCount::key(follower))
                .add("total", 1)
                .when("attribute_not_exists(#total) OR #total < :limit")
                .bind(":limit", FOLLOW_LIMIT)?,
            Write::update(FollowerShard::key(followed, follower)).add("total", 1),
            Write::update(FollowedPart::key(follower, followed)).add_member("ids", followed.as_str()),
        ];
        Ok(match self.table.transact(writes).await? {
            Transacted::Done => Followed::Done,
            Transacted::Refused(refusals) => match refusals.iter().position(Option::is_some) {
                Some(0 | 1) => Followed::Blocked,
                Some(2) => Followed::Already,
                _ => Followed::LimitReached,
            },
        })
    }

    /// Ends a follow; `false`: there was none. One trip.
    pub async fn unfollow(&self, follower: &UserId, followed: &UserId) -> Result<bool> {
        let mut writes = vec![Write::delete(Edge::key(follower, followed)).when_present()];
        writes.extend(uncount(follower, followed));
        Ok(matches!(self.table.transact(writes).await?, Transacted::Done))
    }

    /// Whether `follower` follows `followed`. One trip.
    pub async fn is_following(&self, follower: &UserId, followed: &UserId) -> Result<bool> {
        Ok(self.table.get(Edge::key(follower, followed), Consistency::Strong).await?.is_some())
    }

    /// How many follow `id`: the sum of the counter's shards, under 4 kB, so one read unit. One trip.
    pub async fn follower_total(&self, id: &UserId) -> Result<u64> {
        let shards = self
            .table
            .query()
            .consistent_read(true)
            .key_condition_expression("pk = :followed")
            .expression_attribute_values(":followed", S(FollowerShard::partition(id)))
            .send()
            .await
            .map_err(failed)?;
        let mut sum = 0;
        for shard in shards.items.unwrap_or_default() {
            sum += item::read::<Total>(shard)?.total;
        }
        Ok(sum)
    }

    /// How many `id` follows. One trip.
    pub async fn following_total(&self, id: &UserId) -> Result<u64> {
        Ok(self.table.get(FollowingCount::key(id), Consistency::Strong).await?.unwrap_or_default().total)
    }

    /// Everybody whom `follower` follows, in no order: at most [`FOLLOW_LIMIT`] ids. Read from the set
    /// and not from the edges, whose index keys would cost tenfold: 5,000 ids of 26 letters are 17 read
    /// units. One trip.
    pub async fn followed_ids(&self, follower: &UserId) -> Result<Vec<UserId>> {
        let query = self
            .table
            .query()
            .key_condition_expression("pk = :follower")
            .expression_attribute_values(":follower", S(FollowedPart::partition(follower)));
        let mut ids = Vec::new();
        for part in self.table.query_all(query).await? {
            ids.extend(item::read::<FollowedPart>(part)?.ids);
        }
        Ok(ids)
    }

    /// A page of `id`'s followers, newest first, after `position`. One trip.
    pub async fn followers(&self, id: &UserId, limit: u32, position: Option<&str>) -> Result<FollowPage> {
        self.follow_page(Index::Gsi1, FollowerShard::partition(id), limit, position).await
    }

    /// A page of those whom `id` follows, newest first, after `position`. One trip.
    pub async fn following(&self, id: &UserId, limit: u32, position: Option<&str>) -> Result<FollowPage> {
        self.follow_page(Index::Gsi2, FollowedPart::partition(id), limit, position).await
    }

    /// The position is the sort key of the last line shown: it holds although that line be gone by then.
    async fn follow_page(
        &self,
        index: Index,
        partition: String,
        limit: u32,
        position: Option<&str>,
    ) -> Result<FollowPage> {
        let (pk, sk) = index.attributes();
        let mut values = HashMap::from([(":list".to_owned(), S(partition))]);
        let mut condition = format!("{pk} = :list");
        if let Some(position) = position {
            condition += &format!(" AND {sk} < :position");
            values.insert(":position".to_owned(), S(position.to_owned()));
        }
        let found = self
            .table
            .query()
            .index_name(index.name())
            .key_condition_expression(condition)
            .set_expression_attribute_values(Some(values))
            .scan_index_forward(false)
            // One more than is shown tells whether there is another page.
            .limit(i32::try_from(limit).unwrap_or(i32::MAX).saturating_add(1))
            .send()
            .await
            .map_err(failed)?;
        let mut edges = found.items.unwrap_or_default();
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_last = edges.len() <= shown;
        edges.truncate(shown);
        let key_of = |edge: &Item| edge.get(sk).and_then(|key| key.as_s().ok()).cloned();
        let next = if is_last { None } else { edges.last().and_then(key_of) };
        let entries = edges.into_iter().map(|edge| {
            let place = key_of(&edge).and_then(|key| Edge::time_and_id(&key));
            let (followed_at, user_id) = place.ok_or_else(|| Error::fault("a follow edge without time and id"))?;
            Ok(FollowEntry { user_id, followed_at, categories: item::read::<Edge>(edge)?.categories })
        });
        Ok(FollowPage { entries: entries.collect::<Result<_>>()?, next })
    }
}

/// The writes that go with the deletion of an edge.
pub(crate) fn uncount(follower: &UserId, followed: &UserId) -> [Write; 3] {
    [
        Write::update(FollowingCount::key(follower)).add("total", -1),
        Write::update(FollowerShard::key(followed, follower)).add("total", -1),
        Write::update(FollowedPart::key(follower, followed)).drop_member("ids", followed.as_str()),
    ]
}
