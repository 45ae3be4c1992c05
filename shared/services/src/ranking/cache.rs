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
    /// Until then nobody looks whether there is a newer one.
    looked_until: Option<Time>,
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

    /// Whether a newer ranking was looked for a moment ago, and there was none.
    pub(super) fn was_looked_for(&self, now: Time) -> bool {
        self.held().looked_until.is_some_and(|until| now < until)
    }

    /// There is no newer ranking: the next look is due then.
    pub(super) fn look_again_at(&self, at: Time) {
        self.held().looked_until = Some(at);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn table(secs: i64) -> Arc<RankTable> {
        Arc::new(RankTable::new(Time::from_secs(secs), &[]))
    }

    fn head(secs: i64, fronts: usize, has_table: bool) -> Head {
        let epoch = Time::from_secs(secs);
        let front = || Arc::new(Front { epoch, total: 0, entries: vec![] });
        let tops = has_table.then(|| Arc::new(Tops { epoch, entries: vec![] }));
        let fronts = (0..fronts).map(|_| front()).collect();
        Head { epoch, fronts, table: has_table.then(|| table(secs)), tops }
    }

    fn held(cache: &RankingCache, part: Part) -> Option<i64> {
        cache.head(part).map(|head| head.epoch.as_secs())
    }

    #[test]
    fn of_the_tables_of_earlier_rankings_the_one_held_longest_goes() {
        let cache = RankingCache::default();
        let seen = |upto: i64| (1..=upto).filter(|n| cache.table_at(Time::from_secs(*n)).is_some()).collect::<Vec<_>>();
        for n in 1..=4 {
            cache.keep_table(table(n));
        }
        assert_eq!(seen(4), [1, 2, 3, 4]);
        cache.keep_table(table(5));
        assert_eq!(seen(5), [2, 3, 4, 5]);
        cache.keep_table(table(6));
        assert_eq!(seen(6), [3, 4, 5, 6]);
        assert_eq!(cache.held().tables.len(), TABLES);
        // The newest ranking's stands beside them.
        cache.keep(&head(9, 0, true));
        assert_eq!(seen(9), [3, 4, 5, 6, 9]);
    }

    #[test]
    fn a_newer_ranking_takes_the_place_of_all_of_an_older_one() {
        let cache = RankingCache::default();
        cache.keep(&head(1, 5, true));
        assert_eq!((held(&cache, Part::Fronts(5)), held(&cache, Part::Standing)), (Some(1), Some(1)));
        cache.keep(&head(2, 1, false));
        assert_eq!((held(&cache, Part::Fronts(1)), held(&cache, Part::Fronts(2))), (Some(2), None));
        assert_eq!((held(&cache, Part::Standing), cache.table_at(Time::from_secs(1))), (None, None));
        // An older one changes nothing, a part of the same one comes to the others.
        cache.keep(&head(1, 5, true));
        assert_eq!((held(&cache, Part::Fronts(1)), held(&cache, Part::Standing)), (Some(2), None));
        cache.keep(&head(2, 0, true));
        assert_eq!((held(&cache, Part::Fronts(1)), held(&cache, Part::Standing)), (Some(2), Some(2)));
        cache.keep(&head(2, 3, false));
        assert_eq!((held(&cache, Part::Fronts(3)), held(&cache, Part::Standing)), (Some(2), Some(2)));
    }

    #[test]
    fn nobody_looks_twice_in_a_moment() {
        let cache = RankingCache::default();
        let now = Time::from_secs(10);
        assert!(!cache.was_looked_for(now));
        cache.look_again_at(now.plus_millis(500));
        assert!(cache.was_looked_for(now.plus_millis(499)) && !cache.was_looked_for(now.plus_millis(500)));
    }
}
