//! A token that is asked for with the id of a raid.

use std::future::Future;
use std::pin::Pin;

use domain::{Raid, Time, UserId};
use store::Window;
use web::{App, Body, ChatClaims, Result};

/// Counters of one raid's guests who bring no chat token: 100,000 ask within 90 s, more than a key takes.
const SHARDS: u32 = 8;
/// So many of them at least ask beside the limit of their address.
const LEAST: u32 = 500;
/// A guest's own place is remembered for so long after the raid was started, in seconds: it is told for no longer.
const OWN_SECS: u32 = 690;
/// Windows are told apart by their raids; this one ends with the raid, in seconds.
const WINDOW_SECS: u32 = 600;

/// The raid of this id, if it leads to `host` now. One trip.
///
/// # Errors
/// The table away.
pub(crate) async fn raid_to(app: &App, raid_id: &str, host: &UserId) -> runtime::Result<Option<Raid>> {
    let Some(raider) = Raid::raider(raid_id) else { return Ok(None) };
    let raid = app.store.stream(&raider).await?.and_then(|stream| stream.raid);
    let now = app.clock.now();
    Ok(raid.filter(|raid| raid.id == raid_id && raid.target.id == *host && raid.is_told(now)))
}

/// Whether a guest's request for a token does not count against their address: behind a CDN, or a mobile network, a raid's
/// guests are one address, and would be refused exactly when there are many. Whoever brings the chat token of the room that
/// they leave is told apart from all others, and has one request a raid that nobody can take from them: one trip. Those who
/// bring none share as many as twice the raid's viewers, and a few more of a small one: two trips.
pub(crate) fn spares<'a>(app: &'a App, body: &'a [u8]) -> Pin<Box<dyn Future<Output = Result<bool>> + Send + 'a>> {
    Box::pin(async move {
        let Ok(body) = Body::parse(body) else { return Ok(false) };
        let text = |field: &str| body.given(field).and_then(|value| value.as_str()).map(str::trim);
        let (Some(raid_id), Some(host)) = (text("raidId"), text("hostId")) else { return Ok(false) };
        let (Ok(host), Some(raider)) = (UserId::named(host), Raid::raider(raid_id)) else { return Ok(false) };
        let Some(started_at) = Raid::started_at(raid_id) else { return Ok(false) };
        let guest = match text("chatToken") {
            Some(token) => ChatClaims::of_earlier(&app.secrets, &raider, token, app.clock.now()).await?,
            None => None,
        };
        let Some(guest) = guest else { return is_spared_among_others(app, raid_id, &host).await };
        let caller = format!("raid:{raid_id}:{}", guest.identity);
        let own = Window { caller: &caller, policy: "raid_token", started_at, secs: OWN_SECS, calls: 1 };
        let (raid, place) = tokio::try_join!(raid_to(app, raid_id, &host), app.store.count_call(own))?;
        Ok(raid.is_some() && place.is_some())
    })
}

async fn is_spared_among_others(app: &App, raid_id: &str, host: &UserId) -> Result<bool> {
    let Some(raid) = raid_to(app, raid_id, host).await? else { return Ok(false) };
    let shard = app.random.up_to(u64::from(SHARDS));
    let caller = format!("raid:{}:{shard}", raid.id);
    let window = Window {
        caller: &caller,
        policy: "raid_token",
        started_at: window_start(&raid),
        secs: WINDOW_SECS,
        calls: raid.viewers.saturating_mul(2).max(LEAST) / SHARDS,
    };
    Ok(app.store.count_call(window).await?.is_some())
}

fn window_start(raid: &Raid) -> Time {
    raid.told_until().plus_secs(-i64::from(WINDOW_SECS))
}
