//! GET /api/analytics/broadcasts: a channel's broadcasts with their figures, newest first.

use axum::extract::State;
use domain::Broadcast;
use web::{Answer, App, CursorKind, Page, PageParams, PageQuery};

use crate::channel::{Channel, NoChannel};
use crate::figures::{BroadcastFigures, bare, computed, ended};

/// Broadcasts with their figures, newest first; the figures of one that runs are those until now. Two trips; three in the
/// seconds after an end, until its figures are stored.
///
/// # Errors
/// `Creator not found`; a `limit` that breaks its rule; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/analytics/broadcasts",
    params(
        ("userId" = Option<String>, Query, description = "of an administrator: whose; of others not looked at"),
        PageParams,
    ),
    responses((status = 200, body = Page<BroadcastFigures>))
)]
pub async fn handle(
    State(app): State<App>,
    channel: Channel,
    query: PageQuery,
) -> Answer<Page<BroadcastFigures>, NoChannel> {
    let wanted = query.wanted()?;
    let kind = CursorKind { operation: "list_broadcasts", scope: channel.id.as_str() };
    let after: Option<String> = wanted.place(&app, kind).await?;
    let now = app.clock.now();
    let open = channel.open(now);
    // It is on the first page.
    let running = async {
        match open.as_ref().filter(|_| after.is_none()) {
            Some(open) => computed(&app, &channel.id, open.id).await.map(Some),
            None => Ok(None),
        }
    };
    let broadcasts = async { Ok(app.store.broadcasts(&channel.id, after.as_deref(), wanted.limit).await?) };
    let (running, slice) = tokio::try_join!(running, broadcasts)?;
    let is_open = |broadcast: &Broadcast| open.as_ref().is_some_and(|open| open.id == broadcast.id);
    let mut listed = vec![];
    for (place, broadcast) in slice.items.into_iter().enumerate() {
        let summary = match (broadcast.summary, &running, &open, broadcast.ended_at) {
            (Some(summary), ..) => summary,
            (None, Some(running), Some(open), _) if is_open(&broadcast) => running.summary(&broadcast, open.until),
            // Just over: `project` is about to store them.
            (None, _, _, Some(ended_at)) if place == 0 && after.is_none() => {
                computed(&app, &channel.id, &broadcast.id).await?.summary(&broadcast, ended_at)
            }
            _ => bare(&broadcast),
        };
        listed.push(BroadcastFigures::of(ended(broadcast, open.as_ref()), &summary, &channel));
    }
    Ok(wanted.page(&app, kind, listed, slice.next).await?)
}
