//! A raid goes now: the one transaction that ends it checks all that it hangs on, so that nothing of that is read before.

use domain::{NoRaid, Raid, RaidSettings, RaidsFrom, Stream, Time, User, UserId};
use runtime::{Error, Result};
use table::{Refusal, Transacted, Write, item};

use super::change::{FLOWS, THIS_ONE, gone};
use super::places::{RAID, RAIDERS};
use crate::Store;
use crate::accounts::Profile;
use crate::social::{BlockItem, Edge};
use crate::streams::StreamItem;

/// Attempts at a raid whose target says meanwhile whom they let in: each is another change by one person.
const RACES: usize = 4;

/// How the sending of a raid ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RaidSent {
    /// It went.
    Done,
    /// It may not go, and counts down all the same.
    No(NoRaid),
    /// It was decided, or there is none of this id.
    NoRaid,
}

impl Store {
    /// Notes that a raid goes, as [`Store::decide_raid`] does, if it may as all stands now: the one of the creator of
    /// `raider`, whom so many follow. One trip; another one where the target has said since its start whom they let in.
    ///
    /// # Errors
    /// The table away.
    pub async fn send_raid(&self, raider: &Stream, raid: &Raid, followers: u64, now: Time) -> Result<RaidSent> {
        let (id, target) = (&raider.user_id, &raid.target.id);
        let mut from = raid.raids_from;
        for _ in 0..RACES {
            let streams = [
                Write::update(StreamItem::key(id))
                    .set(RAID, raid)?
                    .when(THIS_ONE)
                    .bind(":raidId", &raid.id)?
                    .when(FLOWS),
                Write::update(StreamItem::key(target)).drop_member(RAIDERS, id.as_str()).when(FLOWS),
            ];
            let mut writes = self.end(id, streams, now)?;
            writes.extend(gone(raider, raid, now)?);
            let settings = writes.len();
            writes.push(lets_in(target, from, followers)?);
            writes.extend(
                [(id, target), (target, id)].map(|(by, whom)| Write::check(BlockItem::key(by, whom)).when_absent()),
            );
            if from == RaidsFrom::Followed {
                writes.push(Write::check(Edge::key(target, id)).when_present());
            }
            let Transacted::Refused(mut refusals) = self.table.transact(writes).await? else {
                return Ok(RaidSent::Done);
            };
            let between = refusals.split_off(settings + 1);
            if let Some(Some(Refusal(found))) = refusals.pop() {
                let user: Option<User> = item::read_optional(found)?;
                let RaidSettings { raids_from, .. } = user.map(|user| user.channel.raids).unwrap_or_default();
                if raids_from != from && raids_from != RaidsFrom::Nobody {
                    from = raids_from;
                    continue;
                }
                return Ok(RaidSent::No(NoRaid::NotAllowed));
            }
            return why_not(raid, refusals, &between);
        }
        Err(Error::unavailable("dynamodb", "whom a creator lets in changed through all attempts to send a raid"))
    }
}

/// That the target lets in those of `from`, and a raider whom so many follow.
fn lets_in(target: &UserId, from: RaidsFrom, followers: u64) -> Result<Write> {
    let everyone = if from == RaidsFrom::Everyone { "attribute_not_exists(#raidsFrom) OR " } else { "" };
    Write::check(Profile::key(target))
        .when_present()
        .when(&format!("{everyone}#raidsFrom = :from"))
        .bind(":from", from)?
        .when("attribute_not_exists(#minFollowers) OR #minFollowers <= :followers")
        .bind(":followers", followers)
}

/// Why a raid did not go, by what was refused at its places and between the two.
fn why_not(raid: &Raid, refusals: Vec<Option<Refusal>>, between: &[Option<Refusal>]) -> Result<RaidSent> {
    let mut refusals = refusals.into_iter();
    let (own, target) = (refusals.next().flatten(), refusals.next().flatten());
    let is_between = between.iter().any(Option::is_some);
    if let Some(Refusal(found)) = own {
        let stream: Option<Stream> = item::read_optional(found)?;
        let is_there = |stream: Stream| stream.raid.is_some_and(|it| it.id == raid.id && !it.is_decided);
        if !stream.is_some_and(is_there) {
            return Ok(RaidSent::NoRaid);
        }
        return Ok(RaidSent::No(if is_between { NoRaid::NotAllowed } else { NoRaid::NotLive }));
    }
    Ok(match (is_between, target.is_some()) {
        (true, _) => RaidSent::No(NoRaid::NotAllowed),
        (false, true) => RaidSent::No(NoRaid::TargetNotLive),
        // Not even its broadcast is in the way: something of its own is.
        (false, false) => RaidSent::NoRaid,
    })
}
