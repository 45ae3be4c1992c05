//! Bans and timeouts: the ban stands on the chatter, which every message is written to, so it holds from the next one
//! on. The list of the banned, the log, what was said before and the grant in the room follow in its transaction.

use std::collections::{HashMap, HashSet};

use domain::chat::{Ban, LogEntry, Rank, Refused, id};
use domain::{Time, UserId};
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{Consistency, EXPIRES_AT, Entity, Key, KeyOf, Pattern, Range, Slice, Transacted, Write, item};

use super::chatter::{Chatter, KEPT_SECS};
use super::gone::{GoneItem, Scope};
use super::known::{on_ban, on_block, on_role};
use super::log::LogItem;
use super::rank::rank_lost;
use crate::Store;
use crate::accounts::Profile;
use crate::audience::rights_changed;
use crate::outbox::{Call, OutboxEntry};

/// Attempts at a chatter who moves meanwhile.
const RACES: usize = 8;
/// What is said up to so many seconds after the ban began to be made is taken out with the rest: the ban is written
/// later than its time, and nothing is taken in behind it.
const WRITTEN_WITHIN_SECS: i64 = 1;

/// Somebody banned, in the list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BanItem {
    /// Who: a user's id, or a guest's identity.
    pub user_id: String,
    /// Their ban.
    pub ban: Ban,
}

impl Entity for BanItem {
    type Value = Self;
    const PATTERN: Pattern = ("BANNED#host", "time and whom");
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a> {
    #[serde(flatten)]
    item: &'a BanItem,
    expires_at: Option<i64>,
}

impl BanItem {
    fn partition(host: &UserId) -> String {
        format!("BANNED#{host}")
    }

    /// Of somebody who is banned since then.
    pub(super) fn key(host: &UserId, at: Time, who: &str) -> KeyOf<Self> {
        KeyOf::new(Self::partition(host), format!("{at}#{who}"))
    }
}

/// How banning ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Banned {
    /// It holds.
    Done,
    /// There is no such user.
    NoUser,
    /// They moderate, which is for the host alone to end.
    Moderates,
}

/// A ban to be made.
#[derive(Debug, Clone)]
pub struct Banning<'a> {
    /// Whose chat.
    pub host: &'a UserId,
    /// Whom: a user's id, or a guest's identity.
    pub who: &'a str,
    /// The ban.
    pub ban: &'a Ban,
    /// Whether their messages are taken out.
    pub is_clearing: bool,
    /// Whether moderators can be banned by who does it.
    pub is_by_host: bool,
    /// The line of the log.
    pub entry: &'a LogEntry,
}

impl Store {
    /// Bans somebody: a later ban takes the place of an earlier one, and a rank is lost. Of a guest whose address is known
    /// it is banned too. One trip of somebody without rank and ban; else the first brings what is to be known, and a
    /// second one writes.
    ///
    /// # Errors
    /// The tables away.
    pub async fn ban(&self, banning: &Banning<'_>) -> Result<Banned> {
        let mut known = Chatter::default();
        // A later mark than ours may stand already.
        let mut is_marked = !banning.is_clearing;
        for _ in 0..RACES {
            let mut writes = self.ban_writes(banning, &known)?;
            let user = UserId::parse(banning.who).ok().map(|id| Write::check(Profile::key(&id)).when_present());
            let is_user = user.is_some();
            writes.extend(user.map(|user| user.in_table(&self.table)));
            if !is_marked {
                writes.push(self.mark(banning)?);
            }
            let last = writes.len() - 1;
            let Transacted::Refused(mut refusals) = self.chat.transact(writes).await? else { return Ok(Banned::Done) };
            let (mark, user) = (last, if is_marked { last } else { last - 1 });
            if is_user && refusals.get(user).is_some_and(Option::is_some) {
                return Ok(Banned::NoUser);
            }
            is_marked |= refusals.get(mark).is_some_and(Option::is_some);
            if let Some(refusal) = refusals.first_mut().and_then(Option::take) {
                known = item::read_optional(refusal.0)?.unwrap_or_default();
                if known.role == Some(Rank::Moderator) && !banning.is_by_host {
                    return Ok(Banned::Moderates);
                }
            }
        }
        Err(Error::unavailable("dynamodb", "a chatter moved through all attempts"))
    }

