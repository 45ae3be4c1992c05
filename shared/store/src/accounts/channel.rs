//! What a creator has set for their channel, on their profile.

use domain::{Preset, RaidSettings, RaidsFrom, Time, UserId};
use runtime::{Error, Result};
use table::{Transacted, Write, item};

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

/// What is set of how a creator's pushes are encoded; the rest stays as it is, whoever sets it meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QualityChange {
    /// The encoding.
    pub preset: Option<Preset>,
    /// Whether WHIP is transcoded too.
    pub is_whip_transcoded: Option<bool>,
}

/// What is set of who may raid a creator; the rest stays as it is, whoever sets it meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RaidSettingsChange {
    /// Who.
    pub raids_from: Option<RaidsFrom>,
    /// How many followers they have at least; `Some(None)`: any number.
    pub min_followers: Option<Option<u32>>,
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

    /// Sets what is given of how a creator's pushes are encoded, and leaves it as an outbox entry to give their ingress that encoding. One
    /// trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_quality(&self, id: &UserId, change: QualityChange, now: Time) -> Result<()> {
        if change == QualityChange::default() {
            return Ok(());
        }
        let mut profile = Write::update(Profile::key(id)).when_present();
        if let Some(preset) = change.preset {
            profile = profile.set("preset", preset)?;
        }
        if let Some(is_whip_transcoded) = change.is_whip_transcoded {
            profile = profile.set("isWhipTranscoded", is_whip_transcoded)?;
        }
        let shape = OutboxEntry::new(Call::ShapeIngress { user_id: id.clone() }, now, &self.random).write()?;
        match self.table.transact(vec![profile, shape]).await? {
            Transacted::Done => Ok(()),
            Transacted::Refused(_) => Err(Error::fault("a creator without a profile")),
        }
    }

    /// Sets what is given of who may raid a creator. Returns all of it as it is then. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn set_raid_settings(&self, id: &UserId, change: RaidSettingsChange) -> Result<RaidSettings> {
        let mut profile = Write::update(Profile::key(id)).when_present();
        if let Some(raids_from) = change.raids_from {
            profile = profile.set("raidsFrom", raids_from)?;
        }
        if let Some(min_followers) = change.min_followers {
            profile = profile.set("minFollowers", min_followers)?;
        }
        match self.table.update(profile).await? {
            Ok(item) => Ok(item::read_optional(item)?.unwrap_or_default()),
            Err(_) => Err(Error::fault("a creator without a profile")),
        }
    }
}
