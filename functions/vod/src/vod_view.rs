//! A Vod as answers have it.

use domain::recording::{Visibility, Vod, VodState, in_order};
use domain::{Time, User, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, MarkerView, UserCard};

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
    /// Address of a picture, good for the better part of an hour; null where there is none.
    thumbnail: Option<String>,
    /// In the order in which a player passes them.
    markers: Vec<MarkerView>,
    /// Whether it stays until its creator deletes it.
    is_kept: bool,
    /// When it is deleted, unless it is kept before; null while it is not finished, and where it is kept.
    #[schema(value_type = Option<web::schema::Time>)]
    expires_at: Option<Time>,
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    user: UserCard,
}

impl VodView {
    /// With its creator as they are now.
    #[must_use]
    pub fn new(app: &App, vod: Vod, user: &User) -> Self {
        let is_kept = vod.is_kept();
        Self {
            thumbnail: app.picture_of_vod(&vod),
            id: vod.id,
            title: vod.title,
            description: vod.description,
            state: vod.state,
            visibility: vod.visibility,
            started_at: vod.started_at,
            duration: std::time::Duration::from_millis(vod.duration_millis).as_secs_f64(),
            markers: in_order(vod.markers).into_iter().map(|(id, marker)| MarkerView::new(id, marker)).collect(),
            is_kept,
            expires_at: vod.due_at,
            user_id: vod.user_id,
            user: user.into(),
        }
    }
}
