//! Deciding raids anew: whenever something changes that they hang on, and when they go (docs/adr/0019-raids.md).

use domain::{NoRaid, Raid, Stream, UserId};
use runtime::{Clock, Result};
use store::{RaidSent, Store};

/// What became of a raid that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// There is none that is not decided.
    None,
    /// It counts down.
    Pending,
    /// It went, and is noted as it went.
    Gone(Box<Raid>),
    /// It may not go, and is cancelled.
    Cancelled,
}

/// The raids of the streams in a store. Cheap to clone.
#[derive(Clone)]
pub struct Raids {
    store: Store,
    clock: Clock,
}

impl Raids {
    /// Raids of `store`.
    #[must_use]
    pub const fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Decides the raid of `raider` again, if one is not decided: one that may not go is cancelled, one whose time has
    /// come is noted with its viewers, which are `viewers` where the caller has the count of that moment. Twice, or
    /// late, it does no harm. One trip where there is none, else three.
    ///
    /// # Errors
    /// The table away.
    pub async fn look(&self, raider: &UserId, viewers: Option<u32>) -> Result<Looked> {
        let raid = self.store.stream(raider).await?.and_then(|stream| stream.raid);
        let Some(raid) = raid.filter(|raid| !raid.is_decided) else { return Ok(Looked::None) };
        let view = self.store.raid_view(raider, &raid.target.id).await?;
        let now = self.clock.now();
        let decided = if now < raid.goes_at { view.decide(now) } else { view.decide_gone(raid.goes_at) };
        if now < raid.goes_at && decided.is_ok() {
            return Ok(Looked::Pending);
        }
        let gone = Raid { viewers: viewers.unwrap_or(view.viewers), is_decided: true, ..raid };
        let (Some(stream), Ok(())) = (&view.raider, decided) else {
            return self.cancel(raider, &gone, decided.err()).await;
        };
        let is_noted = self.store.decide_raid(stream, &gone, now).await?;
        Ok(if is_noted { went(raider, gone) } else { Looked::None })
    }

    /// Lets a raid of the creator of `raider` go at once as `raid` has it, if it may go as all stands now; else it is cancelled.
    /// So many follow the raider. One trip, two where it is cancelled, and one more where the target has said since its start
    /// whom they let in.
    ///
    /// # Errors
    /// The table away.
    pub async fn go(&self, raider: &Stream, raid: Raid, followers: u64) -> Result<Looked> {
        let gone = Raid { is_decided: true, ..raid };
        Ok(match self.store.send_raid(raider, &gone, followers, self.clock.now()).await? {
            RaidSent::Done => went(&raider.user_id, gone),
            RaidSent::No(why) => self.cancel(&raider.user_id, &gone, Some(why)).await?,
            RaidSent::NoRaid => Looked::None,
        })
    }

    async fn cancel(&self, raider: &UserId, raid: &Raid, why: Option<NoRaid>) -> Result<Looked> {
        let is_cancelled = self.store.cancel_raid(raider, raid, self.clock.now()).await?;
        tracing::info!(event = "raid", user_id = %raider, raid_id = raid.id, ?why, is_cancelled, outcome = "cancelled");
        Ok(if is_cancelled { Looked::Cancelled } else { Looked::None })
    }
}

fn went(raider: &UserId, raid: Raid) -> Looked {
    let viewers = raid.viewers;
    tracing::info!(event = "raid", user_id = %raider, raid_id = raid.id, target_id = %raid.target.id, viewers, outcome = "gone");
    Looked::Gone(Box::new(raid))
}