    fn mark(&self, banning: &Banning<'_>) -> Result<Write> {
        let before = id::first_at(banning.ban.created_at.plus_secs(WRITTEN_WITHIN_SECS));
        let scope = Scope::Of { user_id: banning.who.to_owned(), before };
        GoneItem { scope, at: banning.ban.created_at }.write(banning.host)
    }

    /// The chatter's own write first.
    fn ban_writes(&self, banning: &Banning<'_>, known: &Chatter) -> Result<Vec<Write>> {
        let Banning { host, who, ban, is_clearing, entry, .. } = *banning;
        let expires_at = ban.until.map(|until| until.as_secs() + KEPT_SECS);
        let kept_until = expires_at.filter(|_| known.blocked_at.is_none());
        let mut chatter = Write::update(Chatter::key(host, who)).set("ban", ban)?.set(EXPIRES_AT, kept_until)?;
        chatter = on_role(on_block(on_ban(chatter, known.ban.as_ref())?, known), known.role)?;
        if known.role.is_some() {
            chatter = chatter.remove("role");
        }
        if is_clearing {
            // With its id of the client's, under which there is nothing to find any more.
            chatter = chatter.remove("last").remove("clientId");
        }
        if !is_user(who) {
            // The address that the guest spoke from is banned with them.
            chatter = match &known.address {
                Some(address) => chatter.when("#address = :address").bind(":address", address)?,
                None => chatter.when("attribute_not_exists(#address)"),
            };
        }
        let listed = BanItem { user_id: who.to_owned(), ban: ban.clone() };
        let listed = Kept { item: &listed, expires_at: ban.until.map(Time::as_secs) };
        let mut writes = vec![
            chatter,
            Write::put(BanItem::key(host, ban.created_at, who), &listed, &[])?,
            LogItem::write(host, entry)?,
            self.permit(host, who, entry.at)?,
            rights_changed(host, entry.at)?.in_table(&self.table),
        ];
        if let Some(before) = known.ban.as_ref().filter(|before| before.created_at != ban.created_at) {
            writes.push(Write::delete(BanItem::key(host, before.created_at, who)));
        }
        if let (Some(rank), Ok(user)) = (known.role, UserId::parse(who)) {
            writes.extend(rank_lost(host, &user, rank));
        }
        if let Some(address) = &known.address {
            let of_address = Write::update(Chatter::address_key(host, address));
            writes.push(of_address.set("ban", ban)?.set(EXPIRES_AT, expires_at)?);
        }
        Ok(writes)
    }

