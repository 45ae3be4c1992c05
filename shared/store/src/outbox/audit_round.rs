//! The round over all creators in which the reconciler looks for ingresses that nobody knows of.

use runtime::Result;
use serde::Deserialize;
use table::{Consistency, Key, Write, item};

use super::call::PendingCall;
use crate::Store;
use crate::keys::Keys as _;

#[derive(Deserialize)]
struct Round {
    #[serde(default)]
    place: Option<String>,
}

impl Store {
    /// Where in the directory the round stands; `None` at its beginning. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn audit_place(&self) -> Result<Option<String>> {
        let round = self.table.get(Key::audit_round(), Consistency::Strong).await?;
        Ok(item::read_optional::<Round>(round)?.and_then(|round| round.place))
    }

    /// Moves the round on from `known`; whoever was slower leaves it where it is. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn move_audit_place(&self, known: Option<&str>, next: Option<&str>) -> Result<()> {
        let write = Write::update(Key::audit_round()).set("place", next)?;
        let write = match known {
            Some(known) => write.when("#place = :known").bind(":known", known)?,
            None => write.when("attribute_not_exists(#place)"),
        };
        let _moved = self.table.write(write).await?;
        Ok(())
    }

    /// Leaves a look at a creator's ingresses as a pending call, unless one waits already: that one may be
    /// between its two looks. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn put_audit(&self, audit: &PendingCall) -> Result<()> {
        let _waits = self.table.write(audit.write()?.when_absent()).await?;
        Ok(())
    }
}
