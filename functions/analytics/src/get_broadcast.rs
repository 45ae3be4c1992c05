//! GET /api/analytics/broadcasts/:broadcastId: figures of one broadcast.

use axum::extract::{Path, State};
use store::Consistency;
use web::{Answer, App, Success};

use crate::channel::{Channel, NoBroadcast};
use crate::figures::{BroadcastFigures, computed, ended};

/// A broadcast with its figures; of one that runs those until now. Two trips; three in the seconds after an end, until
/// its figures are stored.
///
/// # Errors
/// `Creator not found`; `Broadcast not found` where it is not the channel's.
#[utoipa::path(
    get, path = "/api/analytics/broadcasts/{broadcastId}",
    params(
        ("broadcastId" = String, Path, description = "the broadcast; `latest`: the one that is open, or was last"),
        ("userId" = Option<String>, Query, description = "of an administrator: whose; of others not looked at")
    ),
    responses((status = 200, body = Success<BroadcastFigures>))
)]
pub async fn handle(
    State(app): State<App>,
    channel: Channel,
    Path(broadcast_id): Path<String>,
) -> Answer<Success<BroadcastFigures>, NoBroadcast> {
    let broadcast_id = channel.named(app.clock.now(), broadcast_id)?;
    let now = app.clock.now();
    let open = channel.open(now).filter(|open| open.id == broadcast_id);
    let running = async {
        match &open {
            Some(open) => computed(&app, &channel.id, open.id).await.map(Some),
            None => Ok(None),
        }
    };
    let broadcast = async { Ok(app.store.broadcast(&channel.id, &broadcast_id, Consistency::Eventual).await?) };
    let (running, broadcast) = tokio::try_join!(running, broadcast)?;
    let broadcast = broadcast.ok_or(NoBroadcast::NotFound)?;
    let until = broadcast.ended_at.or(open.as_ref().map(|open| open.until)).unwrap_or(now);
    let summary = match (broadcast.summary, running) {
        (Some(summary), _) => summary,
        (None, Some(running)) => running.summary(&broadcast, until),
        // Just over: `project` is about to store them.
        (None, None) => computed(&app, &channel.id, &broadcast_id).await?.summary(&broadcast, until),
    };
    Ok(Success::ok(BroadcastFigures::of(ended(broadcast, open.as_ref()), &summary, &channel)))
}
