//! The ranking of live streams, as this process serves it.
//!
//! A ranking is built by `project`, asked for by a lease of the reader who finds the newest older than 15 s; all
//! readers serve what is there. Between two rankings the changed index tells what went live, ended or changed,
//! so that a stream that just started is in the lists at once and an ended one is not.

mod build;
mod cache;
mod changes;
mod renew;

use std::sync::Arc;
use std::time::Duration;

use domain::ranking::RankTable;
use domain::{Stream, Time};
use runtime::{Clock, Error, Result};
use store::{FRONT_SLICE, FRONT_SLICES, Front, RANKING_AGE_SECS, RANKING_KEPT_SECS, Store, Tops};

pub use build::FirstPage;
use cache::{Head, Part, RankingCache};
pub use changes::LAG_SECS;
use changes::{FIRST_LOOK_SECS, SERVED_AT_MOST_SECS};

/// Looks for a ranking that another reader builds, and the wait between two: together the lease.
const LOOKS: u32 = 50;
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// After a look at the table that found an old one, the next look, in milliseconds.
const LOOK_AGAIN_MILLIS: i64 = 500;

/// Who is live, for a list that is not in the order of the ranking.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who stood where.
    pub table: Arc<RankTable>,
    /// The most watched.
    pub tops: Arc<Tops>,
    /// What changed since.
    pub changed: Vec<Stream>,
}

/// The rankings, as this process serves them. Cheap to clone; clones share what is held.
#[derive(Clone)]
pub struct Ranking {
    store: Store,
    clock: Clock,
    cache: Arc<RankingCache>,
}

