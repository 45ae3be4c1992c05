//! Viewers of a broadcast over time: what both forms of the answer are made of.

use domain::audience::{Chart, MAX_POINTS, RESOLUTIONS};
use store::Consistency;
use web::{App, Error, Failed, Fields, PageQuery, Result};

use crate::channel::{Channel, NoBroadcast};

/// How long a point is to be, in seconds; `None`: as few points as there may be.
///
/// # Errors
/// Another one than there are.
pub fn resolution(query: &PageQuery) -> Result<Option<i64>> {
    let mut fields = Fields::default();
    let wanted = match query.get("resolution") {
        None | Some("auto") => None,
        Some(text) => {
            let known = web::whole_text(text).map(i64::from).filter(|secs| RESOLUTIONS.contains(secs));
            if known.is_none() {
                fields.error("resolution", "must be one of auto, 15, 60, 600");
            }
            known
        }
    };
    fields.finish()?;
    Ok(wanted)
}

/// The chart of a broadcast until now or until its end. One trip for some seven days, one more for each further seven.
///
/// # Errors
/// `Broadcast not found`; a resolution of which it would have more points than there may be.
pub async fn chart(
    app: &App,
    channel: &Channel,
    broadcast_id: String,
    resolution: Option<i64>,
) -> std::result::Result<Chart, Failed<NoBroadcast>> {
    let broadcast_id = &channel.named(app.clock.now(), broadcast_id)?;
    let broadcast = app.store.broadcast(&channel.id, broadcast_id, Consistency::Eventual);
    let course = app.store.course(&channel.id, broadcast_id, Consistency::Eventual, false);
    let (broadcast, course) = tokio::try_join!(broadcast, course)?;
    let broadcast = broadcast.ok_or(NoBroadcast::NotFound)?;
    let now = app.clock.now();
    let running = || channel.open(now).filter(|open| open.id == broadcast.id).map_or(now, |open| open.until);
    let (from, until) = (broadcast.started_at, broadcast.ended_at.unwrap_or_else(running));
    let resolution = resolution.unwrap_or_else(|| Chart::resolution(from, until));
    if !Chart::fits(resolution, from, until) {
        let error = format!("gives more than {MAX_POINTS} points of this broadcast; auto does not");
        return Err(Error::invalid("resolution", error).into());
    }
    Ok(Chart::of(&course, resolution, from, until))
}
