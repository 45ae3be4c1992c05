//! What a raid is decided on, as it stands.

use domain::{NoRaid, RaidFacts, Stream, Time, User, UserId};
use runtime::Result;
use serde::Deserialize;
use table::{Consistency, item};

use super::places::RAIDERS;
use crate::Store;
use crate::accounts::Profile;
use crate::audience::Count;
use crate::social::{BlockItem, Edge};
use crate::streams::StreamItem;

/// Raider and target, and what stands between them.
#[derive(Debug, Clone)]
pub struct RaidView {
    /// The raider's stream.
    pub raider: Option<Stream>,
    /// How many watch it.
    pub viewers: u32,
    /// The target's profile.
    pub user: Option<User>,
    /// The target's stream.
    pub target: Option<Stream>,
    is_blocked: bool,
    is_followed: bool,
    followers: u64,
}

impl RaidView {
    /// Whether a raid may be at `at`, which is now or a short while ago: media that ended since flowed then. Who ends
    /// their stream after their raid went has raided all the same.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn decide(&self, at: Time) -> std::result::Result<(), NoRaid> {
        let flows = |stream: &Option<Stream>| {
            let open = stream.as_ref().and_then(|stream| stream.media.broadcast.as_ref());
            open.is_some_and(|open| open.media_ended_at.is_none_or(|ended| ended > at))
        };
        let facts = RaidFacts {
            is_live: flows(&self.raider),
            is_target_live: flows(&self.target),
            is_blocked: self.is_blocked,
            settings: self.user.as_ref().map(|user| user.channel.raids).unwrap_or_default(),
            is_followed: self.is_followed,
            followers: self.followers,
        };
        facts.decide()
    }
}

impl Store {
    /// Reads all that a raid of `raider` on `target` is decided on, consistently. One trip; 8 read units.
    ///
    /// # Errors
    /// The table away.
    pub async fn raid_view(&self, raider: &UserId, target: &UserId) -> Result<RaidView> {
        let blocks = [BlockItem::key(raider, target), BlockItem::key(target, raider)];
        let mut keys = vec![
            StreamItem::key(raider).into(),
            Count::key(raider).into(),
            Profile::key(target).into(),
            StreamItem::key(target).into(),
            Edge::key(target, raider).into(),
        ];
        keys.extend(blocks.iter().cloned().map(table::Key::from));
        let found = self.table.batch_get(keys, Consistency::Strong);
        let (mut found, followers) = tokio::try_join!(found, self.follower_total(raider))?;
        let count: Option<Count> = found.take(&Count::key(raider))?;
        Ok(RaidView {
            raider: found.take(&StreamItem::key(raider))?,
            viewers: count.unwrap_or_default().viewers,
            user: found.take(&Profile::key(target))?,
            target: found.take(&StreamItem::key(target))?,
            is_blocked: blocks.iter().any(|block| found.has(block)),
            is_followed: found.has(&Edge::key(target, raider)),
            followers,
        })
    }

    /// Who raids the stream of `target`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn raiders_of(&self, target: &UserId) -> Result<Vec<UserId>> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Raided {
            raiders: Vec<UserId>,
        }
        let keys = vec![StreamItem::key(target).into()];
        let found = self.table.batch_get_attributes(keys, Consistency::Strong, &[RAIDERS]).await?;
        let raided: Option<Raided> = found.items().next().map(item::read).transpose()?;
        Ok(raided.unwrap_or_default().raiders)
    }
}
