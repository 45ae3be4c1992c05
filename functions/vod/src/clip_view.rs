//! A clip as answers have it.

use std::time::Duration;

use domain::clip::{Clip, ClipKind, ClipState};
use domain::recording::Visibility;
use domain::{Time, User};
use serde::Serialize;
use store::{ClipRow, ClipSeen};
use utoipa::ToSchema;
use web::{App, UserCard};

/// A piece of a recording that is kept apart from it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clip)]
#[serde(rename_all = "camelCase")]
pub struct ClipView {
    id: String,
    #[schema(value_type = web::schema::ClipKind)]
    kind: ClipKind,
    /// READY or FAILED within two minutes.
    #[schema(value_type = web::schema::ClipState)]
    state: ClipState,
    /// Why it failed.
    reason: Option<String>,
    title: String,
    /// Its video, which may be gone.
    vod_id: String,
    /// Seconds from the beginning of that; about so many until it is READY.
    offset: f64,
    /// Seconds.
    duration: f64,
    /// Address of a picture.
    thumbnail: Option<String>,
    /// Who may see it: nobody sees more of a clip than of its video.
    #[schema(value_type = web::schema::Visibility)]
    visibility: Visibility,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
    /// Who made it.
    author: Option<UserCard>,
    /// Whose video it is of.
    user: UserCard,
}

impl ClipView {
    /// With those who stand behind it, as they are now.
    #[must_use]
    pub fn new(app: &App, clip: Clip, visibility: Visibility, author: Option<&User>, creator: &User) -> Self {
        let now = app.clock.now();
        Self {
            kind: clip.kind,
            state: clip.state(now),
            reason: clip.reason(now).map(str::to_owned),
            offset: seconds(clip.offset_millis),
            duration: seconds(clip.duration_millis),
            thumbnail: app.picture_of_clip(&clip),
            visibility,
            created_at: clip.created_at,
            author: author.map(Into::into),
            user: creator.into(),
            id: clip.id,
            title: clip.title,
            vod_id: clip.vod_id,
        }
    }

    /// As a caller finds it; `None` where they may not know of it: its creator is suspended or blocks them, or it is the
    /// creator's alone.
    #[must_use]
    pub fn seen(app: &App, clip: Clip, seen: &ClipSeen, is_owner: bool) -> Option<Self> {
        let creator = seen.creator.as_ref()?;
        let visibility = clip.visibility(seen.vod.as_ref().map(|vod| vod.visibility));
        let is_shown = is_owner || visibility != Visibility::Private;
        is_shown.then(|| Self::new(app, clip, visibility, seen.author.as_ref(), creator))
    }

    /// The same in a list.
    #[must_use]
    pub fn listed(app: &App, row: ClipRow, is_owner: bool) -> Option<Self> {
        let creator = row.creator?;
        let is_shown = is_owner || row.visibility != Visibility::Private;
        is_shown.then(|| Self::new(app, row.clip, row.visibility, row.author.as_ref(), &creator))
    }
}

/// Milliseconds as seconds.
pub(crate) fn seconds(millis: u64) -> f64 {
    Duration::from_millis(millis).as_secs_f64()
}
