//! Which creators stand on a page of the directory.
//!
//! The list is the live ones of one ranking, in its order, and behind them the directory without those.
//! A cursor carries the ranking's epoch, so who goes live or ends while a reader walks is neither missed
//! nor repeated. It carries the next places in the ranking too: the ids that stand there are read beside
//! the ranking's table, not after it.

use std::collections::HashMap;

use domain::ranking::{Rank, RankTable};
use domain::{Category, Time, UserId};
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use store::{DirectoryPage, DirectoryPlace};
use web::{App, Cursor, Result};

/// Entries of the directory that a page by cursor reads: as many as 250 may be live and are passed over.
const READ_AT_ONCE: u32 = 250;

/// A page of the directory, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DirectoryQuery {
    pub limit: u32,
    pub category: Option<Category>,
    /// Only who is live.
    pub is_live: bool,
    /// The number of the page, from 1, where no cursor says where it begins.
    pub page: u32,
}

/// Where a reader stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DirectoryPosition {
    epoch: Time,
    /// The next places in the ranking; none once the live ones have been shown.
    ranks: Vec<Rank>,
    /// The last entry of the directory that was read; `None` before the first.
    place: Option<DirectoryPlace>,
}

/// Who stands on a page.
#[derive(Debug)]
pub(crate) struct Found {
    pub ids: Vec<UserId>,
    /// Creators in the whole list.
    pub total: u64,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<DirectoryPosition>,
}

impl DirectoryQuery {
    /// A cursor is good for one filter only.
    pub(crate) fn scope(&self) -> String {
        format!("{} {}", self.category.map_or("ALL", Category::as_str), self.is_live)
    }

    fn size(&self) -> usize {
        usize::try_from(self.limit).unwrap_or(usize::MAX)
    }
}

/// The page of its number. One trip; more where it begins behind the first rows.
pub(crate) async fn by_number(app: &App, wanted: &DirectoryQuery) -> Result<Found> {
    let before = usize::try_from(wanted.page.saturating_sub(1)).unwrap_or(usize::MAX).saturating_mul(wanted.size());
    let ((table, tops), directory, total) = tokio::try_join!(
        app.ranking.snapshot(),
        // No more than the page has room for can be live and passed over, or the live ones fill it.
        app.store.directory(wanted.category, None, wanted.limit),
        app.store.directory_total(wanted.category),
    )?;
    let live: Vec<Rank> = table.live(wanted.category).collect();
    let ranks: Vec<Rank> = live.iter().copied().skip(before).take(wanted.size()).collect();
    let tops: HashMap<Rank, &UserId> = tops.entries.iter().map(|top| (top.rank, &top.user_id)).collect();
    let known: Option<Vec<UserId>> = ranks.iter().map(|rank| tops.get(rank).copied().cloned()).collect();
    let ids = match known {
        Some(ids) => ids,
        None => at_ranks(app, table.epoch, &ranks).await?,
    };
    let total = if wanted.is_live { live.len() as u64 } else { total };
    let page = Filling { app, wanted, table: &table, last: ranks.last().copied() };
    page.fill(ids, total, directory, before.saturating_sub(live.len()), true).await
}

/// The page at `position`. One trip.
pub(crate) async fn by_cursor(app: &App, wanted: &DirectoryQuery, position: DirectoryPosition) -> Result<Found> {
    let DirectoryPosition { epoch, mut ranks, place } = position;
    ranks.truncate(wanted.size());
    let directory = async {
        if wanted.is_live || ranks.len() == wanted.size() {
            return Ok(DirectoryPage { entries: vec![], next: None });
        }
        app.store.directory(wanted.category, place.as_deref(), READ_AT_ONCE).await
    };
    let (table, ids, directory, total) = tokio::try_join!(
        app.ranking.table_at(epoch),
        at_ranks(app, epoch, &ranks),
        directory,
        app.store.directory_total(wanted.category),
    )?;
    let table = table.ok_or_else(Cursor::invalid)?;
    let total = if wanted.is_live { table.live(wanted.category).count() as u64 } else { total };
    let page = Filling { app, wanted, table: &table, last: ranks.last().copied() };
    page.fill(ids, total, directory, 0, false).await
}

/// The ids at `ranks`, which are in order. One trip: neighbours are read together.
async fn at_ranks(app: &App, epoch: Time, ranks: &[Rank]) -> runtime::Result<Vec<UserId>> {
    let runs = ranks.chunk_by(|before, after| before + 1 == *after);
    let reads = runs.map(|run| {
        let (first, last) = (run[0] as usize, run[run.len() - 1] as usize);
        app.store.ranking_ids(epoch, first, last + 1)
    });
    Ok(try_join_all(reads).await?.into_iter().flatten().map(|(id, _)| id).collect())
}

/// A page whose live ones are known.
struct Filling<'a> {
    app: &'a App,
    wanted: &'a DirectoryQuery,
    table: &'a RankTable,
    /// The place of its last live one.
    last: Option<Rank>,
}

impl Filling<'_> {
    /// Fills what the live ones leave free from the directory, behind `skip` others of it.
    async fn fill(
        &self,
        mut ids: Vec<UserId>,
        total: u64,
        mut directory: DirectoryPage,
        mut skip: usize,
        reads_on: bool,
    ) -> Result<Found> {
        let live_after: Vec<Rank> = match self.last {
            Some(last) => self.table.live(self.wanted.category).filter(|rank| *rank > last).collect(),
            None => vec![],
        };
        if !live_after.is_empty() || self.wanted.is_live {
            let ranks: Vec<Rank> = live_after.into_iter().take(self.wanted.size()).collect();
            let next = (!ranks.is_empty()).then(|| self.position(ranks, None));
            return Ok(Found { ids, total, next });
        }
        let size = self.wanted.size();
        if ids.len() == size && directory.entries.is_empty() && !reads_on {
            return Ok(Found { ids, total, next: Some(self.position(vec![], None)) });
        }
        let mut place = None;
        loop {
            for (id, at) in directory.entries {
                if self.table.is_live(&id) {
                    continue;
                }
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                if ids.len() == size {
                    return Ok(Found { ids, total, next: Some(self.position(vec![], place)) });
                }
                place = Some(at);
                ids.push(id);
            }
            let Some(next) = directory.next else { return Ok(Found { ids, total, next: None }) };
            if !reads_on || ids.len() == size {
                return Ok(Found { ids, total, next: Some(self.position(vec![], Some(next))) });
            }
            directory = self.app.store.directory(self.wanted.category, Some(&next), READ_AT_ONCE).await?;
        }
    }

    fn position(&self, ranks: Vec<Rank>, place: Option<DirectoryPlace>) -> DirectoryPosition {
        DirectoryPosition { epoch: self.table.epoch, ranks, place }
    }
}
