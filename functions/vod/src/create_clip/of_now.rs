//! A clip of what just happened.

use domain::clip::{Clip, window};
use domain::media::Recorded;
use domain::recording::{Visibility, Vod};
use domain::{State as LiveState, Time, User, UserId};
use store::{ClipBegun, Clippable};
use web::{Answer, App, Viewer};

use super::refusal::Refusal;
use super::wanted::Wanted;

/// Attempts at a clip whose video changes meanwhile.
const RACES: usize = 4;

/// Stores it. Two trips: those whom it is about, then the write. Its creator is told with it.
///
/// # Errors
/// Who may not make it, or of what it cannot be made; too many clips of this channel.
pub(super) async fn begin(app: &App, viewer: &Viewer, host: &str, wanted: &Wanted) -> Answer<(Clip, User), Refusal> {
    let host = UserId::named(host).map_err(|_| Refusal::NoHost)?;
    // Their own profile beside it: it stands on the clip.
    let (found, _) = tokio::try_join!(app.store.clippable(&host, viewer.id()), viewer.user())?;
    let mut vod = of_now(&found, app.clock.now())?;
    let clips_by = found.clips_by();
    for _ in 0..RACES {
        // Its video may be for others by now, or not there (yet): then it is decided anew.
        found.clipper.may(clips_by, vod.visibility).map_err(|why| Refusal::of(why, Refusal::NotRecorded))?;
        let now = app.clock.now();
        let (id, title) = (app.random.id(now), wanted.title(&vod));
        let clip = Clip::new(&id, &vod, viewer.id(), &title, window(now, wanted.millis), now);
        match app.store.begin_clip(&clip, app.rate_limit_scale, now).await? {
            ClipBegun::Done => return Ok((clip, found.creator.ok_or(Refusal::NoHost)?)),
            ClipBegun::Moved(Some(moved)) => vod = *moved,
            ClipBegun::Moved(None) => return Err(Refusal::NotRecorded.into()),
            ClipBegun::TooMany(retry_after) => return Err(web::Error::RateLimited { retry_after }.into()),
            ClipBegun::Unlike(_) => break,
        }
    }
    Err(runtime::Error::fault("a video moved through all attempts to make a clip of it").into())
}

/// The video of what just happened, as far as the stream tells: the write finds out where it is another one.
fn of_now(found: &Clippable, now: Time) -> Result<Vod, Refusal> {
    if found.creator.is_none() {
        return Err(Refusal::NoHost);
    }
    found.clipper.may(found.clips_by(), Visibility::Public).map_err(|why| Refusal::of(why, Refusal::NotRecorded))?;
    let stream = found.stream.as_ref().filter(|stream| stream.state(now) == LiveState::Live);
    let stream = stream.ok_or(Refusal::NotLive)?;
    let open = stream.media.broadcast.as_ref().ok_or(Refusal::NotLive)?;
    if open.recorded != Recorded::Now {
        return Err(Refusal::NotRecorded);
    }
    Ok(Vod::of(stream, open))
}
