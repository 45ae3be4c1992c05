//! POST /api/clip: a clip of what just happened, or of a video.

mod of_now;
mod of_video;
mod refusal;
mod wanted;

use axum::extract::State;
use utoipa::ToSchema;
use web::{Answer, App, Body, Success, Viewer};

pub use self::refusal::Refusal;
use self::wanted::{Of, parse};
use crate::clip_view::ClipView;

/// Of what, and how much.
#[derive(ToSchema)]
#[schema(as = CreateClipRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Of what just happened on this creator's stream: their user id.
    host_id: Option<String>,
    /// Or of this video.
    vod_id: Option<String>,
    /// With `vodId`: where the clip ends, in seconds from the beginning of the video.
    #[schema(minimum = 5)]
    offset: Option<f64>,
    /// Seconds; 30 unless given.
    #[schema(minimum = 5, maximum = 60)]
    duration: Option<f64>,
    /// 1–100 characters after trimming; the stream's or the video's unless given.
    #[schema(min_length = 1, max_length = 100)]
    title: Option<String>,
}

/// A clip, which is made within two minutes, mostly within some seconds: `GET /api/clip/:clipId` tells. Two trips: those whom
/// it is about, or the video, then the write.
///
/// # Errors
/// Fields that break their rules; as the contract has them.
#[utoipa::path(
    post, path = "/api/clip",
    request_body = Request,
    responses((status = 202, body = Success<ClipView>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, body: Body) -> Answer<Success<ClipView>, Refusal> {
    let wanted = parse(&body)?;
    let (begun, creator) = match &wanted.of {
        Of::Host(host) => of_now::begin(&app, &viewer, host, &wanted).await?,
        Of::Video { vod_id, end_millis } => of_video::begin(&app, &viewer, vod_id, *end_millis, &wanted).await?,
    };
    tracing::info!(event = "clip_create", user_id = %viewer.id(), clip_id = begun.id, vod_id = begun.vod_id, outcome = "ok");
    let visibility = begun.visibility;
    let view = ClipView::new(&app, begun, visibility, Some(viewer.user().await?), &creator);
    Ok(Success::accepted(view).message("Clip is being made"))
}
