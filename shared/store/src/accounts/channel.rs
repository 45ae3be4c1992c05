//! What a creator has set for their channel, on their profile.

use domain::{Quality, RaidSettings, Time, UserId};
use runtime::{Error, Result};
use table::{Transacted, Write};

use super::items::Profile;
use crate::Store;
use crate::outbox::{Call, OutboxEntry};

/// How the setting of hosts ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostsSet {
    /// They stand.
    Done,
    /// One of them is nobody.
    NoUser,
}

impl Store {
    /// Sets whom a creator hosts, if each of them is a user. One trip: a transaction that checks each.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_hosts(&self, id: &UserId, hosts: &[UserId]) -> Result<HostsSet> {
        let mut writes = vec![Write::update(Profile::key(id)).set("hosts", hosts)?.when_present()];
        writes.extend(hosts.iter().map(|host| Write::check(Profile::key(host)).when_present()));
        match self.table.transact(writes).await? {
            Transacted::Done => Ok(HostsSet::Done),
            Transacted::Refused(refusals) if matches!(refusals.first(), Some(Some(_))) => {
                Err(Error::fault("a creator without a profile"))
            }
            Transacted::Refused(_) => Ok(HostsSet::NoUser),
        }
    }

    /// Sets how a creator's pushes are encoded, and leaves it as an outbox entry to give their ingress that encoding. One
    /// trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_quality(&self, id: &UserId, quality: Quality, now: Time) -> Result<()> {
        let profile = Write::update(Profile::key(id))
            .set("preset", quality.preset)?
            .set("isWhipTranscoded", quality.is_whip_transcoded)?
            .when_present();
        let shape = OutboxEntry::new(Call::ShapeIngress { user_id: id.clone() }, now, &self.random).write()?;
        match self.table.transact(vec![profile, shape]).await? {
            Transacted::Done => Ok(()),
            Transacted::Refused(_) => Err(Error::fault("a creator without a profile")),
        }
    }
    /// Sets who may raid a creator. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_raid_settings(&self, id: &UserId, settings: RaidSettings) -> Result<()> {
        let profile = Write::update(Profile::key(id))
            .set("raidsFrom", settings.raids_from)?
            .set("minFollowers", settings.min_followers)?
            .when_present();
        match self.table.write(profile).await? {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::fault("a creator without a profile")),
        }
    }
}
