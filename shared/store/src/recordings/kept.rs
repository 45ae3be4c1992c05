//! Media that a creator keeps for good, of Vods and of highlights together: counted in the transaction that keeps one or lets
//! it go, so that the count is exact.

use domain::UserId;
use domain::recording::KEPT_LIMIT_MILLIS;
use runtime::Result;
use serde::Deserialize;
use table::{Consistency, Entity, KeyOf, Pattern, Write};

use crate::Store;

/// What a creator keeps.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct Kept {
    /// Milliseconds of media.
    #[serde(default)]
    millis: i64,
}

impl Entity for Kept {
    type Value = Self;
    const PATTERN: Pattern = ("KEPT#creator", "KEPT");
}

impl Kept {
    fn key(creator: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("KEPT#{creator}"), "KEPT")
    }

    /// `millis` more are kept: refused where they do not fit, and where nothing fits any more.
    pub(crate) fn more(creator: &UserId, millis: u64) -> Result<Write> {
        let write = Self::changed(creator, signed(millis));
        let is_the_first_too_long = millis > KEPT_LIMIT_MILLIS;
        let fits = "#millis <= :room AND #millis < :limit";
        let write = if is_the_first_too_long {
            write.when(fits)
        } else {
            write.when(&format!("attribute_not_exists(#millis) OR ({fits})"))
        };
        write.bind(":room", signed(KEPT_LIMIT_MILLIS) - signed(millis))?.bind(":limit", KEPT_LIMIT_MILLIS)
    }

    /// `millis` more, or fewer, whatever there is: of what is kept already and got longer, or is let go.
    pub(crate) fn changed(creator: &UserId, millis: i64) -> Write {
        Write::update(Self::key(creator)).add("millis", millis)
    }

    /// `millis` fewer.
    pub(crate) fn fewer(creator: &UserId, millis: u64) -> Write {
        Self::changed(creator, -signed(millis))
    }
}

/// Milliseconds as they are counted.
pub(super) fn signed(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX)
}

impl Store {
    /// Milliseconds of media that a creator keeps. One trip.
    pub async fn kept_millis(&self, creator: &UserId) -> Result<u64> {
        let kept = self.table.get(Kept::key(creator), Consistency::Strong).await?.unwrap_or_default();
        Ok(u64::try_from(kept.millis).unwrap_or_default())
    }
}
