//! GET /api/analytics/channel: a channel day by day.

use axum::extract::State;
use web::{Answer, App, PageQuery, Success};

use crate::channel::{Channel, NoChannel};
use crate::dates;
use crate::day_figures::{self, ChannelFigures};

/// Figures of a channel day by day, in UTC, and of all the days together. Two trips.
///
/// # Errors
/// `Creator not found`; `from` or `to` that is no date, the wrong way round, or more than 366 days.
#[utoipa::path(
    get, path = "/api/analytics/channel",
    params(
        ("from" = Option<String>, Query, description = "first date, in UTC; unless given, of the 30 days up to `to`"),
        ("to" = Option<String>, Query, description = "last date, in UTC; today unless given"),
        ("userId" = Option<String>, Query, description = "of an administrator: whose; of others not looked at")
    ),
    responses((status = 200, body = Success<ChannelFigures>))
)]
pub async fn handle(
    State(app): State<App>,
    channel: Channel,
    query: PageQuery,
) -> Answer<Success<ChannelFigures>, NoChannel> {
    let days = dates::read(&query, app.clock.now())?;
    Ok(Success::ok(day_figures::of(&app, &channel, days).await?))
}
