//! Who was there: each once, however often they came.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::sketch::Sketch;
use crate::UserId;

/// So many are stored one by one; more as a sketch, which is about as long.
const STORED_EXACTLY: usize = 900;
/// What stands before hashes one by one, and before a sketch.
const EXACT: u8 = 0;
const SKETCHED: u8 = 1;

/// 32 bits of who somebody is, in one creator's rooms: told apart there, and not found again anywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerHash(u32);

impl ViewerHash {
    /// Of a participant's identity in a room.
    #[must_use]
    pub fn of(room: &UserId, identity: &str) -> Self {
        let digest = Sha256::new().chain_update(room.as_str()).chain_update([0]).chain_update(identity).finalize();
        Self(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]))
    }

    /// As it is stored.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    /// As it was stored; `None`: it has another length.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(u32::from_be_bytes(bytes)))
    }
}

/// Different ones: exactly, as long as nobody was added by a sketch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uniques {
    few: BTreeSet<ViewerHash>,
    many: Option<Sketch>,
}

impl Uniques {
    /// How many: exact where all were told one by one, else within some 2 %.
    #[must_use]
    pub fn count(&self) -> u64 {
        let few = self.few.len() as u64;
        self.many.as_ref().map_or(few, |_| self.sketched().estimate().max(few))
    }

    /// Adds one.
    pub fn insert(&mut self, hash: ViewerHash) {
        self.few.insert(hash);
    }

    /// Adds everybody of another one.
    pub fn merge(&mut self, other: &Self) {
        self.few.extend(&other.few);
        if let Some(theirs) = &other.many {
            self.many.get_or_insert_with(Sketch::new).merge(theirs);
        }
    }

    /// As it is stored: at most 3,841 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.many.is_none() && self.few.len() <= STORED_EXACTLY {
            return std::iter::once(EXACT).chain(self.few.iter().flat_map(|hash| hash.to_bytes())).collect();
        }
        std::iter::once(SKETCHED).chain(self.sketched().bytes().iter().copied()).collect()
    }

    /// As it was stored; `None`: it has another form.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (&EXACT, hashes) if hashes.len() % 4 == 0 => {
                Some(Self { few: hashes.chunks(4).filter_map(ViewerHash::read).collect(), many: None })
            }
            (&SKETCHED, bytes) => Some(Self { few: BTreeSet::new(), many: Some(Sketch::read(bytes)?) }),
            _ => None,
        }
    }

    fn sketched(&self) -> Sketch {
        let mut sketch = self.many.clone().unwrap_or_else(Sketch::new);
        for hash in &self.few {
            sketch.insert(hash.0);
        }
        sketch
    }
}

/// Who was there. Guests have another identity with each token, so they are counted apart from users, who have one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watchers {
    /// Signed-in users.
    pub users: Uniques,
    /// Sessions of guests.
    pub guests: Uniques,
}

impl Watchers {
    /// The participants of a room, by their identities.
    #[must_use]
    pub fn of<'a>(room: &UserId, identities: impl IntoIterator<Item = &'a str>) -> Self {
        let mut watchers = Self::default();
        for identity in identities {
            let hash = ViewerHash::of(room, identity);
            if Self::is_user(identity) {
                watchers.users.insert(hash);
            } else {
                watchers.guests.insert(hash);
            }
        }
        watchers
    }

    /// Whether an identity is a user's. All others count as guests.
    #[must_use]
    pub fn is_user(identity: &str) -> bool {
        UserId::parse(identity).is_ok()
    }

    /// Adds everybody of another one.
    pub fn merge(&mut self, other: &Self) {
        self.users.merge(&other.users);
        self.guests.merge(&other.guests);
    }

    /// The hashes that were told one by one: users, guests.
    pub fn hashes(&self) -> (impl Iterator<Item = ViewerHash> + '_, impl Iterator<Item = ViewerHash> + '_) {
        (self.users.few.iter().copied(), self.guests.few.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room() -> UserId {
        UserId::parse("usr_alice").unwrap()
    }

    fn guests(from: u32, to: u32) -> Uniques {
        Watchers::of(&room(), (from..to).map(|n| format!("guest-{n}")).collect::<Vec<_>>().iter().map(String::as_str))
            .guests
    }

    /// So many hashes that have nothing to do with each other (SplitMix64), of which SHA-256 would take a while.
    fn drawn(seed: u64, count: u64) -> Uniques {
        let hash = |n: u64| {
            let z = (seed.wrapping_mul(1 << 40) + n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ViewerHash((z >> 32) as u32)
        };
        let mut many = Sketch::new();
        for n in 1..=count {
            many.insert(hash(n).0);
        }
        Uniques { few: BTreeSet::new(), many: Some(many) }
    }

    fn sketched(uniques: &Uniques) -> Uniques {
        Uniques { few: BTreeSet::new(), many: Some(uniques.sketched()) }
    }

    #[test]
    fn users_and_guests_are_told_apart_and_each_counts_once() {
        let watchers =
            Watchers::of(&room(), ["usr_bob", "usr_bob", "guest-1", "usr_eve", "guest-2", "not one of ours"]);
        assert_eq!((watchers.users.count(), watchers.guests.count()), (2, 3));
        let elsewhere = ViewerHash::of(&UserId::parse("usr_carol").unwrap(), "usr_bob");
        assert_ne!(ViewerHash::of(&room(), "usr_bob"), elsewhere);
    }

    #[test]
    fn what_is_stored_is_read_back() {
        for uniques in [guests(0, 0), guests(0, 900), sketched(&guests(0, 5_000))] {
            assert_eq!(Uniques::read(&uniques.to_bytes()), Some(uniques));
        }
        let many = guests(0, 901);
        assert_eq!(many.count(), 901);
        assert_eq!(Uniques::read(&many.to_bytes()), Some(sketched(&many)));
        for broken in [&b""[..], &[0, 1], &[1, 2, 3], &[9]] {
            assert_eq!(Uniques::read(broken), None);
        }
        assert!(guests(0, 5_000).to_bytes().len() <= 3_841);
    }

    /// The contract's 2 %: 40 rooms of others each.
    #[test]
    fn a_sketch_is_within_two_percent_at_ten_thousand() {
        for n in [100, 1_000, 10_000] {
            for seed in 0..40 {
                let counted = drawn(seed, n).count();
                let off = counted.abs_diff(n);
                assert!(off * 100 <= n * 2 || off <= 2, "{counted} of {n}");
            }
        }
        let counted = sketched(&guests(0, 10_000)).count();
        assert!(counted.abs_diff(10_000) <= 200, "{counted}");
    }

    #[test]
    fn a_sketch_knows_a_million_by_and_large() {
        for (n, percent) in [(50_000, 3), (200_000, 6), (1_000_000, 8)] {
            let counted = drawn(7, n).count();
            assert!(counted.abs_diff(n) * 100 <= n * percent, "{counted} of {n}");
        }
    }

    #[test]
    fn a_union_counts_everybody_once_whatever_its_parts_are() {
        let (first, second) = (guests(0, 6_000), guests(3_000, 9_000));
        let mut all = sketched(&first);
        all.merge(&sketched(&second));
        assert_eq!(all, sketched(&guests(0, 9_000)));
        let mut mixed = first.clone();
        mixed.merge(&sketched(&second));
        assert_eq!(mixed.count(), all.count());
        let mut exact = first;
        exact.merge(&second);
        assert_eq!(exact.count(), 9_000);
    }
}
