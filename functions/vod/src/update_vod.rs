//! PATCH /api/vod/:vodId: a recording's title, description, who may see it, and whether it is kept.

use axum::extract::{Path, State};
use domain::recording::Visibility;
use domain::{MAX_DESCRIPTION, MAX_TITLE, may_be_id};
use store::{VodChange, VodChanged};
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use crate::vod_view::VodView;

web::refusals! {
    /// What changing one refuses.
    pub enum Refusal {
        NothingGiven = Refused("No update data provided"),
        NoVod = NotFound("Video not found"),
        Full = Conflict("Storage limit reached"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateVodRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// 1–200 characters after trimming.
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    /// At most 1000 characters; null clears.
    #[schema(max_length = 1000)]
    description: Option<String>,
    /// Who may see it.
    #[schema(value_type = Option<web::schema::Visibility>)]
    visibility: Option<Visibility>,
    /// Whether it is kept until its creator deletes it; of one that is not any more, the end that it had, in a day at least.
    is_kept: Option<bool>,
}

fn parse(body: &Body) -> Answer<VodChange, Refusal> {
    if !body.has_any(&["title", "description", "visibility", "isKept"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = VodChange {
        title: fields.line_if_given(body, "title", 1, MAX_TITLE),
        description: fields.clearable(body, "description", MAX_DESCRIPTION),
        visibility: fields.one_of_if_given(body, "visibility", &Visibility::NAMES),
        is_kept: fields.boolean_if_given(body, "isKept"),
    };
    fields.finish()?;
    Ok(change)
}

/// Changes what was given of one's own recording. One trip: the write, which tells whether it is theirs, beside their
/// profile; two where it is kept or let go.
///
/// # Errors
/// `No update data provided`; fields that break their rules; `Video not found`, for somebody else's too; `Storage limit
/// reached`: they keep 100 hours of videos and highlights, or would with this one.
#[utoipa::path(
    patch, path = "/api/vod/{vodId}",
    params(("vodId" = String, Path)),
    request_body = Request,
    responses((status = 200, body = Success<VodView>))
)]
pub async fn handle(
    State(app): State<App>,
    viewer: Viewer,
    Path(vod_id): Path<String>,
    body: Body,
) -> Answer<Success<VodView>, Refusal> {
    let change = parse(&body)?;
    if !may_be_id(&vod_id) {
        return Err(Refusal::NoVod.into());
    }
    let (changed, user) =
        tokio::try_join!(app.store.change_vod(&vod_id, viewer.id(), &change, app.clock.now()), viewer.user(),)?;
    let vod = match changed {
        VodChanged::Done(vod) => *vod,
        VodChanged::NoVod => return Err(Refusal::NoVod.into()),
        VodChanged::Full => return Err(Refusal::Full.into()),
    };
    tracing::info!(event = "vod_update", user_id = %viewer.id(), vod_id = vod.id, outcome = "ok");
    Ok(Success::ok(VodView::new(&app, vod, user)).message("Video updated"))
}
