//! Where items stand: keys of the table, and places in its indexes.

use sha2::{Digest, Sha256};

/// Partition key attribute.
pub const PK: &str = "pk";
/// Sort key attribute.
pub const SK: &str = "sk";
/// Attribute by which DynamoDB deletes items some time after it is past, in seconds since the epoch.
/// Deletion may lag by days, so every reader compares the time itself.
pub const EXPIRES_AT: &str = "expiresAt";

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition half.
    pub pk: String,
    /// Sort half.
    pub sk: String,
}

/// An index of the table. Both project whole items: what they hold is small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// `gsi1pk`, `gsi1sk`.
    Gsi1,
    /// `gsi2pk`, `gsi2sk`.
    Gsi2,
}

impl Index {
    /// Both indexes.
    pub const ALL: [Self; 2] = [Self::Gsi1, Self::Gsi2];

    /// Name of the index.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsi1 => "gsi1",
            Self::Gsi2 => "gsi2",
        }
    }

    /// Names of its partition and sort attributes.
    #[must_use]
    pub const fn attributes(self) -> (&'static str, &'static str) {
        match self {
            Self::Gsi1 => ("gsi1pk", "gsi1sk"),
            Self::Gsi2 => ("gsi2pk", "gsi2sk"),
        }
    }
}

/// A place in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexKey {
    /// Which index.
    pub index: Index,
    /// Partition half.
    pub pk: String,
    /// Sort half.
    pub sk: String,
}

/// The shard of `of` among `count`, the same in every process and release.
#[must_use]
pub fn shard(of: &str, count: u8) -> u8 {
    Sha256::digest(of)[0] % count
}

impl Key {
    /// A key from its halves.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// Where no item is ever stored.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::new("NOWHERE", "NOWHERE")
    }
}
