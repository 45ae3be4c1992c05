//! How many are different among many: two bitmaps of 3,840 bytes together, whatever their number.

/// Bits of which everybody sets one: exact enough alone up to some 100,000 (the standard error is 0.4 % at 10,000, 1 %
/// at 80,000).
const FINE_BITS: usize = 23_552;
/// Bits of which one in [`SAMPLED`] sets one: what the fine ones are too full for, up to a million (2 %).
const COARSE_BITS: usize = 7_168;
/// One in so many counts among the coarse bits.
const SAMPLED: u32 = 32;
/// Above this the coarse bits know better than the fine ones.
const FINE_UP_TO: f64 = 120_000.0;

/// A set of hashes by two bitmaps, after Whang, Vander-Zanden and Taylor (linear counting): of a number that big rooms
/// have, it errs by less than registers (HyperLogLog) of the same size do, and its union is `or`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sketch(Vec<u8>);

impl Sketch {
    /// Bytes of one.
    pub const BYTES: usize = (FINE_BITS + COARSE_BITS) / 8;

    /// Nobody.
    pub fn new() -> Self {
        Self(vec![0; Self::BYTES])
    }

    /// As it was stored; `None`: it has another length.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == Self::BYTES).then(|| Self(bytes.to_vec()))
    }

    /// As it is stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Adds whoever has this hash.
    pub fn insert(&mut self, hash: u32) {
        self.set(scaled(hash, u32::BITS, FINE_BITS));
        // Other bits decide: who shares a fine bit shares no coarse one because of it.
        let mixed = mixed(hash);
        if mixed.is_multiple_of(SAMPLED) {
            self.set(FINE_BITS + scaled(mixed / SAMPLED, u32::BITS - SAMPLED.ilog2(), COARSE_BITS));
        }
    }

    /// Adds everybody of another one.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// How many there are, by what is left empty.
    pub fn estimate(&self) -> u64 {
        let (fine, coarse) = self.0.split_at(FINE_BITS / 8);
        let fine = counted(fine, FINE_BITS);
        let estimate = if fine <= FINE_UP_TO { fine } else { counted(coarse, COARSE_BITS) * f64::from(SAMPLED) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is neither negative nor vast")]
        let rounded = estimate.round() as u64;
        rounded
    }

    fn set(&mut self, bit: usize) {
        self.0[bit / 8] |= 1 << (bit % 8);
    }
}

/// How many set bits of so many, one each, to leave as few empty.
fn counted(bitmap: &[u8], bits: usize) -> f64 {
    let set: u32 = bitmap.iter().map(|byte| byte.count_ones()).sum();
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let bits = bits as f64;
    // A full one tells only that there are more.
    let empty = (bits - f64::from(set)).max(0.5);
    bits * (bits / empty).ln()
}

/// A number of so many bits, spread over 0 to `count` evenly.
fn scaled(number: u32, of_bits: u32, count: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, reason = "below `count`")]
    let scaled = ((u64::from(number) * count as u64) >> of_bits) as usize;
    scaled
}

/// Other 32 bits, one to one (the last step of MurmurHash3).
const fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}
