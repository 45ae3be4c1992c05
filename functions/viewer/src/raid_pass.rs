//! A token that is asked for with the id of a raid.

use std::future::Future;
use std::pin::Pin;

use domain::{Raid, Time, UserId};
use store::Window;
use web::{App, Body, Result};

/// Counters of one raid's guests: 100,000 ask within 90 s, more than a key takes.
const SHARDS: u32 = 8;
/// So many guests of a raid at least ask beside the limit of their address.
const LEAST: u32 = 500;
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
/// guests are one address, and would be refused exactly when there are many. It is theirs once each: a guest has no
/// identity before this token, so a raid has as many of these as twice its viewers, and a few for a small one.
pub(crate) fn spares<'a>(app: &'a App, body: &'a [u8]) -> Pin<Box<dyn Future<Output = Result<bool>> + Send + 'a>> {
    Box::pin(async move {
        let Ok(body) = Body::parse(body) else { return Ok(false) };
        let text = |field: &str| body.given(field).and_then(|value| value.as_str()).map(str::trim);
        let (Some(raid_id), Some(host)) = (text("raidId"), text("hostId")) else { return Ok(false) };
        let Ok(host) = UserId::named(host) else { return Ok(false) };
        let Some(raid) = raid_to(app, raid_id, &host).await? else { return Ok(false) };
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
    })
}

fn window_start(raid: &Raid) -> Time {
    raid.told_until().plus_secs(-i64::from(WINDOW_SECS))
}
