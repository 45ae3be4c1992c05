//! The ranking: every open broadcast, most viewers first, as it stood at one moment (its epoch).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Category, Time, UserId};

/// A set of categories, one bit each in the order of [`Category::ALL`]. Stored: categories may be added
/// at the end of that list, never moved in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Categories(u16);

impl Categories {
    /// Bits that [`Categories`] takes.
    pub const BITS: u32 = Category::ALL.len() as u32;

    /// The set as a number.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set from its number; bits of no category are dropped.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & ((1 << Self::BITS) - 1))
    }

    /// Whether the set has `category`.
    #[must_use]
    pub const fn contains(self, category: Category) -> bool {
        self.0 & (1 << category as u16) != 0
    }

    /// The categories, in the order of [`Category::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Category> {
        Category::ALL.into_iter().filter(move |category| self.contains(*category))
    }
}

impl FromIterator<Category> for Categories {
    fn from_iter<I: IntoIterator<Item = Category>>(categories: I) -> Self {
        Self(categories.into_iter().fold(0, |bits, category| bits | 1 << category as u16))
    }
}

/// One open broadcast in the ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Whose.
    pub user_id: UserId,
    /// Viewers, as last counted.
    pub viewers: u32,
    /// What the creator's broadcasts are about.
    pub categories: Categories,
    /// Whether media flowed; it does not while the reconnect window is open.
    pub is_live: bool,
}

/// A place in the ranking, from 0.
pub type Rank = u32;

/// The ranking in 12 bytes a stream, to ask whether and where somebody stands in it: an id's
/// fingerprint instead of the id. 10,000 streams are 120 kB, 15 read units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankTable {
    /// When the ranking was made.
    pub epoch: Time,
    rows: Vec<Row>,
    ranks: HashMap<u64, Rank>,
}

/// One stream of a [`RankTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    fingerprint: u64,
    /// Viewers, as last counted.
    pub viewers: u32,
    /// What the creator's broadcasts are about.
    pub categories: Categories,
    /// Whether media flowed.
    pub is_live: bool,
}

/// The bit beside the categories that says that media flowed.
const LIVE_BIT: u16 = 1 << 15;

/// 48 bits of an id's hash. With 10,000 streams live and 5,000 followed, one page in five million takes
/// an offline stream for a live one, and shows it among those.
#[must_use]
pub fn fingerprint(id: &UserId) -> u64 {
    let hash = Sha256::digest(id.as_str());
    hash[..6].iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

impl RankTable {
    /// Bytes of a packed row: 6 of the fingerprint, 4 of the viewers, 2 of categories and state.
    pub const ROW_BYTES: usize = 12;

    /// The table of a ranking, its first stream first.
    #[must_use]
    pub fn new(epoch: Time, ranking: &[Ranked]) -> Self {
        let rows = ranking
            .iter()
            .map(|ranked| Row {
                fingerprint: fingerprint(&ranked.user_id),
                viewers: ranked.viewers,
                categories: ranked.categories,
                is_live: ranked.is_live,
            })
            .collect();
        Self::from_rows(epoch, rows)
    }

    fn from_rows(epoch: Time, rows: Vec<Row>) -> Self {
        let ranks = (0..).zip(&rows).map(|(rank, row)| (row.fingerprint, rank)).collect();
        Self { epoch, rows, ranks }
    }

    /// The table as bytes.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.rows.len() * Self::ROW_BYTES);
        for row in &self.rows {
            let flags = row.categories.bits() | if row.is_live { LIVE_BIT } else { 0 };
            bytes.extend_from_slice(&row.fingerprint.to_be_bytes()[2..]);
            bytes.extend_from_slice(&row.viewers.to_be_bytes());
            bytes.extend_from_slice(&flags.to_be_bytes());
        }
        bytes
    }

    /// The table from its bytes; a row cut short is dropped.
    #[must_use]
    pub fn unpack(epoch: Time, bytes: &[u8]) -> Self {
        let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        let rows = bytes
            .chunks_exact(Self::ROW_BYTES)
            .map(|row| {
                let flags = u16::from_be_bytes([row[10], row[11]]);
                Row {
                    fingerprint: number(&row[..6]),
                    viewers: u32::from_be_bytes([row[6], row[7], row[8], row[9]]),
                    categories: Categories::from_bits(flags),
                    is_live: flags & LIVE_BIT != 0,
                }
            })
            .collect();
        Self::from_rows(epoch, rows)
    }

    /// How many streams stand in the ranking.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nobody had a broadcast open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The places of those whose media flowed, of one category or of all, in order.
    pub fn live(&self, category: Option<Category>) -> impl Iterator<Item = Rank> {
        let is_wanted = move |row: &Row| row.is_live && category.is_none_or(|of| row.categories.contains(of));
        (0..).zip(&self.rows).filter(move |(_, row)| is_wanted(row)).map(|(rank, _)| rank)
    }

    /// Whether media of `id` flowed.
    #[must_use]
    pub fn is_live(&self, id: &UserId) -> bool {
        self.find(id).is_some_and(|(_, row)| row.is_live)
    }

    /// Where `id` stands, and with what; `None` when they had no broadcast open.
    #[must_use]
    pub fn find(&self, id: &UserId) -> Option<(Rank, Row)> {
        let rank = *self.ranks.get(&fingerprint(id))?;
        Some((rank, *self.rows.get(rank as usize)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(id: &str, viewers: u32, categories: &[Category], is_live: bool) -> Ranked {
        let user_id = UserId::parse(id).unwrap();
        Ranked { user_id, viewers, categories: categories.iter().copied().collect(), is_live }
    }

    #[test]
    fn a_set_has_what_was_put_in() {
        let set: Categories = [Category::Other, Category::Gaming].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [Category::Gaming, Category::Other]);
        assert_eq!(Categories::from_bits(set.bits()), set);
        assert!(!set.contains(Category::Music));
    }

    #[test]
    fn a_table_is_unpacked_as_it_was_packed() {
        let ranking =
            [ranked("usr_alice", 70_000, &[Category::Gaming, Category::Other], true), ranked("usr_bob", 0, &[], false)];
        let table = RankTable::new(Time::from_secs(1), &ranking);
        let bytes = table.pack();
        assert_eq!(bytes.len(), 2 * RankTable::ROW_BYTES);
        assert_eq!(RankTable::unpack(Time::from_secs(1), &bytes), table);
        let (rank, row) = table.find(&ranking[1].user_id).unwrap();
        assert_eq!((rank, row.viewers, row.is_live), (1, 0, false));
        let (rank, row) = table.find(&ranking[0].user_id).unwrap();
        assert_eq!((rank, row.viewers, row.categories, row.is_live), (0, 70_000, ranking[0].categories, true));
        assert_eq!(table.find(&UserId::parse("usr_carol").unwrap()), None);
        assert!(table.is_live(&ranking[0].user_id) && !table.is_live(&ranking[1].user_id));
        assert_eq!(table.live(None).collect::<Vec<_>>(), [0]);
        assert_eq!(table.live(Some(Category::Gaming)).count() + table.live(Some(Category::Music)).count(), 1);
    }
}
