//! POST /api/clip: a clip of what just happened, or of a video.

use axum::extract::State;
use domain::clip::{Clip, MAX_MILLIS, MAX_TITLE, MIN_MILLIS, NoClip, Range, USUAL_MILLIS, Wish, window};
use domain::media::Recorded;
use domain::recording::{Visibility, Vod, VodState};
use domain::{State as LiveState, Time, UserId, may_be_id};
use store::{ClipBegun, Clippable};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use crate::clip_view::{ClipView, seconds};

/// Attempts at a clip whose video changes meanwhile.
const RACES: usize = 4;
/// No video is as long, in milliseconds: a year.
const MAX_OFFSET: u64 = 365 * 24 * 60 * 60 * 1_000;

web::refusals! {
    /// What a clip is refused for.
    pub enum Refusal {
        NoHost = NotFound("Host not found"),
        NoVod = NotFound("Video not found"),
        Blocked = Forbidden("You are blocked by this creator"),
        Off = Forbidden("Clips are off"),
        FollowersOnly = Forbidden("Followers only"),
        NotLive = Conflict("Not live"),
        NotRecorded = Conflict("Not recorded"),
    }
}

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

enum Of {
    Host(String),
    Video { vod_id: String, end_millis: u64 },
}

struct Wanted {
    of: Of,
    millis: u64,
    title: Option<String>,
}

fn parse(body: &Body) -> web::Result<Wanted> {
    let mut fields = Fields::default();
    let of = match (body.given("hostId"), body.given("vodId")) {
        (Some(_), Some(_)) => {
            fields.error("vodId", "must not stand beside hostId");
            Of::Host(String::new())
        }
        (None, Some(_)) => Of::Video {
            vod_id: fields.line(body, "vodId", 1, 255),
            end_millis: fields.seconds_within(body, "offset", MIN_MILLIS, MAX_OFFSET),
        },
        (_, None) => Of::Host(fields.line(body, "hostId", 1, 255)),
    };
    let millis =
        body.given("duration").and_then(|_| fields.seconds_within_if_given(body, "duration", MIN_MILLIS, MAX_MILLIS));
    let title = body.given("title").and_then(|_| fields.line_if_given(body, "title", 1, MAX_TITLE));
    fields.finish()?;
    Ok(Wanted { of, millis: millis.unwrap_or(USUAL_MILLIS), title })
}

impl Refusal {
    /// Of a recording that is hidden the caller is told what they were told of none.
    const fn of(why: NoClip, hidden: Self) -> Self {
        match why {
            NoClip::Blocked => Self::Blocked,
            NoClip::Hidden => hidden,
            NoClip::Off => Self::Off,
            NoClip::FollowersOnly => Self::FollowersOnly,
        }
    }
}

/// A clip, which is made within two minutes, mostly within some seconds: `GET /api/clip/:clipId` tells. Two trips for what
/// just happened: those whom it is about, then the write; for a video it is looked up first, and its creator then.
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
    let (found, begun) = match &wanted.of {
        Of::Host(host) => {
            let host = UserId::named(host).map_err(|_| Refusal::NoHost)?;
            // Their own profile beside it: it stands on the clip.
            let (found, _) = tokio::try_join!(app.store.clippable(&host, viewer.id()), viewer.user())?;
            let vod = of_now(&found, app.clock.now())?;
            let begun = begin(&app, &viewer, &wanted, &found, vod, Refusal::NotRecorded).await?;
            (found, begun)
        }
        Of::Video { vod_id, end_millis } => {
            let vod = if may_be_id(vod_id) { app.store.vod(vod_id).await? } else { None };
            let vod = vod.ok_or(Refusal::NoVod)?;
            let (found, _) = tokio::try_join!(app.store.clippable(&vod.user_id, viewer.id()), viewer.user())?;
            of_video(&found, &vod, *end_millis, app.clock.now())?;
            let begun = begin(&app, &viewer, &wanted, &found, vod, Refusal::NoVod).await?;
            (found, begun)
        }
    };
    let creator = found.creator.ok_or(Refusal::NoHost)?;
    tracing::info!(event = "clip_create", user_id = %viewer.id(), clip_id = begun.id, vod_id = begun.vod_id, outcome = "ok");
    let visibility = begun.visibility;
    let view = ClipView::new(&app, begun, visibility, Some(viewer.user().await?), &creator);
    Ok(Success::accepted(view).message("Clip is being made"))
}

