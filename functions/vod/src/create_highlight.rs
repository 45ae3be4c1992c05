//! POST /api/vod/:vodId/highlights: pieces of one's own recording in a row.

use axum::extract::{Path, State};
use domain::clip::{Clip, MAX_RANGES, MAX_TITLE, Range, Wish};
use domain::may_be_id;
use domain::recording::{Vod, VodState};
use store::HighlightBegun;
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Result, Success, Viewer};

use crate::clip_view::{ClipView, seconds};

/// The shortest piece, in milliseconds.
const MIN_RANGE: u64 = 1_000;
/// No video is as long, in milliseconds: a year.
const MAX_OFFSET: u64 = 365 * 24 * 60 * 60 * 1_000;

web::refusals! {
    /// What a highlight is refused for.
    pub enum Refusal {
        NoVod = NotFound("Video not found"),
        NotReady = Conflict("Video not ready"),
        TooMuch = Conflict("Storage limit reached"),
    }
}

/// Of what.
#[derive(ToSchema)]
#[schema(as = CreateHighlightRequest)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–100 characters after trimming.
    #[schema(min_length = 1, max_length = 100)]
    title: String,
    /// In the order in which they are shown; no two have a moment in common.
    #[schema(min_items = 1, max_items = 20)]
    ranges: Vec<RangeOf>,
}

/// A piece of a video.
#[derive(ToSchema)]
#[schema(as = HighlightRange)]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct RangeOf {
    /// Seconds from the beginning of the video.
    #[schema(minimum = 0)]
    start: f64,
    /// The same; at least a second later.
    #[schema(minimum = 1)]
    end: f64,
}

fn parse(body: &Body) -> Result<(String, Vec<Range>)> {
    let mut fields = Fields::default();
    let title = fields.line(body, "title", 1, MAX_TITLE);
    let mut ranges: Vec<Range> = vec![];
    for (place, element) in fields.objects(body, "ranges", 1, MAX_RANGES) {
        let mut of = Fields::default();
        let from_millis = of.seconds_within(&element, "start", 0, MAX_OFFSET);
        let range = Range { from_millis, to_millis: of.seconds_within(&element, "end", 0, MAX_OFFSET) };
        if of.is_fine() && range.millis() < MIN_RANGE {
            of.error("end", "must be at least a second behind its start");
        }
        if of.is_fine() && ranges.iter().any(|other| other.overlaps(&range)) {
            of.error("start", "must have no moment in common with one before");
        }
        fields.errors_of(&place, of);
        ranges.push(range);
    }
    fields.finish()?;
    Ok((title, ranges))
}

/// Refuses pieces that lie behind the end of a video.
fn within(vod: &Vod, ranges: &[Range]) -> Result<()> {
    let mut fields = Fields::default();
    for (place, _) in ranges.iter().enumerate().filter(|(_, range)| range.to_millis > vod.duration_millis) {
        let length = seconds(vod.duration_millis);
        fields.error(&format!("ranges[{place}].end"), format_args!("must be at most {length}: the video is as long"));
    }
    fields.finish()
}

/// A highlight of a video of one's own, which stays without end and counts into the creator's kept hours. It is made within
/// two minutes, mostly within some seconds. Two trips: the video, then the write.
///
/// # Errors
/// Fields that break their rules; `Video not found`, for somebody else's too; `Video not ready`; `Storage limit reached`.
#[utoipa::path(
    post, path = "/api/vod/{vodId}/highlights",
    params(("vodId" = String, Path)),
    request_body = Request,
    responses((status = 201, body = Success<ClipView>))
)]
pub async fn handle(
    State(app): State<App>,
    viewer: Viewer,
    Path(vod_id): Path<String>,
    body: Body,
) -> Answer<Success<ClipView>, Refusal> {
    let (title, ranges) = parse(&body)?;
    if !may_be_id(&vod_id) {
        return Err(Refusal::NoVod.into());
    }
    let (found, user) = tokio::try_join!(app.store.vod(&vod_id), viewer.user())?;
    let vod = found.filter(|vod| vod.user_id == *viewer.id()).ok_or(Refusal::NoVod)?;
    if vod.state != VodState::Ready {
        return Err(Refusal::NotReady.into());
    }
    within(&vod, &ranges)?;
    let now = app.clock.now();
    let clip = Clip::new(&app.random.id(now), &vod, viewer.id(), &title, Wish::Media { ranges }, now).as_highlight();
    let clip = match app.store.begin_highlight(&clip, now).await? {
        HighlightBegun::Done(clip) => *clip,
        HighlightBegun::NoVod => return Err(Refusal::NoVod.into()),
        HighlightBegun::TooMuch => return Err(Refusal::TooMuch.into()),
    };
    tracing::info!(event = "highlight_create", user_id = %viewer.id(), clip_id = clip.id, vod_id, outcome = "ok");
    let visibility = clip.visibility;
    Ok(Success::created(ClipView::new(&app, clip, visibility, Some(user), user)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(ranges: &str) -> Vec<String> {
        let body = format!(r#"{{"title": "The best", "ranges": {ranges}}}"#);
        match parse(&Body::parse(body.as_bytes()).unwrap()) {
            Err(web::Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
            Err(other) => panic!("{other}"),
            Ok(_) => vec![],
        }
    }

    #[test]
    fn its_pieces_are_apart_and_in_any_order() {
        assert!(refused(r#"[{"start": 30, "end": 40.5}, {"start": 0, "end": 30}]"#).is_empty());
        assert_eq!(refused("[]"), ["ranges"]);
        assert_eq!(refused(r#"[{"start": 5}]"#), ["ranges[0].end"]);
        assert_eq!(refused(r#"[{"start": 5, "end": 5.9}]"#), ["ranges[0].end"]);
        assert_eq!(
            refused(r#"[{"start": 5, "end": 4}, {"start": "a", "end": 9}]"#),
            ["ranges[0].end", "ranges[1].start"]
        );
        assert_eq!(refused(r#"[{"start": 0, "end": 10}, {"start": 9, "end": 12}]"#), ["ranges[1].start"]);
        let many = vec![r#"{"start": 1, "end": 3}"#; 21].join(",");
        assert_eq!(refused(&format!("[{many}]")), ["ranges"]);
    }
}
