//! Rounds of the reconciler, each of which keeps its place: over all creators, for ingresses that nobody knows of; over the bucket, for
//! objects that are nobody's.

use runtime::Result;
use serde::Deserialize;
use table::{Consistency, Entity, KeyOf, Pattern, Write};

use super::entry::OutboxEntry;
use crate::Store;

/// A round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Over the directory.
    Creators,
    /// Over the bucket.
    Bucket,
}

/// Where a round stands.
#[derive(Deserialize)]
pub(crate) struct Sweep {
    #[serde(default)]
    place: Option<String>,
}

impl Entity for Sweep {
    type Value = Self;
    const PATTERN: Pattern = ("SWEEP", "PLACE, BUCKET");
}

impl Sweep {
    fn key(round: Round) -> KeyOf<Self> {
        let sk = match round {
            Round::Creators => "PLACE",
            Round::Bucket => "BUCKET",
        };
        KeyOf::new("SWEEP", sk)
    }
}

impl Store {
    /// Where a round stands; `None` at its beginning. One trip.
    pub async fn sweep_place(&self, round: Round) -> Result<Option<String>> {
        let at = self.table.get(Sweep::key(round), Consistency::Strong).await?;
        Ok(at.and_then(|at| at.place))
    }

    /// Moves a round on from `known`; whoever was slower leaves it where it is. One trip.
    pub async fn move_sweep(&self, round: Round, known: Option<&str>, next: Option<&str>) -> Result<()> {
        let write = Write::update(Sweep::key(round)).set("place", next)?;
        let write = match known {
            Some(known) => write.when("#place = :known").bind(":known", known)?,
            None => write.when("attribute_not_exists(#place)"),
        };
        let _moved = self.table.write(write).await?;
        Ok(())
    }

    /// Leaves a look as an outbox entry, unless one waits already: that one may be between its two looks. One trip.
    pub async fn put_entry_once(&self, sweep: &OutboxEntry) -> Result<()> {
        let _waits = self.table.write(sweep.write()?.when_absent()).await?;
        Ok(())
    }
}
