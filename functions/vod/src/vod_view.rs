//! A Vod as answers have it.

use domain::recording::{Visibility, Vod, VodState};
use domain::{Time, User, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::UserCard;

/// The recording of one broadcast, over all its pushes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Vod)]
#[serde(rename_all = "camelCase")]
pub struct VodView {
    id: String,
    title: String,
    description: Option<String>,
    /// RECORDING while its broadcast is open, then PROCESSING until all that was recorded is there; FAILED where that is
    /// nothing.
    #[schema(value_type = web::schema::VodState)]
    state: VodState,
    #[schema(value_type = web::schema::Visibility)]
    visibility: Visibility,
    /// When its broadcast began.
    #[schema(value_type = web::schema::Time)]
    started_at: Time,
    /// Seconds of media, as far as it is known.
    duration: f64,
    /// Address of a picture.
    thumbnail: Option<String>,
    markers: Vec<Marker>,
    /// Whether it outlives [`VodView::expires_at`]. False as yet.
    is_kept: bool,
    /// When it is deleted. Null as yet: the bucket alone deletes what is older than 400 days, and this does not know of it.
    #[schema(value_type = Option<web::schema::Time>)]
    expires_at: Option<Time>,
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    user: UserCard,
}

/// A moment of a Vod with a name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Marker {
    id: String,
    /// Seconds from its beginning.
    offset: f64,
    text: String,
    is_chapter: bool,
}

impl VodView {
    /// With its creator as they are now.
    #[must_use]
    pub fn new(vod: Vod, user: &User) -> Self {
        Self {
            id: vod.id,
            title: vod.title,
            description: vod.description,
            state: vod.state,
            visibility: vod.visibility,
            started_at: vod.started_at,
            duration: std::time::Duration::from_millis(vod.duration_millis).as_secs_f64(),
            thumbnail: None,
            markers: vec![],
            is_kept: false,
            expires_at: None,
            user_id: vod.user_id,
            user: user.into(),
        }
    }
}
