//! The ranking of live streams, as this process serves it.
//!
//! A ranking is built by the reader who finds the newest older than 15 s and gets the lease; the others
//! serve what is there. Between two rankings the changed index tells what went live, ended or changed,
//! so that a stream that just started is in the lists at once and an ended one is not.

mod build;
mod cache;
mod changes;

use std::sync::Arc;
use std::time::Duration;

pub use cache::RankingCache;

use crate::app::App;
use crate::domain::ranking::RankTable;
use crate::domain::{Stream, Time};
use crate::error::{Error, Result};
use crate::store::{FRONT_SLICE, FRONT_SLICES, Front, FrontEntry, RANKING_AGE_SECS, RANKING_KEPT_SECS, Tops};
use cache::Head;

/// A ranking that old is served while somebody else builds a new one; an older one is waited for, since
/// too much has changed after it.
const SERVED_AT_MOST_SECS: i64 = 60;
/// Looks for a ranking that somebody else builds, and the wait between two: together the lease.
const LOOKS: u32 = 50;
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// An entry may show in an index so much later than its own time, in seconds: the writer took the time
/// before its attempts at the write, clocks differ, and indexes lag.
pub const LAG_SECS: i64 = 5;

/// The first page of the live list.
#[derive(Debug, Clone)]
pub struct FirstPage {
    /// When the ranking was made.
    pub epoch: Time,
    /// Streams in the ranking, beyond this page too.
    pub total: usize,
    /// The first streams of the ranking as they are now, those that ended since among them.
    pub ranked: Vec<FrontEntry>,
    /// The streams that went live since, if the page has the whole ranking: it is for them to end it.
    pub started: Vec<Stream>,
}

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

/// The first `limit` streams of the newest ranking, with what changed since. One trip; for the one reader
/// in 15 s who builds, five more.
///
/// # Errors
/// The table away.
pub async fn first_page(app: &App, limit: usize) -> Result<FirstPage> {
    let slices = limit.div_ceil(FRONT_SLICE).min(FRONT_SLICES);
    let (head, ()) = tokio::try_join!(newest(app, Part::Fronts(slices)), changes::refresh(app))?;
    let changed = changes::since(app, head.epoch).await?;
    let total = head.fronts.first().map_or(0, |front| front.total);
    let entries = head.fronts.iter().flat_map(|front: &Arc<Front>| front.entries.iter().cloned());
    Ok(build::first_page(head.epoch, total, entries.take(limit), limit, changed, app.clock.now()))
}

/// Who is live, by the newest ranking and what changed since. One trip; for the one reader in 15 s who
/// builds, five more.
///
/// # Errors
/// The table away.
pub async fn standing(app: &App) -> Result<Standing> {
    let (head, ()) = tokio::try_join!(newest(app, Part::Standing), changes::refresh(app))?;
    let changed = changes::since(app, head.epoch).await?;
    let (Some(table), Some(tops)) = (head.table, head.tops) else { return Err(Error::fault("a ranking in parts")) };
    Ok(Standing { table, tops, changed })
}

/// The table of the ranking that a cursor names; `None` when it is no longer kept. One trip, none if this
/// process has it.
///
/// # Errors
/// The table away.
pub async fn table_at(app: &App, epoch: Time) -> Result<Option<Arc<RankTable>>> {
    if !is_kept(app, epoch) {
        return Ok(None);
    }
    if let Some(table) = app.ranking.table_at(epoch) {
        return Ok(Some(table));
    }
    let Some(table) = app.store.ranking_table(Some(epoch)).await?.map(Arc::new) else { return Ok(None) };
    app.ranking.keep_table(table.clone());
    Ok(Some(table))
}

/// Whether the ranking of `epoch` is still kept: DynamoDB deletes late, so the time decides.
#[must_use]
pub fn is_kept(app: &App, epoch: Time) -> bool {
    app.clock.now() < epoch.plus_secs(RANKING_KEPT_SECS)
}

/// What a reader needs of the newest ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// So many slices of the front.
    Fronts(usize),
    /// Table and tops.
    Standing,
}

async fn newest(app: &App, part: Part) -> Result<Head> {
    if let Some(head) = app.ranking.head(part).filter(|head| !is_stale(head, app.clock.now())) {
        return Ok(head);
    }
    let mut found = None;
    for _ in 0..LOOKS {
        found = read(app, part).await?;
        let now = app.clock.now();
        if let Some(head) = &found {
            app.ranking.keep(head);
            if !is_stale(head, now) {
                return Ok(head.clone());
            }
        }
        if app.store.lease_ranking(now).await? {
            return build::build(app, found.map(|head| head.epoch), now).await;
        }
        if let Some(head) = found.take_if(|head| now < head.epoch.plus_secs(SERVED_AT_MOST_SECS)) {
            return Ok(head);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    found.ok_or_else(|| Error::unavailable("ranking", "nobody has built one"))
}

fn is_stale(head: &Head, now: Time) -> bool {
    head.epoch.plus_secs(RANKING_AGE_SECS) <= now
}

/// Reads a part; `None` before the first ranking, and where it was replaced while it was read.
async fn read(app: &App, part: Part) -> Result<Option<Head>> {
    let head = match part {
        Part::Fronts(slices) => {
            let fronts: Vec<_> = app.store.ranking_fronts(slices).await?.into_iter().map(Arc::new).collect();
            let Some(epoch) = fronts.first().map(|front| front.epoch) else { return Ok(None) };
            Head { epoch, fronts, table: None, tops: None }
        }
        Part::Standing => {
            let (table, tops) = tokio::try_join!(app.store.ranking_table(None), app.store.ranking_tops())?;
            let (Some(table), Some(tops)) = (table.map(Arc::new), tops.map(Arc::new)) else { return Ok(None) };
            Head { epoch: table.epoch, fronts: vec![], table: Some(table), tops: Some(tops) }
        }
    };
    let whole = head.fronts.iter().all(|front| front.epoch == head.epoch)
        && head.tops.iter().all(|tops| tops.epoch == head.epoch);
    Ok(whole.then_some(head))
}
