//! POST /api/vod/:vodId/playback: the address that a recording is played by.

use axum::extract::{Path, State};
use domain::may_be_id;
use domain::recording::Visibility;
use store::Recording;
use web::{Answer, App, Caller, Success};

use crate::playback_view::PlaybackView;

web::refusals! {
    /// What playing one refuses.
    pub enum Refusal {
        NoVod = NotFound("Video not found"),
        FollowersOnly = Forbidden("Followers only"),
        NotReady = Conflict("Video not ready"),
    }
}

/// The address at the CDN that a recording is played by, good for an hour; while its broadcast goes on, from its beginning.
/// No media passes through here. Two trips: the recording with its runs, then its creator and what stands between them.
///
/// # Errors
/// `Video not found`: none of this id, a private one, one of a creator who is suspended or blocks the caller; `Followers
/// only`; `Video not ready`: nothing to play yet, or for good.
#[utoipa::path(
    post, path = "/api/vod/{vodId}/playback",
    params(("vodId" = String, Path)),
    responses((status = 200, body = Success<PlaybackView>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(vod_id): Path<String>,
) -> Answer<Success<PlaybackView>, Refusal> {
    let found = if may_be_id(&vod_id) { app.store.recording(&vod_id).await? } else { Recording::default() };
    let Recording { vod, runs, .. } = found;
    let vod = vod.ok_or(Refusal::NoVod)?;
    let is_owner = caller.id() == Some(&vod.user_id);
    if !is_owner && vod.is_hidden_from_others() {
        return Err(Refusal::NoVod.into());
    }
    let (_, is_following) = app.store.creator_watched_by(&vod.user_id, caller.id()).await?.ok_or(Refusal::NoVod)?;
    if !is_owner && !is_following && vod.visibility == Visibility::Followers {
        return Err(Refusal::FollowersOnly.into());
    }
    let now = app.clock.now();
    let watched = vod.watched(&runs, now).ok_or(Refusal::NotReady)?;
    let address = app.media_urls()?.of_media(&watched.place, now)?;
    tracing::info!(event = "vod_playback", vod_id = vod.id, state = ?vod.state, outcome = "ok");
    Ok(Success::ok(PlaybackView::new(address, 0, watched.duration_millis)))
}
