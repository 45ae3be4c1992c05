//! A clip of a video.

use domain::clip::{Clip, Clipper, Range, Wish};
use domain::recording::{ClipsBy, Vod, VodState};
use domain::{Time, User, may_be_id};
use store::ClipBegun;
use web::{Answer, App, Fields, Viewer};

use super::refusal::Refusal;
use super::wanted::Wanted;
use crate::clip_view::seconds;

/// Attempts at a clip of what changes meanwhile: for whom the video is, and who makes clips of its channel.
const RACES: usize = 6;

/// Stores it. Two trips: the video, then the write, which holds to what stands between its author and the video's creator;
/// what that refuses is looked at, and where clips are made by followers alone, the second attempt holds to that. Its creator
/// is told with it.
///
/// # Errors
/// Who may not make it, or of what it cannot be made; too many clips of this channel.
pub(super) async fn begin(
    app: &App,
    viewer: &Viewer,
    vod_id: &str,
    end_millis: u64,
    wanted: &Wanted,
) -> Answer<(Clip, User), Refusal> {
    if !may_be_id(vod_id) {
        return Err(Refusal::NoVod.into());
    }
    // Their own profile beside it: it stands on the clip.
    let (vod, _) = tokio::try_join!(app.store.vod(vod_id), viewer.user())?;
    let vod = vod.ok_or(Refusal::NoVod)?;
    let creator = vod.user_id.clone();
    let (clip, creator) = tokio::join!(write(app, viewer, vod, end_millis, wanted), app.store.profile(&creator));
    Ok((clip?, creator?.ok_or(Refusal::NoVod)?))
}

async fn write(app: &App, viewer: &Viewer, mut vod: Vod, end_millis: u64, wanted: &Wanted) -> Answer<Clip, Refusal> {
    let is_owner = vod.user_id == *viewer.id();
    // What the caller is at best: the write finds out.
    let clipper = Clipper { is_owner, is_blocked: false, is_following: !is_owner };
    let mut clips_by = ClipsBy::default();
    for _ in 0..RACES {
        let now = app.clock.now();
        if clipper.may(clips_by, vod.visibility).is_err() || has_moment(&vod, end_millis, now).is_err() {
            clips_by = look(app, viewer, &vod, end_millis, now).await?;
        }
        let ranges = vec![Range { from_millis: end_millis.saturating_sub(wanted.millis), to_millis: end_millis }];
        let (id, title) = (app.random.id(now), wanted.title(&vod));
        let clip = Clip::new(&id, &vod, viewer.id(), &title, Wish::Media { ranges }, now);
        match app.store.begin_clip_unread(&clip, clips_by, app.rate_limit_scale, now).await? {
            ClipBegun::Done => return Ok(clip),
            ClipBegun::Moved(Some(moved)) => vod = *moved,
            ClipBegun::Moved(None) => return Err(Refusal::NoVod.into()),
            ClipBegun::Unlike(Some(other)) => clips_by = other,
            ClipBegun::Unlike(None) => clips_by = look(app, viewer, &vod, end_millis, now).await?,
            ClipBegun::TooMany(retry_after) => return Err(web::Error::RateLimited { retry_after }.into()),
        }
    }
    Err(runtime::Error::fault("a video moved through all attempts to make a clip of it").into())
}

/// Reads what stands between the caller and the creator of a video, and who makes clips of their channel. One trip.
///
/// # Errors
/// The first reason against a clip of it that ends there.
async fn look(app: &App, viewer: &Viewer, vod: &Vod, end_millis: u64, now: Time) -> Answer<ClipsBy, Refusal> {
    let found = app.store.clippable(&vod.user_id, viewer.id()).await?;
    if found.creator.is_none() {
        return Err(Refusal::NoVod.into());
    }
    found.clipper.may(found.clips_by(), vod.visibility).map_err(|why| Refusal::of(why, Refusal::NoVod))?;
    has_moment(vod, end_millis, now)?;
    Ok(found.clips_by())
}

/// Whether a video has the moment at which a clip of it is to end.
fn has_moment(vod: &Vod, end_millis: u64, now: Time) -> Answer<(), Refusal> {
    let length = match vod.state {
        VodState::Failed => return Err(Refusal::NotRecorded.into()),
        VodState::Ready => vod.duration_millis,
        // Its length is known when it is over.
        VodState::Recording | VodState::Processing => {
            u64::try_from(vod.ended_at.unwrap_or(now).millis_since(vod.started_at)).unwrap_or_default()
        }
    };
    if end_millis > length {
        let mut fields = Fields::default();
        fields.error("offset", format_args!("must be at most {}: the video is as long", seconds(length)));
        fields.finish()?;
    }
    Ok(())
}
