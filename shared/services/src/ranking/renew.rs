//! When a new ranking is to take the place of an old one: asked for by a reader, or as the net below, by what stands
//! on the ranking's lease (docs/adr/0004-ranking.md).

use domain::Time;
use store::{RANKING_AGE_SECS, RankingLease};

/// What was asked for so many seconds ago is passed over: a stream that is read from its beginning has thousands.
const LATE_SECS: i64 = 60;
/// As long as somebody asked so lately, the ranking is kept new, in seconds.
const WATCHED_SECS: i64 = 10 * 60;
/// A ranking that is kept new is built where the newest is older than this, in seconds. A minute apart it leaves none
/// older than a minute and a half, which readers still serve.
const KEPT_NEW_SECS: i64 = 30;

const _: () = assert!(RANKING_AGE_SECS < KEPT_NEW_SECS, "what readers ask for in time is not built twice");

/// Whether a ranking was asked for, not long ago, and none was made since.
pub(super) fn is_asked_for(lease: RankingLease, now: Time) -> bool {
    let Some(asked_at) = lease.asked_at else { return false };
    lease.epoch.is_none_or(|epoch| epoch < asked_at) && now < asked_at.plus_secs(LATE_SECS)
}

/// Whether readers asked for one lately, and none came, or nobody looked for a moment.
pub(super) fn is_let_go(lease: RankingLease, now: Time) -> bool {
    let is_watched = lease.asked_at.is_some_and(|asked_at| now < asked_at.plus_secs(WATCHED_SECS));
    is_watched && lease.epoch.is_none_or(|epoch| epoch.plus_secs(KEPT_NEW_SECS) <= now)
}
