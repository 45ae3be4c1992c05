//! PATCH /api/vod/:vodId: a recording's title, description, and who may see it.

use axum::extract::{Path, State};
use domain::may_be_id;
use domain::recording::Visibility;
use store::VodChange;
use utoipa::ToSchema;
use web::{Answer, App, Body, Fields, Success, Viewer};

use crate::vod_view::VodView;

web::refusals! {
    /// What changing one refuses.
    pub enum Refusal {
        NothingGiven = Refused("No update data provided"),
        NoVod = NotFound("Video not found"),
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
    /// Whether it is kept for good. `true` is refused as yet: nothing is kept, and nothing is deleted before its 400 days are
    /// over.
    is_kept: Option<bool>,
}

fn parse(body: &Body) -> Answer<VodChange, Refusal> {
    if !body.has_any(&["title", "description", "visibility", "isKept"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = VodChange {
        title: fields.line_if_given(body, "title", 1, 200),
        description: fields.clearable(body, "description", 1000),
        visibility: fields.one_of_if_given(body, "visibility", &Visibility::NAMES),
    };
    if fields.boolean_if_given(body, "isKept") == Some(true) {
        fields.error("isKept", "is not possible yet");
    }
    fields.finish()?;
    Ok(change)
}

/// Changes what was given of one's own recording. Two trips: the write, which tells whether it is theirs, and their profile.
///
/// # Errors
/// `No update data provided`; fields that break their rules; `Video not found`, for somebody else's too.
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
    let vod = app.store.change_vod(&vod_id, viewer.id(), &change).await?.ok_or(Refusal::NoVod)?;
    tracing::info!(event = "vod_update", user_id = %viewer.id(), vod_id = vod.id, outcome = "ok");
    Ok(Success::ok(VodView::new(vod, viewer.user().await?)).message("Video updated"))
}
