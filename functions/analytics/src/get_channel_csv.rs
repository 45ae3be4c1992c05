//! GET /api/analytics/channel.csv: a channel day by day as a file.

use axum::extract::State;
use web::{Answer, App, PageQuery};

use crate::channel::{Channel, NoChannel};
use crate::csv::{Cell, Csv};
use crate::{dates, day_figures};

const COLUMNS: [&str; 9] = [
    "date",
    "broadcasts",
    "liveSeconds",
    "watchSeconds",
    "peakViewers",
    "uniqueViewers",
    "guestSessions",
    "followersGained",
    "chatMessages",
];

/// The days of `get_channel`, as a file for a spreadsheet. Two trips.
///
/// # Errors
/// As `get_channel`.
#[utoipa::path(
    get, path = "/api/analytics/channel.csv",
    params(
        ("from" = Option<String>, Query, description = "first date, in UTC; unless given, of the 30 days up to `to`"),
        ("to" = Option<String>, Query, description = "last date, in UTC; today unless given"),
        ("userId" = Option<String>, Query, description = "of an administrator: whose; of others not looked at")
    ),
    responses((status = 200, description = "A row a day, as `days` of `get_channel`", body = String, content_type = "text/csv"))
)]
pub async fn handle(State(app): State<App>, channel: Channel, query: PageQuery) -> Answer<Csv, NoChannel> {
    let (first, last) = dates::read(&query, app.clock.now())?;
    let mut csv = Csv::new(format!("channel-{first}-{last}.csv"), &COLUMNS);
    for day in day_figures::of(&app, &channel, (first, last)).await?.days {
        let figures = day.figures;
        csv.row([
            Cell::text(&day.date),
            Cell::count(figures.broadcasts),
            Cell::count(figures.live_seconds),
            Cell::count(figures.watch_seconds),
            Cell::count(figures.peak_viewers),
            Cell::count(figures.unique_viewers),
            Cell::count(figures.guest_sessions),
            Cell::Number(figures.followers_gained),
            Cell::count(figures.chat_messages),
        ]);
    }
    Ok(csv)
}
