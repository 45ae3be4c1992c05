//! PATCH /api/clip/:clipId: a clip's title, and where it begins and ends.

use std::time::Duration;

use axum::extract::{Path, State};
use domain::clip::{Clip, MAX_TITLE, NotChanged};
use domain::{Time, may_be_id};
use runtime::Error;
use store::{ClipChanged, ClipSeen};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use crate::clip_view::ClipView;

/// Attempts at a clip that changes meanwhile: it has one author, and is made once.
const RACES: usize = 4;
/// No video is as long, in milliseconds: a year.
const MAX_OFFSET: u64 = 365 * 24 * 60 * 60 * 1_000;

web::refusals! {
    /// What changing one refuses.
    pub enum Refusal {
        NothingGiven = Refused("No update data provided"),
        NoClip = NotFound("Clip not found"),
        TooLate = Conflict("Clip can no longer be changed"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateClipRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–100 characters after trimming.
    #[schema(min_length = 1, max_length = 100)]
    title: Option<String>,
    /// Seconds from the beginning of the video, as `offset` has them: where the clip begins. Between 85 s before and 5 s
    /// behind where its first form ended.
    #[schema(minimum = 0)]
    start: Option<f64>,
    /// The same: where it ends, 5 to 60 s after its start.
    #[schema(minimum = 0)]
    end: Option<f64>,
}

struct Change {
    title: Option<String>,
    start: Option<u64>,
    end: Option<u64>,
}

fn parse(body: &Body) -> Answer<Change, Refusal> {
    if !body.has_any(&["title", "start", "end"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = Change {
        title: fields.line_if_given(body, "title", 1, MAX_TITLE),
        start: fields.seconds_within_if_given(body, "start", 0, MAX_OFFSET),
        end: fields.seconds_within_if_given(body, "end", 0, MAX_OFFSET),
    };
    fields.finish()?;
    Ok(change)
}

impl Change {
    /// The clip after it.
    fn of(&self, clip: &Clip, now: Time) -> Answer<Clip, Refusal> {
        if !clip.is_editable(now) {
            return Err(Refusal::TooLate.into());
        }
        let next = if self.start.or(self.end).is_some() { self.moved(clip, now)? } else { clip.clone() };
        Ok(Clip { title: self.title.clone().unwrap_or(next.title), ..next })
    }

    fn moved(&self, clip: &Clip, now: Time) -> Answer<Clip, Refusal> {
        let given = if self.start.is_some() { "start" } else { "end" };
        let mut fields = Fields::default();
        match clip.moved(self.start, self.end, now) {
            Ok(moved) => return Ok(moved),
            Err(NotChanged::TooLate) => return Err(Refusal::TooLate.into()),
            Err(NotChanged::Length) => fields.error(given, "must make it 5 to 60 seconds long"),
            Err(NotChanged::Outside(range)) => {
                let [from, to] = [range.from_millis, range.to_millis].map(|at| Duration::from_millis(at).as_secs_f64());
                fields.error(given, format_args!("must keep it between {from} and {to} seconds"));
            }
        }
        fields.finish()?;
        Err(Refusal::TooLate.into())
    }
}

/// Changes what was given of a clip of one's own, for a day after it was made; a highlight's title always. One that begins
/// or ends elsewhere is READY all the while: it is played as it was until it is made anew. Two trips: the clip, then the
/// write beside who stands behind it.
///
/// # Errors
/// `No update data provided`; fields that break their rules; `Clip not found`, for somebody else's too, and where its
/// creator is suspended or blocks its author; `Clip can no longer be changed`.
#[utoipa::path(
    patch, path = "/api/clip/{clipId}",
    params(("clipId" = String, Path)),
    request_body = Request,
    responses((status = 200, body = Success<ClipView>))
)]
pub async fn handle(
    State(app): State<App>,
    viewer: Viewer,
    Path(clip_id): Path<String>,
    body: Body,
) -> Answer<Success<ClipView>, Refusal> {
    let change = parse(&body)?;
    if !may_be_id(&clip_id) {
        return Err(Refusal::NoClip.into());
    }
    let (clip, seen) = write(&app, &viewer, &clip_id, &change).await?;
    tracing::info!(event = "clip_update", user_id = %viewer.id(), clip_id = clip.id, edits = clip.edits, outcome = "ok");
    let is_owner = clip.user_id == *viewer.id();
    let view = ClipView::seen(&app, clip, &seen, is_owner).ok_or(Refusal::NoClip)?;
    Ok(Success::ok(view).message("Clip updated"))
}

async fn write(app: &App, viewer: &Viewer, clip_id: &str, change: &Change) -> Answer<(Clip, ClipSeen), Refusal> {
    for _ in 0..RACES {
        let now = app.clock.now();
        let known = app.store.clip(clip_id).await?.filter(|clip| clip.author_id == *viewer.id());
        let known = known.ok_or(Refusal::NoClip)?;
        let next = change.of(&known, now)?;
        let (changed, seen) = tokio::try_join!(
            app.store.change_clip(&known, &next, now),
            app.store.clip_seen_by(&known, Some(viewer.id())),
        )?;
        match changed {
            ClipChanged::Done => return Ok((next, seen)),
            ClipChanged::Gone => return Err(Refusal::NoClip.into()),
            ClipChanged::Moved => {}
        }
    }
    Err(Error::fault("a clip moved through all attempts to change it").into())
}
