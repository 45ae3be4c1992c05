//! PUT /api/stream/recording-settings: whether broadcasts are recorded, for whom, and who may make clips.

use axum::extract::State;
use domain::recording::{ClipsBy, Visibility};
use store::RecordingChange;
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Fields, Success};

use crate::recording_settings::RecordingSettingsView;

web::refusals! {
    /// What changing them refuses.
    pub enum Refusal {
        NothingGiven = Refused("No settings provided"),
        NoStream = NotFound("Stream not found"),
        Off = Conflict("Recordings are off"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateRecordingSettingsRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Whether the next push is recorded; `false` acts at once.
    is_recorded: Option<bool>,
    /// Who may see a new video.
    #[schema(value_type = Option<web::schema::Visibility>)]
    vod_visibility: Option<Visibility>,
    /// Who may make clips.
    #[schema(value_type = Option<web::schema::ClipsBy>)]
    clips_by: Option<ClipsBy>,
}

fn parse(body: &Body) -> Answer<RecordingChange, Refusal> {
    if !body.has_any(&["isRecorded", "vodVisibility", "clipsBy"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let change = RecordingChange {
        is_recorded: fields.boolean_if_given(body, "isRecorded"),
        vod_visibility: fields.one_of_if_given(body, "vodVisibility", &Visibility::NAMES),
        clips_by: fields.one_of_if_given(body, "clipsBy", &ClipsBy::NAMES),
    };
    fields.finish()?;
    Ok(change)
}

/// Changes what was given. Turned on, recording begins with the next push; turned off, it ends at once. Two trips: the
/// gate and the write.
///
/// # Errors
/// `No settings provided`; fields of another form; `Stream not found`; `Recordings are off` where they are to be turned on
/// and the deployment does not record.
#[utoipa::path(
    put, path = "/api/stream/recording-settings",
    request_body = Request,
    responses((status = 200, body = Success<RecordingSettingsView>))
)]
pub async fn handle(
    State(app): State<App>,
    creator: Creator,
    body: Body,
) -> Answer<Success<RecordingSettingsView>, Refusal> {
    let change = parse(&body)?;
    let stream = creator.stream().ok_or(Refusal::NoStream)?;
    if change.is_recorded == Some(true) && app.livekit.recordings().is_none() {
        return Err(Refusal::Off.into());
    }
    let settings = app.store.change_recording(stream, change, app.clock.now()).await?.ok_or(Refusal::NoStream)?;
    tracing::info!(event = "recording_settings_update", user_id = %stream.user_id, is_recorded = settings.is_recorded, outcome = "ok");
    Ok(Success::ok(settings.into()).message("Recording settings updated successfully"))
}
