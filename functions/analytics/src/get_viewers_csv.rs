//! GET /api/analytics/broadcasts/:broadcastId/viewers.csv: viewers over time as a file.

use axum::extract::{Path, State};
use web::{Answer, App, PageQuery};

use crate::channel::{Channel, NoBroadcast};
use crate::csv::{Cell, Csv};
use crate::viewers::{chart, resolution};

/// The same as `get_viewers`, as a file for a spreadsheet. Two trips.
///
/// # Errors
/// As `get_viewers`.
#[utoipa::path(
    get, path = "/api/analytics/broadcasts/{broadcastId}/viewers.csv",
    params(
        ("broadcastId" = String, Path, description = "the broadcast; `latest`: the one that is open, or was last"),
        ("resolution" = Option<String>, Query, description = "auto (unless given), 15, 60 or 600 seconds"),
        ("userId" = Option<String>, Query, description = "of an administrator: whose; of others not looked at")
    ),
    responses((status = 200, description = "A row a point: at, viewers, max", body = String, content_type = "text/csv"))
)]
pub async fn handle(
    State(app): State<App>,
    channel: Channel,
    Path(broadcast_id): Path<String>,
    query: PageQuery,
) -> Answer<Csv, NoBroadcast> {
    let resolution = resolution(&query)?;
    let chart = chart(&app, &channel, broadcast_id, resolution).await?;
    let of = chart.points.first().map(|point| format!("-{}", domain::audience::Day::of(point.at)));
    let mut csv = Csv::new(format!("viewers{}.csv", of.unwrap_or_default()), &["at", "viewers", "max"]);
    for point in &chart.points {
        csv.row([Cell::text(&point.at), Cell::count(point.viewers), Cell::count(point.max)]);
    }
    Ok(csv)
}
