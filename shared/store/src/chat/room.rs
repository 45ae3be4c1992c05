//! What a chat's routes start from: the room, and the caller in it.

use domain::{Time, UserId};
use runtime::Result;
use serde::{Deserialize, Serialize};
use table::{Consistency, EXPIRES_AT, Entity, KeyOf, Pattern, Write};

use super::chatter::Chatter;
use super::term::TermsHead;
use crate::Store;
use crate::streams::Watched;

/// A mark is deleted so long after it is over, in seconds.
const KEPT_SECS: i64 = 60 * 60;

/// That a room is busy: its messages are sent in batches.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Busy {
    /// Until when, unless it is said again.
    pub busy_until: Option<Time>,
}

impl Entity for Busy {
    type Value = Self;
    const PATTERN: Pattern = ("ROOM#host", "BUSY");
}

impl Busy {
    /// Of this room.
    #[must_use]
    pub fn key(host: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("ROOM#{host}"), "BUSY")
    }
}

/// A chat, and a caller in it.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The creator as the caller finds them.
    pub watched: Watched,
    /// The caller in the chat.
    pub chatter: Chatter,
    /// Until when the room is busy.
    pub busy_until: Option<Time>,
    /// The revision of the chat's terms; `None`: there never was one.
    pub terms: Option<String>,
}

impl Store {
    /// Reads a chat and what `caller` is in it, consistent, from both tables side by side. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn seat(&self, host: &UserId, caller: Option<&UserId>) -> Result<Seat> {
        let (watched, (chatter, busy, terms)) = tokio::try_join!(self.watched(host, caller), async {
            let mut keys = vec![Busy::key(host).into(), TermsHead::key(host).into()];
            keys.extend(caller.map(|caller| Chatter::key(host, caller.as_str()).into()));
            let mut found = self.chat.batch_get(keys, Consistency::Strong).await?;
            let chatter = match caller {
                Some(caller) => found.take(&Chatter::key(host, caller.as_str()))?,
                None => None,
            };
            Ok((chatter, found.take(&Busy::key(host))?, found.take(&TermsHead::key(host))?))
        })?;
        Ok(Seat {
            watched,
            chatter: chatter.unwrap_or_default(),
            busy_until: busy.unwrap_or_default().busy_until,
            terms: terms.unwrap_or_default().rev,
        })
    }

    /// What somebody is in a chat: a user, or a guest by their identity. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn chatter(&self, host: &UserId, who: &str) -> Result<Chatter> {
        Ok(self.chat.get(Chatter::key(host, who), Consistency::Strong).await?.unwrap_or_default())
    }

    /// The guests behind an address, by its hash. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn chatter_of_address(&self, host: &UserId, address: &str) -> Result<Chatter> {
        let key = Chatter::address_key(host, address);
        Ok(self.chat.get(key, Consistency::Strong).await?.unwrap_or_default())
    }

    /// A guest in a chat, and the ban of their address. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn guest_chatter(&self, host: &UserId, identity: &str, address: &str, now: Time) -> Result<Chatter> {
        let (own, of_address) = (Chatter::key(host, identity), Chatter::address_key(host, address));
        let keys = vec![own.clone().into(), of_address.clone().into()];
        let mut found = self.chat.batch_get(keys, Consistency::Strong).await?;
        let mut chatter = found.take(&own)?.unwrap_or_default();
        if chatter.barred(now).is_none() {
            chatter.ban = found.take(&of_address)?.unwrap_or_default().ban;
        }
        Ok(chatter)
    }

    /// Notes that a room is busy. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn mark_busy(&self, host: &UserId, until: Time) -> Result<()> {
        let write = Write::update(Busy::key(host))
            .set("busyUntil", until)?
            .set(EXPIRES_AT, until.as_secs() + KEPT_SECS)?
            .when("attribute_not_exists(#busyUntil) OR #busyUntil < :busyUntil");
        let _known_longer = self.chat.write(write).await?;
        Ok(())
    }
}
