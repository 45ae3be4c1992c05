//! Who came by a raid.

use domain::{Raid, Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
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

/// A raid that went. It stands on its raider's stream until another is started, which may be while its viewers join.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GoneRaid {
    /// Whom it went to.
    pub target_id: UserId,
    /// When.
    pub goes_at: Time,
    expires_at: i64,
}

impl Entity for GoneRaid {
    type Value = Self;
    const PATTERN: Pattern = ("RAID#id", "#GONE");
}

impl GoneRaid {
    /// No identity has that sign.
    pub(super) fn key(raid_id: &str) -> KeyOf<Self> {
        KeyOf::new(format!("RAID#{raid_id}"), "#GONE")
    }

    /// What notes it, for as long as arrivals are.
    pub(super) fn write(raid: &Raid, now: Time) -> Result<Write> {
        let gone =
            Self { target_id: raid.target.id.clone(), goes_at: raid.goes_at, expires_at: now.as_secs() + KEPT_SECS };
        Write::put(Self::key(&raid.id), &gone, &[])
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