impl Ranking {
    /// Nothing is held yet.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, cache: Arc::default() }
    }

    /// The first `limit` streams of the newest ranking, with what changed since; fewer where their texts are longer
    /// than an item holds. One trip; for the one reader in 15 s who asks for the next ranking, one more.
    ///
    /// # Errors
    /// The table away.
    pub async fn first_page(&self, limit: usize) -> Result<FirstPage> {
        let slices = limit.div_ceil(FRONT_SLICE).min(FRONT_SLICES);
        let (head, ()) = tokio::try_join!(self.newest(Part::Fronts(slices)), self.refresh())?;
        let changed = self.since(head.epoch).await?;
        let total = head.fronts.first().map_or(0, |front| front.total);
        let entries = head.fronts.iter().flat_map(|front: &Arc<Front>| front.entries.iter().cloned());
        Ok(build::first_page(head.epoch, total, entries.take(limit), changed, self.clock.now()))
    }

    /// Who is live, by the newest ranking and what changed since. One trip; for the one reader in 15 s who asks for
    /// the next ranking, one more.
    ///
    /// # Errors
    /// The table away.
    pub async fn standing(&self) -> Result<Standing> {
        let (head, ()) = tokio::try_join!(self.newest(Part::Standing), self.refresh())?;
        let changed = self.since(head.epoch).await?;
        let (Some(table), Some(tops)) = (head.table, head.tops) else { return Err(Error::fault("a ranking in parts")) };
        Ok(Standing { table, tops, changed })
    }

    /// Who was live when the newest ranking was made. No trip where this process holds it; else as
    /// [`Ranking::standing`].
    ///
    /// # Errors
    /// The table away.
    pub async fn snapshot(&self) -> Result<(Arc<RankTable>, Arc<Tops>)> {
        let head = self.newest(Part::Standing).await?;
        let (Some(table), Some(tops)) = (head.table, head.tops) else { return Err(Error::fault("a ranking in parts")) };
        Ok((table, tops))
    }

    /// The table of the ranking that a cursor names; `None` when it is no longer kept. One trip, none if this
    /// process has it.
    ///
    /// # Errors
    /// The table away.
    pub async fn table_at(&self, epoch: Time) -> Result<Option<Arc<RankTable>>> {
        if !self.is_kept(epoch) {
            return Ok(None);
        }
        if let Some(table) = self.cache.table_at(epoch) {
            return Ok(Some(table));
        }
        let Some(table) = self.store.ranking_table(Some(epoch)).await?.map(Arc::new) else { return Ok(None) };
        self.cache.keep_table(table.clone());
        Ok(Some(table))
    }

    /// Whether the ranking of `epoch` is still kept: DynamoDB deletes late, so the time decides.
    #[must_use]
    pub fn is_kept(&self, epoch: Time) -> bool {
        self.clock.now() < epoch.plus_secs(RANKING_KEPT_SECS)
    }

    /// Builds the ranking that was asked for, unless that is long ago or one was made since. Returns whether one was
    /// built. One trip; five more if so.
    ///
    /// # Errors
    /// The table away.
    pub async fn renew(&self) -> Result<bool> {
        let (now, lease) = (self.clock.now(), self.store.ranking_lease().await?);
        let is_due = renew::is_asked_for(lease, now);
        if is_due {
            self.build(lease.epoch, now).await?;
        }
        Ok(is_due)
    }

    /// Builds a ranking where readers asked for one lately and none came, or nobody looked for a moment: so the next
    /// one need not wait. Returns whether one was built. One trip; six more if so.
    ///
    /// # Errors
    /// The table away.
    pub async fn keep_new(&self) -> Result<bool> {
        let (now, lease) = (self.clock.now(), self.store.ranking_lease().await?);
        let is_due = renew::is_let_go(lease, now) && self.store.lease_ranking(now).await?;
        if is_due {
            self.build(lease.epoch, now).await?;
        }
        Ok(is_due)
    }

    /// Builds the ranking of `now`; `newest` is when the one before was made.
    async fn build(&self, newest: Option<Time>, now: Time) -> Result<Head> {
        let held = self.cache.head(Part::Standing).and_then(|head| head.table);
        let built = build::build(&self.store, held, newest, now).await?;
        self.cache.keep(&built);
        Ok(built)
    }

    /// Asks for a new ranking, if nobody did. What keeps it from being asked for keeps nobody from reading.
    async fn ask(&self, now: Time) {
        if let Err(error) = self.store.ask_for_ranking(now).await {
            tracing::warn!(event = "ranking_asked", outcome = "failed", cause = %error);
        }
    }

    async fn newest(&self, part: Part) -> Result<Head> {
        let now = self.clock.now();
        let is_served = |head: &Head| !is_stale(head, now) || self.cache.was_looked_for(now);
        if let Some(head) = self.cache.head(part).filter(is_served) {
            return Ok(head);
        }
        for _ in 0..LOOKS {
            let found = self.read(part).await?;
            let now = self.clock.now();
            if let Some(head) = &found {
                self.cache.keep(head);
                if !is_stale(head, now) {
                    return Ok(head.clone());
                }
                if now < head.epoch.plus_secs(SERVED_AT_MOST_SECS) {
                    self.ask(now).await;
                    self.cache.look_again_at(now.plus_millis(LOOK_AGAIN_MILLIS));
                    return Ok(head.clone());
                }
            }
            if self.store.lease_ranking(now).await? {
                return self.build(found.map(|head| head.epoch), now).await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(Error::unavailable("ranking", "nobody has built one"))
    }

    /// Reads a part; `None` before the first ranking, and where it was replaced while it was read.
    async fn read(&self, part: Part) -> Result<Option<Head>> {
        let head = match part {
            Part::Fronts(slices) => {
                let fronts: Vec<_> = self.store.ranking_fronts(slices).await?.into_iter().map(Arc::new).collect();
                let Some(epoch) = fronts.first().map(|front| front.epoch) else { return Ok(None) };
                Head { epoch, fronts, table: None, tops: None }
            }
            Part::Standing => {
                let (table, tops) = tokio::try_join!(self.store.ranking_table(None), self.store.ranking_tops())?;
                let (Some(table), Some(tops)) = (table.map(Arc::new), tops.map(Arc::new)) else { return Ok(None) };
                Head { epoch: table.epoch, fronts: vec![], table: Some(table), tops: Some(tops) }
            }
        };
        let whole = head.fronts.iter().all(|front| front.epoch == head.epoch)
            && head.tops.iter().all(|tops| tops.epoch == head.epoch);
        Ok(whole.then_some(head))
    }

    /// Reads what changed lately, as far as it is new. One trip.
    async fn refresh(&self) -> Result<()> {
        let now = self.clock.now();
        let from = self.cache.with_changes(|changes| changes.read_from(now.plus_secs(-FIRST_LOOK_SECS)));
        let read = self.store.changed_since(from).await?;
        self.cache.with_changes(|changes| changes.take_in(read, from, now));
        Ok(())
    }

    /// What changed since the ranking of `epoch` was made, or may not have shown in it yet. No trip, but for
    /// a ranking older than usual.
    async fn since(&self, epoch: Time) -> Result<Vec<Stream>> {
        let since = epoch.plus_secs(-LAG_SECS);
        if let Some(changed) = self.cache.with_changes(|changes| changes.since(since)) {
            return Ok(changed);
        }
        // Older than what is ever held: a ranking that nobody could replace.
        let read = self.store.changed_since(since).await?;
        Ok(read.into_iter().map(|changed| changed.stream).collect())
    }
}

fn is_stale(head: &Head, now: Time) -> bool {
    head.epoch.plus_secs(RANKING_AGE_SECS) <= now
}
