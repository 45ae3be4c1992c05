//! The items of a ranking snapshot, and where they stand.

use domain::ranking::Rank;
use domain::{Categories, Stream, Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern, item};

/// Partition of the newest ranking.
const HEAD: &str = "RANK#HEAD";

/// A slice of the newest ranking's front.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// When the ranking was made.
    pub epoch: Time,
    /// Streams in the whole ranking.
    pub total: usize,
    /// This slice's, in order.
    pub entries: Vec<FrontEntry>,
}

/// A stream in the front, as it was when the ranking was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrontEntry {
    /// The stream.
    pub stream: Stream,
    /// Its viewers.
    pub viewers: u32,
}

impl FrontEntry {
    /// As many bytes as it takes of an item, or more: JSON has each name and text in full too, and signs around
    /// them.
    #[must_use]
    pub fn most_bytes(&self) -> usize {
        serde_json::to_vec(self).map_or(usize::MAX, |json| json.len())
    }
}

impl Front {
    /// Bytes that it takes as an item, by the rules of AWS ("DynamoDB item sizes and formats").
    ///
    /// # Errors
    /// What cannot be stored.
    pub fn stored_bytes(&self) -> Result<usize> {
        let item = item::write(Self::key(0), self, &[])?;
        Ok(item.iter().map(|(name, value)| name.len() + item::bytes(value)).sum())
    }
}

/// The most watched, all in all and in each category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tops {
    /// When the ranking was made.
    pub epoch: Time,
    /// Who they are, in the order of the ranking.
    pub entries: Vec<Top>,
}

/// One of the most watched. Short names: there may be 1,300 of them in the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Top {
    /// Who.
    #[serde(rename = "i")]
    pub user_id: UserId,
    /// Where in the ranking.
    #[serde(rename = "r")]
    pub rank: Rank,
    /// Viewers.
    #[serde(rename = "v")]
    pub viewers: u32,
    /// What about.
    #[serde(rename = "c")]
    pub categories: Categories,
}

/// When the newest ranking was made, and when the last one was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RankingLease {
    /// The newest one's; `None` before the first.
    pub epoch: Option<Time>,
    /// When a reader asked for a newer one.
    pub asked_at: Option<Time>,
}

/// Some of a ranking's streams, in its order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Chunk {
    pub ids: Vec<UserId>,
    pub viewers: Vec<u32>,
    #[serde(default)]
    pub expires_at: i64,
}

impl Entity for RankingLease {
    type Value = Self;
    const PATTERN: Pattern = (HEAD, "LEASE");
}

impl Entity for Front {
    type Value = Self;
    const PATTERN: Pattern = (HEAD, "FRONT#slice");
}

impl Entity for Tops {
    type Value = Self;
    const PATTERN: Pattern = (HEAD, "TOPS");
}

impl Entity for Chunk {
    type Value = Self;
    const PATTERN: Pattern = ("RANK#epoch", "CHUNK#number");
}

/// A part of a ranking's table, of the newest and of each that is kept.
pub(crate) struct TablePart;

impl Entity for TablePart {
    type Value = ();
    const PATTERN: Pattern = ("RANK#HEAD, RANK#epoch", "TABLE#part");
}

impl RankingLease {
    pub(super) fn key() -> KeyOf<Self> {
        KeyOf::new(HEAD, "LEASE")
    }
}

impl Front {
    pub(super) fn key(slice: usize) -> KeyOf<Self> {
        KeyOf::new(HEAD, format!("FRONT#{slice:02}"))
    }
}

impl Tops {
    pub(super) fn key() -> KeyOf<Self> {
        KeyOf::new(HEAD, "TOPS")
    }
}

impl Chunk {
    pub(super) fn key(epoch: Time, number: usize) -> KeyOf<Self> {
        KeyOf::new(partition(Some(epoch)), format!("CHUNK#{number:05}"))
    }
}

impl TablePart {
    /// Sort keys begin so.
    pub(super) const PREFIX: &str = "TABLE#";

    pub(super) fn key(epoch: Option<Time>, part: usize) -> KeyOf<Self> {
        KeyOf::new(partition(epoch), format!("{}{part:02}", Self::PREFIX))
    }
}

/// The ranking of `epoch`, or the newest.
pub(super) fn partition(epoch: Option<Time>) -> String {
    epoch.map_or_else(|| HEAD.to_owned(), |epoch| format!("RANK#{epoch}"))
}
