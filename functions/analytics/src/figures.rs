//! Figures of a broadcast, as they are told.

use domain::audience::{RaidOut, Summary};
use domain::{Broadcast, Time, UserId};
use serde::Serialize;
use store::Consistency;
use utoipa::ToSchema;
use web::{App, Result};

use crate::channel::{Channel, Open};

/// Figures of a broadcast; of one that runs, as far as it has come.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BroadcastFigures {
    /// Opaque.
    id: String,
    /// The stream's title, of a broadcast that is over that at its end.
    title: Option<String>,
    #[schema(value_type = web::schema::Time)]
    started_at: Time,
    /// Null while it is open.
    #[schema(value_type = Option<web::schema::Time>)]
    ended_at: Option<Time>,
    /// How long it has run, gaps of its media included.
    live_seconds: u64,
    /// Most viewers at once, as counted.
    peak_viewers: u32,
    /// Watch time by the time that it ran, to a tenth.
    average_viewers: f64,
    /// The integral of the viewer count: an hour of ten viewers is ten hours.
    watch_seconds: u64,
    /// Different signed-in users. Exact to 60 present at once, of who stayed for a count (15 s); beyond that within 2 %, of who
    /// was there at a look, of which there is one a minute.
    unique_viewers: u64,
    /// Sessions of guests, who have another identity with each token; as exact as the users.
    guest_sessions: u64,
    /// Followers at its end less those at its start.
    followers_gained: i64,
    /// Messages of its chat.
    chat_messages: u64,
    /// Viewers who came by raids.
    raids_in: u64,
    /// Where its viewers were sent; null: nowhere.
    raid_out: Option<RaidOutAnswer>,
}

/// Where a broadcast's viewers were sent.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RaidOutAnswer {
    /// To whom.
    #[schema(value_type = web::schema::UserId)]
    target_id: UserId,
    /// How many watched when it went.
    viewers: u32,
    /// When it went; null of one from before that was noted.
    #[schema(value_type = Option<web::schema::Time>)]
    goes_at: Option<Time>,
}

impl From<RaidOut> for RaidOutAnswer {
    fn from(RaidOut { target_id, viewers, goes_at }: RaidOut) -> Self {
        Self { target_id, viewers, goes_at }
    }
}

impl BroadcastFigures {
    /// A broadcast with its figures.
    pub fn of(broadcast: Broadcast, summary: &Summary, channel: &Channel) -> Self {
        Self {
            title: broadcast.title.or_else(|| channel.title().map(str::to_owned)),
            id: broadcast.id,
            started_at: broadcast.started_at,
            ended_at: broadcast.ended_at,
            live_seconds: summary.live_seconds(),
            peak_viewers: summary.peak_viewers,
            average_viewers: summary.average_viewers(),
            watch_seconds: summary.watch_seconds(),
            unique_viewers: summary.unique_viewers,
            guest_sessions: summary.guest_sessions,
            followers_gained: summary.followers_gained,
            chat_messages: broadcast.chat_messages,
            raids_in: broadcast.raids_in,
            raid_out: broadcast.raid_out.map(Into::into),
        }
    }
}

/// Figures that are not stored yet, of a broadcast that began and ran until so and so. One trip.
///
/// # Errors
/// The table away.
pub async fn computed(app: &App, creator: &UserId, id: &str) -> Result<Computed> {
    let course = app.store.course(creator, id, Consistency::Eventual, true);
    let (course, followers) = tokio::try_join!(course, app.store.follower_total(creator))?;
    Ok(Computed { course, followers })
}

/// What figures are computed of.
pub struct Computed {
    course: domain::audience::Course,
    followers: u64,
}

impl Computed {
    /// The figures of a broadcast that ran until `until`. Where nothing was kept: those that its item has.
    pub fn summary(&self, broadcast: &Broadcast, until: Time) -> Summary {
        let summary = self.course.summary(broadcast.started_at, until, Some(self.followers));
        Summary { peak_viewers: summary.peak_viewers.max(broadcast.peak_viewers), ..summary }
    }
}

/// A broadcast that is over by the times is told so, closed or not.
pub fn ended(mut broadcast: Broadcast, open: Option<&Open<'_>>) -> Broadcast {
    if let Some(open) = open.filter(|open| open.id == broadcast.id && open.is_over) {
        broadcast.ended_at = broadcast.ended_at.or(Some(open.until));
    }
    broadcast
}

/// What is known of a broadcast that has no figures yet, without a further look.
pub fn bare(broadcast: &Broadcast) -> Summary {
    let until = broadcast.ended_at.unwrap_or(broadcast.started_at);
    let live_millis = u64::try_from(until.millis_since(broadcast.started_at)).unwrap_or_default();
    Summary { live_millis, peak_viewers: broadcast.peak_viewers, ..Summary::default() }
}
