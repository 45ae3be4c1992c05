//! POST /api/clip/:clipId/playback: the address that a clip is played by.

use axum::extract::{Path, State};
use domain::clip::{Clip, ClipState};
use domain::may_be_id;
use domain::recording::Visibility;
use store::ClipSeen;
use web::{Answer, App, Caller, Success};

use crate::playback_view::PlaybackView;

web::refusals! {
    /// What playing one refuses.
    pub enum Refusal {
        NoClip = NotFound("Clip not found"),
        FollowersOnly = Forbidden("Followers only"),
        NotReady = Conflict("Clip not ready"),
    }
}

/// The address at the CDN that a clip is played by, good for an hour; it opens nothing but the clip. Its playlist has whole
/// segments: the clip begins at `startOffset`, and ends `duration` later. Two trips: the clip, then who stands behind it.
///
/// # Errors
/// `Clip not found`: none of this id, one of a creator who is suspended or blocks the caller, or who alone may see its video;
/// `Followers only`; `Clip not ready`: it is being made, or failed.
#[utoipa::path(
    post, path = "/api/clip/{clipId}/playback",
    params(("clipId" = String, Path)),
    responses((status = 200, body = Success<PlaybackView>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(clip_id): Path<String>,
) -> Answer<Success<PlaybackView>, Refusal> {
    let found = if may_be_id(&clip_id) { app.store.clip(&clip_id).await? } else { None };
    let clip = found.ok_or(Refusal::NoClip)?;
    let seen = app.store.clip_seen_by(&clip, caller.id()).await?;
    may_play(&clip, &seen, caller.id() == Some(&clip.user_id))?;
    let now = app.clock.now();
    let is_ready = clip.state(now) == ClipState::Ready;
    let made = clip.made.as_ref().filter(|_| is_ready).ok_or(Refusal::NotReady)?;
    let address = app.media_urls()?.of_media(&clip.playlist_key(made.playlist), now)?;
    tracing::info!(event = "clip_playback", clip_id, outcome = "ok");
    Ok(Success::ok(PlaybackView::new(address, made.start_offset_millis, made.duration_millis)))
}

fn may_play(clip: &Clip, seen: &ClipSeen, is_owner: bool) -> Result<(), Refusal> {
    if seen.creator.is_none() {
        return Err(Refusal::NoClip);
    }
    match clip.visibility(seen.vod.as_ref().map(|vod| vod.visibility)) {
        _ if is_owner => Ok(()),
        Visibility::Private => Err(Refusal::NoClip),
        Visibility::Followers if !seen.is_following => Err(Refusal::FollowersOnly),
        Visibility::Followers | Visibility::Public => Ok(()),
    }
}
