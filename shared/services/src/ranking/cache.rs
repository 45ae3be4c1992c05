//! What this process holds of rankings. A ranking never changes, so what is held is right for as long as
//! it is the newest; then it is read again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Time;
use domain::ranking::RankTable;
use store::{Front, Tops};

use super::changes::Changes;

/// Tables of earlier rankings that are held, for readers who follow cursors: at 10,000 streams each is
/// half a megabyte.
const TABLES: usize = 4;

/// The newest ranking, or parts of it, all of one epoch.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub epoch: Time,
    pub fronts: Vec<Arc<Front>>,
    pub table: Option<Arc<RankTable>>,
    pub tops: Option<Arc<Tops>>,
}

/// What a reader needs of the newest ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// So many slices of the front.
    Fronts(usize),
    /// Table and tops.
    Standing,
}

/// What a process holds of rankings.
#[derive(Default)]
pub(super) struct RankingCache(Mutex<Held>);

#[derive(Default)]
struct Held {
    head: Option<Head>,
    tables: VecDeque<Arc<RankTable>>,
    changes: Changes,
}

impl RankingCache {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest ranking, if its `part` is held.
    pub(super) fn head(&self, part: Part) -> Option<Head> {
        self.held().head.clone().filter(|head| match part {
            Part::Fronts(slices) => head.fronts.len() >= slices,
            Part::Standing => head.table.is_some() && head.tops.is_some(),
        })
    }

    /// Holds what was read; parts of the same ranking come together.
    pub(super) fn keep(&self, read: &Head) {
        let mut held = self.held();
        match &mut held.head {
            Some(head) if head.epoch > read.epoch => {}
            Some(head) if head.epoch == read.epoch => {
                if read.fronts.len() > head.fronts.len() {
                    head.fronts.clone_from(&read.fronts);
                }
                head.table = head.table.take().or_else(|| read.table.clone());
                head.tops = head.tops.take().or_else(|| read.tops.clone());
            }
            head => *head = Some(read.clone()),
        }
    }

    /// The table of `epoch`, if it is held.
    pub(super) fn table_at(&self, epoch: Time) -> Option<Arc<RankTable>> {
        let held = self.held();
        let newest = held.head.iter().filter_map(|head| head.table.as_ref());
        newest.chain(&held.tables).find(|table| table.epoch == epoch).cloned()
    }

    /// Holds the table of an earlier ranking, in the place of the one held longest.
    pub(super) fn keep_table(&self, table: Arc<RankTable>) {
        let mut held = self.held();
        if held.tables.len() >= TABLES {
            held.tables.pop_front();
        }
        held.tables.push_back(table);
    }

    /// The changes that this process has seen.
    pub(super) fn with_changes<T>(&self, work: impl FnOnce(&mut Changes) -> T) -> T {
        work(&mut self.held().changes)
    }
}
