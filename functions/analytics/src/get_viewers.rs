//! GET /api/analytics/broadcasts/:broadcastId/viewers: viewers over time.

use axum::extract::{Path, State};
use domain::Time;
use domain::audience::{Chart, Point};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, PageQuery, Success};

use crate::channel::{Channel, NoBroadcast};
use crate::viewers::{chart, resolution};

/// Viewers over time.
#[derive(Serialize, ToSchema)]
pub struct ViewersOverTime {
    /// Seconds that a point stands for.
    resolution: i64,
    /// At most 300, without gaps; none where the samples are gone, after 90 days.
    points: Vec<ViewersAt>,
}

/// A stretch of time.
#[derive(Serialize, ToSchema)]
pub struct ViewersAt {
    /// When it begins.
    #[schema(value_type = web::schema::Time)]
    at: Time,
    /// Viewers on average, rounded.
    viewers: u32,
    /// Most viewers at once.
    max: u32,
}

impl From<Chart> for ViewersOverTime {
    fn from(Chart { resolution, points }: Chart) -> Self {
        let point = |Point { at, viewers, max }| ViewersAt { at, viewers, max };
        Self { resolution, points: points.into_iter().map(point).collect() }
    }
}

/// Viewers of a broadcast over time, of one that runs until now. Two trips; one more for each seven days beyond seven.
///
/// # Errors
/// `Creator not found`; `Broadcast not found`; a `resolution` that is none, or gives more than 300 points.
#[utoipa::path(
    get, path = "/api/analytics/broadcasts/{broadcastId}/viewers",
    params(
        ("broadcastId" = String, Path, description = "the broadcast; `latest`: the one that is open, or was last"),
        ("resolution" = Option<String>, Query, description = "auto (unless given), 15, 60 or 600 seconds"),
        ("userId" = Option<String>, Query, description = "of an administrator: whose; of others not looked at")
    ),
    responses((status = 200, body = Success<ViewersOverTime>))
)]
pub async fn handle(
    State(app): State<App>,
    channel: Channel,
    Path(broadcast_id): Path<String>,
    query: PageQuery,
) -> Answer<Success<ViewersOverTime>, NoBroadcast> {
    let resolution = resolution(&query)?;
    Ok(Success::ok(chart(&app, &channel, broadcast_id, resolution).await?.into()))
}
