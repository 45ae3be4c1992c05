//! What happened, kept for whoever asks; bounded, since `cargo dev` runs for days.

use std::collections::VecDeque;

/// Entries that are kept.
const CAPACITY: usize = 20_000;

/// The newest entries, each under a number that stays.
#[derive(Debug)]
pub struct Journal<T> {
    entries: VecDeque<T>,
    forgotten: usize,
}

impl<T> Default for Journal<T> {
    fn default() -> Self {
        Self { entries: VecDeque::new(), forgotten: 0 }
    }
}

impl<T: Clone> Journal<T> {
    /// Adds an entry, gives its number.
    pub fn push(&mut self, entry: T) -> usize {
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
            self.forgotten += 1;
        }
        self.entries.push_back(entry);
        self.forgotten + self.entries.len() - 1
    }

    /// Changes an entry, if it is still kept.
    pub fn change(&mut self, number: usize, change: impl FnOnce(&mut T)) {
        let entry = number.checked_sub(self.forgotten).and_then(|at| self.entries.get_mut(at));
        if let Some(entry) = entry {
            change(entry);
        }
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> impl Iterator<Item = &T> {
        self.entries.iter()
    }

    /// A copy of them.
    pub fn to_vec(&self) -> Vec<T> {
        self.entries.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_while_older_entries_are_forgotten() {
        let mut journal = Journal::default();
        let first = journal.push(0);
        let last = (1..=CAPACITY).map(|n| journal.push(n)).last().unwrap();
        journal.change(first, |entry| *entry = 99);
        journal.change(last, |entry| *entry += 1);
        assert_eq!(journal.entries().next(), Some(&1));
        assert_eq!(journal.to_vec().last(), Some(&(CAPACITY + 1)));
    }
}