    /// Takes a ban away, on the chatter as they were read; `false`: none holds. A block stays. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn unban(&self, host: &UserId, who: &str, entry: &LogEntry, known: &Chatter) -> Result<bool> {
        let mut known = known.clone();
        let mut with_address = true;
        for _ in 0..RACES {
            let Some(ban) = known.banned(entry.at).cloned() else { return Ok(false) };
            let mut writes = self.unban_writes(host, who, &ban, &known, entry)?;
            writes.push(LogItem::write(host, entry)?);
            if let Some(address) = known.address.as_ref().filter(|_| with_address) {
                let of_address = Write::update(Chatter::address_key(host, address)).remove("ban");
                writes.push(on_ban(of_address, Some(&ban))?);
            }
            let Transacted::Refused(refusals) = self.chat.transact(writes).await? else { return Ok(true) };
            match refusals.into_iter().next().flatten() {
                Some(refusal) => known = item::read_optional(refusal.0)?.unwrap_or_default(),
                // The address is banned by another one's ban.
                None => with_address = false,
            }
        }
        Err(Error::unavailable("dynamodb", "a chatter moved through all attempts"))
    }

    /// What takes this ban of a chatter away: the chatter's own write first.
    pub(super) fn unban_writes(
        &self,
        host: &UserId,
        who: &str,
        ban: &Ban,
        known: &Chatter,
        entry: &LogEntry,
    ) -> Result<Vec<Write>> {
        let kept_until = known.blocked_at.is_none().then_some(entry.at.as_secs() + KEPT_SECS);
        let chatter = Write::update(Chatter::key(host, who)).remove("ban").set(EXPIRES_AT, kept_until)?;
        Ok(vec![
            on_block(on_ban(chatter, Some(ban))?, known),
            Write::delete(BanItem::key(host, ban.created_at, who)),
            self.permit(host, who, entry.at)?,
        ])
    }

    /// The grant in the room follows: an outbox entry, in the other table.
    fn permit(&self, host: &UserId, who: &str, now: Time) -> Result<Write> {
        let call = Call::Permit { room: host.clone(), identity: who.to_owned() };
        Ok(OutboxEntry::new(call, now, &self.random).write()?.in_table(&self.table))
    }

    /// Who of `identities` is banned or blocked in a chat now, as [`Store::barred_among`].
    ///
    /// # Errors
    /// The table away.
    pub async fn banned_among(&self, host: &UserId, identities: &[String], now: Time) -> Result<HashSet<String>> {
        Ok(self.barred_among(host, identities, now).await?.into_keys().collect())
    }

    /// What keeps out those of `identities` who are banned or blocked in a chat now, guests by the address that they are known to come from, too.
    /// One trip for up to 100, some side by side beyond; two with such guests.
    ///
    /// # Errors
    /// The table away.
    pub async fn barred_among(
        &self,
        host: &UserId,
        identities: &[String],
        now: Time,
    ) -> Result<HashMap<String, Refused>> {
        let keys: HashSet<Key> = identities.iter().map(|who| Chatter::key(host, who).into()).collect();
        let mut found = self.chat.batch_get(keys.into_iter().collect(), Consistency::Strong).await?;
        let (mut banned, mut behind) = (HashMap::new(), HashMap::<String, Vec<String>>::new());
        for who in identities {
            let Some(chatter) = found.take(&Chatter::key(host, who))? else { continue };
            if let Some(refused) = chatter.barred(now) {
                banned.insert(who.clone(), refused);
            } else if let Some(address) = chatter.address {
                behind.entry(address).or_default().push(who.clone());
            }
        }
        if !behind.is_empty() {
            let keys = behind.keys().map(|address| Chatter::address_key(host, address).into()).collect();
            let mut found = self.chat.batch_get(keys, Consistency::Strong).await?;
            for (address, guests) in behind {
                let of_address = found.take(&Chatter::address_key(host, &address))?;
                if let Some(refused) = of_address.and_then(|chatter| chatter.barred(now)) {
                    banned.extend(guests.into_iter().map(|guest| (guest, refused)));
                }
            }
        }
        Ok(banned)
    }

    /// Notes from which address a guest comes that is banned: what gives rights to who is there finds it. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn note_address(&self, host: &UserId, identity: &str, address: &str, now: Time) -> Result<()> {
        let write = Write::update(Chatter::key(host, identity)).set("address", address)?;
        let _noted = self.chat.write(write.set(EXPIRES_AT, now.as_secs() + KEPT_SECS)?).await?;
        Ok(())
    }

    /// The banned, newest first, after the place `after`; with timeouts that are over and were not deleted yet. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn bans(&self, host: &UserId, after: Option<&str>, limit: u32) -> Result<Slice<BanItem>> {
        let partition = BanItem::partition(host);
        self.chat.slice(&Range { index: None, partition: &partition, after, newest_first: true, limit }).await
    }
}

fn is_user(who: &str) -> bool {
    UserId::parse(who).is_ok()
}
