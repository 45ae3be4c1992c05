//! What a raid is decided on, as it stands.

use domain::{NoRaid, Raid, RaidFacts, RaidSettings, Stream, Time, User, UserId};
use runtime::Result;
use serde::Deserialize;
use table::{Consistency, Key, item};

use super::arrival::GoneRaid;
use super::places::{RAID, RAIDERS};
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
    /// Since when the raider or the target blocks the other.
    blocked_at: Option<Time>,
    is_followed: bool,
    followers: u64,
}

impl RaidView {
    /// Whether a raid may be, as all stands `now`.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn decide(&self, now: Time) -> std::result::Result<(), NoRaid> {
        let facts = RaidFacts {
            is_live: flowed(self.raider.as_ref(), now),
            is_target_live: flowed(self.target.as_ref(), now),
            is_blocked: self.blocked_at.is_some(),
            settings: self.user.as_ref().map(|user| user.channel.raids).unwrap_or_default(),
            is_followed: self.is_followed,
            followers: self.followers,
        };
        facts.decide()
    }

    /// Whether a raid went at `gone_at`, a short while ago: what came after that changes nothing of it. Streams and blocks
    /// have their times; settings and follows have none, but each change of them during the countdown had it decided anew.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn decide_gone(&self, gone_at: Time) -> std::result::Result<(), NoRaid> {
        let facts = RaidFacts {
            is_live: flowed(self.raider.as_ref(), gone_at),
            is_target_live: flowed(self.target.as_ref(), gone_at),
            is_blocked: self.blocked_at.is_some_and(|blocked_at| blocked_at <= gone_at),
            settings: RaidSettings::default(),
            is_followed: self.is_followed,
            followers: self.followers,
        };
        facts.decide()
    }
}

/// Whether media of the stream's open broadcast flowed at a moment.
fn flowed(stream: Option<&Stream>, at: Time) -> bool {
    let open = stream.and_then(|stream| stream.media.broadcast.as_ref());
    open.is_some_and(|open| open.started_at <= at && open.media_ended_at.is_none_or(|ended| ended > at))
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
        keys.extend(blocks.iter().cloned().map(Key::from));
        let found = self.table.batch_get(keys, Consistency::Strong);
        let (mut found, followers) = tokio::try_join!(found, self.follower_total(raider))?;
        let count: Option<Count> = found.take(&Count::key(raider))?;
        let mut blocked_at = None;
        for block in &blocks {
            let since = found.take(block)?.map(|block| block.blocked_at);
            blocked_at = [blocked_at, since].into_iter().flatten().min();
        }
        Ok(RaidView {
            raider: found.take(&StreamItem::key(raider))?,
            viewers: count.unwrap_or_default().viewers,
            user: found.take(&Profile::key(target))?,
            target: found.take(&StreamItem::key(target))?,
            blocked_at,
            is_followed: found.has(&Edge::key(target, raider)),
            followers,
        })
    }

    /// Whether the raid of this id had gone to `target` at a moment, and is not cancelled: by the raider's stream, or, where
    /// another was started since, by what was noted when it went. One trip.
    ///
    /// # Errors
    /// The table away.
    pub(super) async fn has_raid_gone(&self, raid_id: &str, target: &UserId, at: Time) -> Result<bool> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Raiding {
            raid: Option<Raid>,
        }
        let Some(raider) = Raid::raider(raid_id) else { return Ok(false) };
        let (stream, gone): (Key, _) = (StreamItem::key(&raider).into(), GoneRaid::key(raid_id));
        let keys = vec![stream.clone(), gone.clone().into()];
        let attributes = [RAID, "targetId", "goesAt", "expiresAt"];
        let mut found = self.table.batch_get_attributes(keys, Consistency::Strong, &attributes).await?;
        let gone: Option<GoneRaid> = found.take(&gone)?;
        if gone.is_some_and(|gone| gone.target_id == *target && gone.goes_at <= at) {
            return Ok(true);
        }
        let raiding: Option<Raiding> = found.item(&stream).map(item::read).transpose()?;
        let raid = raiding.and_then(|raiding| raiding.raid);
        Ok(raid.is_some_and(|raid| raid.id == raid_id && raid.target.id == *target && raid.goes_at <= at))
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
