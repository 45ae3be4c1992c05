//! Who came by a raid.

use domain::{Time, UserId};
use runtime::Result;
use serde::Serialize;
use table::{Entity, KeyOf, Pattern, Write};

use crate::Store;
use crate::streams::BroadcastItem;

/// An arrival is remembered for so long, in seconds: longer than a webhook is repeated, and than a token of a raid lives.
const KEPT_SECS: i64 = 24 * 60 * 60;

/// One who came by a raid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Arrival {
    expires_at: i64,
}

impl Entity for Arrival {
    type Value = ();
    const PATTERN: Pattern = ("RAID#id", "identity");
}

impl Arrival {
    fn key(raid_id: &str, identity: &str) -> KeyOf<Self> {
        KeyOf::new(format!("RAID#{raid_id}"), identity)
    }
}

impl Store {
    /// Somebody came into `room` by a raid, at `joined_at` and during a broadcast: counted once, however often they come and
    /// we are told. Who came before the raid went, or though it was cancelled, did not come by it. Two trips; a room's
    /// webhooks come one after another, so that its broadcast has one such transaction at a time.
    ///
    /// # Errors
    /// The table away.
    pub async fn raid_arrived(
        &self,
        room: &UserId,
        (raid_id, broadcast_id): (&str, &str),
        identity: &str,
        (joined_at, now): (Time, Time),
    ) -> Result<()> {
        if !self.has_raid_gone(raid_id, room, joined_at).await? {
            return Ok(());
        }
        let arrival = Arrival { expires_at: now.as_secs() + KEPT_SECS };
        let writes = vec![
            Write::put(Arrival::key(raid_id, identity), &arrival, &[])?.when_absent(),
            Write::update(BroadcastItem::key(room, broadcast_id)).add("raidsIn", 1).when_present(),
        ];
        let _known_or_no_broadcast = self.table.transact(writes).await?;
        Ok(())
    }
}
