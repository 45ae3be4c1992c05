//! Figures of a channel's days: what both forms of the answer are made of.

use domain::audience::{Day, DayFigures};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, Result};

use crate::channel::Channel;

/// A channel day by day. Broadcasts that are open count once they are over.
#[derive(Serialize, ToSchema)]
pub struct ChannelFigures {
    /// Of all the days together; who watched on several counts once.
    totals: PeriodFigures,
    /// Every day, those without a broadcast too.
    pub days: Vec<OneDay>,
}

/// Figures of a day.
#[derive(Serialize, ToSchema)]
pub struct OneDay {
    /// In UTC.
    #[schema(value_type = String, format = Date, examples("2026-11-29"))]
    pub date: Day,
    /// The figures.
    #[serde(flatten)]
    pub figures: PeriodFigures,
}

/// Figures of a while.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodFigures {
    /// Broadcasts that began.
    pub broadcasts: u32,
    /// How long was live.
    pub live_seconds: u64,
    /// The integral of the viewer count.
    pub watch_seconds: u64,
    /// Most viewers at once.
    pub peak_viewers: u32,
    /// Different signed-in users, as exact as those of a broadcast.
    pub unique_viewers: u64,
    /// Sessions of guests.
    pub guest_sessions: u64,
    /// Followers gained while live, less those lost.
    pub followers_gained: i64,
    /// Chat messages of the broadcasts that began.
    pub chat_messages: u64,
}

impl From<DayFigures> for PeriodFigures {
    fn from(figures: DayFigures) -> Self {
        Self {
            broadcasts: figures.broadcasts,
            live_seconds: figures.live_millis / 1_000,
            watch_seconds: figures.watch_millis / 1_000,
            peak_viewers: figures.peak_viewers,
            unique_viewers: figures.unique_viewers,
            guest_sessions: figures.guest_sessions,
            followers_gained: figures.followers_gained,
            chat_messages: figures.chat_messages,
        }
    }
}

/// The figures of a channel from `first` to `last`. One trip.
///
/// # Errors
/// The table away.
pub async fn of(app: &App, channel: &Channel, (first, last): (Day, Day)) -> Result<ChannelFigures> {
    let found = app.store.days(&channel.id, first, last).await?;
    let (users, guests) = (found.watchers.users.count(), found.watchers.guests.count());
    let totals = found.days.iter().fold(DayFigures::default(), |sum, (_, day)| sum.and(*day, users, guests));
    let mut known = found.days.into_iter().peekable();
    let days = first.to(last).map(|date| {
        let figures = known.next_if(|(day, _)| *day == date).map(|(_, figures)| figures).unwrap_or_default();
        OneDay { date, figures: figures.into() }
    });
    Ok(ChannelFigures { days: days.collect(), totals: totals.into() })
}
