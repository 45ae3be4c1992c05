//! Turns to call LiveKit: where it takes a number of calls a minute, all processes share them by a counter a second.

use domain::Time;
use runtime::Result;
use table::{EXPIRES_AT, Entity, KeyOf, Pattern, Write};

use crate::Store;

/// A counter is deleted so long after its second, in seconds.
const KEPT_SECS: i64 = 60 * 60;

/// How many turns of a second are taken.
pub struct TurnCount;

impl Entity for TurnCount {
    type Value = ();
    const PATTERN: Pattern = ("TURNS#second", "COUNT");
}

impl TurnCount {
    fn key(second: i64) -> KeyOf<Self> {
        KeyOf::new(format!("TURNS#{second}"), "COUNT")
    }
}

impl Store {
    /// Takes one of the `most` turns that this second has; without a number one more in any case. `false`: all are taken.
    /// One trip.
    ///
    /// # Errors
    /// The table away: whether it is taken is not known.
    pub async fn take_turn(&self, now: Time, most: Option<u32>) -> Result<bool> {
        let second = now.as_secs();
        let mut write = Write::update(TurnCount::key(second)).add("taken", 1).set(EXPIRES_AT, second + KEPT_SECS)?;
        if let Some(most) = most {
            write = write.when("attribute_not_exists(#taken) OR #taken < :most").bind(":most", most)?;
        }
        Ok(self.chat.write(write).await?.is_ok())
    }
}
