//! The round over all creators in which the reconciler looks for ingresses that nobody knows of.

use runtime::Result;
use serde::Deserialize;
use table::{Consistency, Entity, KeyOf, Pattern, Write};

use super::entry::OutboxEntry;
use crate::Store;

/// Where the sweep over all creators stands.
#[derive(Deserialize)]
pub(crate) struct Sweep {
    #[serde(default)]
    place: Option<String>,
}

impl Entity for Sweep {
    type Value = Self;
    const PATTERN: Pattern = ("SWEEP", "PLACE");
}

impl Sweep {
    fn key() -> KeyOf<Self> {
        KeyOf::new("SWEEP", "PLACE")
    }
}

impl Store {
    /// Where in the directory the round stands; `None` at its beginning. One trip.
    pub async fn sweep_place(&self) -> Result<Option<String>> {
        let round = self.table.get(Sweep::key(), Consistency::Strong).await?;
        Ok(round.and_then(|round| round.place))
    }

    /// Moves the round on from `known`; whoever was slower leaves it where it is. One trip.
    pub async fn move_sweep(&self, known: Option<&str>, next: Option<&str>) -> Result<()> {
        let write = Write::update(Sweep::key()).set("place", next)?;
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