/// The video of what just happened, as far as the stream tells: the write finds out where it is another one.
fn of_now(found: &Clippable, now: Time) -> Result<Vod, Refusal> {
    if found.creator.is_none() {
        return Err(Refusal::NoHost);
    }
    let clips_by = found.stream.as_ref().map(|stream| stream.recording.clips_by).unwrap_or_default();
    found.clipper.may(clips_by, Visibility::Public).map_err(|why| Refusal::of(why, Refusal::NotRecorded))?;
    let stream = found.stream.as_ref().filter(|stream| stream.state(now) == LiveState::Live);
    let stream = stream.ok_or(Refusal::NotLive)?;
    let open = stream.media.broadcast.as_ref().ok_or(Refusal::NotLive)?;
    if open.recorded != Recorded::Now {
        return Err(Refusal::NotRecorded);
    }
    Ok(Vod::of(stream, open))
}

/// Whether a video has the moment at which a clip of it is to end.
fn of_video(found: &Clippable, vod: &Vod, end_millis: u64, now: Time) -> Answer<(), Refusal> {
    if found.creator.is_none() {
        return Err(Refusal::NoVod.into());
    }
    let clips_by = found.stream.as_ref().map(|stream| stream.recording.clips_by).unwrap_or_default();
    found.clipper.may(clips_by, vod.visibility).map_err(|why| Refusal::of(why, Refusal::NoVod))?;
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

/// Stores the clip of a video, which may be for others by now, or not there (yet): then it is decided anew.
async fn begin(
    app: &App,
    viewer: &Viewer,
    wanted: &Wanted,
    found: &Clippable,
    mut vod: Vod,
    hidden: Refusal,
) -> Answer<Clip, Refusal> {
    let clips_by = found.stream.as_ref().map(|stream| stream.recording.clips_by).unwrap_or_default();
    for _ in 0..RACES {
        found.clipper.may(clips_by, vod.visibility).map_err(|why| Refusal::of(why, hidden))?;
        let now = app.clock.now();
        let wish = match wanted.of {
            Of::Host(_) => window(now, wanted.millis),
            Of::Video { end_millis, .. } => {
                let from_millis = end_millis.saturating_sub(wanted.millis);
                Wish::Media { ranges: vec![Range { from_millis, to_millis: end_millis }] }
            }
        };
        let title = wanted.title.clone().unwrap_or_else(|| vod.title.chars().take(MAX_TITLE).collect());
        let clip = Clip::new(&app.random.id(now), &vod, viewer.id(), &title, wish, now);
        match app.store.begin_clip(&clip, app.rate_limit_scale, now).await? {
            ClipBegun::Done => return Ok(clip),
            ClipBegun::Moved(Some(moved)) => vod = *moved,
            ClipBegun::Moved(None) => return Err(hidden.into()),
            ClipBegun::TooMany(retry_after) => return Err(web::Error::RateLimited { retry_after }.into()),
        }
    }
    Err(runtime::Error::fault("a video moved through all attempts to make a clip of it").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Vec<String> {
        match parse(&Body::parse(json.as_bytes()).unwrap()) {
            Err(web::Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
            Ok(_) => vec![],
        }
    }

    #[test]
    fn a_clip_is_of_a_stream_or_of_a_video() {
        assert!(refused(r#"{"hostId": "usr_alice"}"#).is_empty());
        assert!(
            refused(r#"{"hostId": "usr_alice", "duration": 12.5, "title": " That goal ", "vodId": null}"#).is_empty()
        );
        assert!(refused(r#"{"vodId": "abc", "offset": 61.25, "duration": null}"#).is_empty());
        assert_eq!(refused("{}"), ["hostId"]);
        assert_eq!(refused(r#"{"hostId": "a", "vodId": "b", "offset": 10}"#), ["vodId"]);
        assert_eq!(refused(r#"{"vodId": "b"}"#), ["offset"]);
        assert_eq!(refused(r#"{"vodId": "b", "offset": 4.9}"#), ["offset"]);
        let long = "x".repeat(101);
        let all = format!(r#"{{"hostId": 7, "duration": 60.5, "title": "{long}"}}"#);
        assert_eq!(refused(&all), ["hostId", "duration", "title"]);
    }
}
