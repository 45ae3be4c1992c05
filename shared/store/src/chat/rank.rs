//! Moderators and VIPs: the rank stands on the chatter, which every message is written to; the lists and their number
//! move in the same transaction.

use domain::chat::{LogEntry, Rank};
use domain::{Time, UserId};
use runtime::{Error, Result};
use serde::{Deserialize, Serialize};
use table::{EXPIRES_AT, Entity, KeyOf, Pattern, Range, Slice, Transacted, Write, item};

use super::chatter::{Chatter, KEPT_SECS};
use super::known::{NOT_BARRED, on_ban, on_block, on_role};
use super::log::LogItem;
use crate::Store;
use crate::accounts::Profile;

/// Attempts at a chatter who moves meanwhile.
const RACES: usize = 8;

/// Somebody with a rank, in its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RankItem {
    /// Who.
    pub user_id: UserId,
    /// Which rank.
    pub role: Rank,
    /// Since when.
    pub created_at: Time,
}

impl Entity for RankItem {
    type Value = Self;
    const PATTERN: Pattern = ("ROLES#host#rank", "user");
}

impl RankItem {
    fn partition(host: &UserId, rank: Rank) -> String {
        format!("ROLES#{host}#{}", rank.as_str())
    }

    fn key(host: &UserId, rank: Rank, user: &UserId) -> KeyOf<Self> {
        KeyOf::new(Self::partition(host, rank), user.as_str())
    }
}

/// How many there are of each rank.
pub struct RankCount;

impl Entity for RankCount {
    type Value = ();
    const PATTERN: Pattern = ("ROOM#host", "RANKS");
}

impl RankCount {
    fn key(host: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("ROOM#{host}"), "RANKS")
    }

    const fn attribute(rank: Rank) -> &'static str {
        match rank {
            Rank::Moderator => "moderators",
            Rank::Vip => "vips",
        }
    }
}

/// How giving or taking a rank ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranked {
    /// They have it, or have it not any more.
    Done,
    /// It was so already.
    Already,
    /// There is no such user.
    NoUser,
    /// They are banned.
    Banned,
    /// There are as many as there may be.
    LimitReached,
}

/// A rank to be given, or taken.
#[derive(Debug, Clone)]
pub struct RankChange<'a> {
    /// Whose chat.
    pub host: &'a UserId,
    /// Whose rank.
    pub user: &'a UserId,
    /// Which.
    pub rank: Rank,
    /// Whether it is given.
    pub is_given: bool,
    /// The line of the log.
    pub entry: &'a LogEntry,
}

impl Store {
    /// Gives or takes a rank. Who has the other rank loses it. One trip where somebody without a rank gets one; else the
    /// first brings what is to be known, and a second one writes.
    ///
    /// # Errors
    /// The tables away.
    pub async fn change_rank(&self, change: &RankChange<'_>) -> Result<Ranked> {
        let now = change.entry.at;
        // As it is expected: who is to get a rank has none, who is to lose it has it.
        let mut known = Chatter { role: Some(change.rank).filter(|_| !change.is_given), ..Chatter::default() };
        for _ in 0..RACES {
            let mut writes = rank_writes(change, &known)?;
            writes.push(Write::check(Profile::key(change.user)).when_present().in_table(&self.table));
            let user = writes.len() - 1;
            let Transacted::Refused(mut refusals) = self.chat.transact(writes).await? else {
                return Ok(Ranked::Done);
            };
            if refusals.get(user).is_some_and(Option::is_some) {
                return Ok(Ranked::NoUser);
            }
            let Some(refusal) = refusals.first_mut().and_then(Option::take) else { return Ok(Ranked::LimitReached) };
            known = item::read_optional(refusal.0)?.unwrap_or_default();
            if change.is_given == (known.role == Some(change.rank)) {
                return Ok(Ranked::Already);
            }
            if change.is_given && known.barred(now).is_some() {
                return Ok(Ranked::Banned);
            }
        }
        Err(Error::unavailable("dynamodb", "a chatter moved through all attempts"))
    }

    /// Those with a rank, in the order of their ids, after the place `after`. One trip.
    ///
    /// # Errors
    /// The table away.
    pub async fn ranked(&self, host: &UserId, rank: Rank, after: Option<&str>, limit: u32) -> Result<Slice<RankItem>> {
        let partition = RankItem::partition(host, rank);
        self.chat.slice(&Range { index: None, partition: &partition, after, newest_first: false, limit }).await
    }
}

/// The chatter's own write first, then the number of those with a rank, then the lists and the log.
fn rank_writes(change: &RankChange<'_>, known: &Chatter) -> Result<Vec<Write>> {
    let RankChange { host, user, rank, is_given, entry } = *change;
    let now = entry.at;
    let mut chatter = on_role(Write::update(Chatter::key(host, user.as_str())), known.role)?;
    chatter = if is_given {
        chatter.set("role", rank)?.remove(EXPIRES_AT).when(NOT_BARRED).bind(":time", now)?
    } else {
        // A block leaves the rank, and keeps the chatter.
        let is_kept = known.ban.is_some() || known.blocked_at.is_some();
        let kept_until = (!is_kept).then_some(now.as_secs() + KEPT_SECS);
        on_block(on_ban(chatter.remove("role"), known.ban.as_ref())?, known).set(EXPIRES_AT, kept_until)?
    };
    let mut count = Write::update(RankCount::key(host)).add(RankCount::attribute(rank), if is_given { 1 } else { -1 });
    if is_given {
        let attribute = RankCount::attribute(rank);
        count = count
            .when(&format!("attribute_not_exists(#{attribute}) OR #{attribute} < :most"))
            .bind(":most", Rank::MOST)?;
    }
    let item = RankItem { user_id: user.clone(), role: rank, created_at: now };
    let list = if is_given {
        Write::put(RankItem::key(host, rank, user), &item, &[])?
    } else {
        Write::delete(RankItem::key(host, rank, user))
    };
    let mut writes = vec![chatter];
    match known.role.filter(|held| is_given && *held != rank) {
        Some(held) => {
            writes.push(count.add(RankCount::attribute(held), -1));
            writes.push(Write::delete(RankItem::key(host, held, user)));
        }
        None => writes.push(count),
    }
    writes.extend([list, LogItem::write(host, entry)?]);
    Ok(writes)
}

/// What goes with the end of a rank, beside the chatter's own write.
pub(super) fn rank_lost(host: &UserId, user: &UserId, rank: Rank) -> [Write; 2] {
    [
        Write::delete(RankItem::key(host, rank, user)),
        Write::update(RankCount::key(host)).add(RankCount::attribute(rank), -1),
    ]
}
