//! Who joins with a token that is older than the rules of the room: it gives what they may no longer do, and lets in
//! who is blocked since. LiveKit takes a token's word for the whole connection.

use domain::{Audience, Time, UserId};
use livekit::TOKEN_TTL;
use runtime::Result;
use store::{Call, OutboxEntry};
use web::App;

/// Longer than a token lives by so much, in seconds: for clocks that differ, and what is on its way.
const SLACK_SECS: i64 = 60;

/// Leaves it to an outbox entry to set right what a joining participant may do, where their token says otherwise than
/// the rules, which changed last at `changed_at`. Only while a token of before that can be alive is anything looked at: one trip then, one more
/// for a ban where they may write, and one more where something is wrong.
///
/// # Errors
/// The table away: LiveKit tells again.
pub async fn see_to(
    app: &App,
    changed_at: Option<Time>,
    room: &UserId,
    identity: &str,
    can_publish_data: bool,
) -> Result<()> {
    let now = app.clock.now();
    if !changed_at.is_some_and(|changed_at| may_be_older(changed_at, now)) {
        return Ok(());
    }
    let user_id = UserId::parse(identity).ok();
    let watched = app.store.watched(room, user_id.as_ref()).await?;
    let Some(stream) = watched.stream else { return Ok(()) };
    let audience = Audience::of(room, identity, |_| watched.is_following);
    let mut may_write = stream.rules(app.livekit.is_direct_chat_allowed()).may_write_directly(audience);
    if may_write && can_publish_data && !watched.is_blocked {
        may_write = app.store.banned_among(room, &[identity.to_owned()], now).await?.is_empty();
    }
    if !watched.is_blocked && may_write == can_publish_data {
        return Ok(());
    }
    let call = Call::Permit { room: room.clone(), identity: identity.to_owned() };
    app.store.put_entry(&OutboxEntry::new(call, now, &app.random)).await?;
    tracing::info!(event = "older_token", user_id = %room, identity, is_blocked = watched.is_blocked, outcome = "pending");
    Ok(())
}

/// Whether a token of before `changed_at` can be alive.
fn may_be_older(changed_at: Time, now: Time) -> bool {
    let lives = i64::try_from(TOKEN_TTL.as_secs()).unwrap_or(i64::MAX);
    now < changed_at.plus_secs(lives.saturating_add(SLACK_SECS))
}
