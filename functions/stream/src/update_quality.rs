//! PUT /api/stream/quality: how pushes are encoded.

use axum::extract::State;
use domain::{Preset, Quality};
use store::QualityChange;
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Fields, Success};

use crate::quality_data::QualityData;

web::refusals! {
    /// What changing it refuses.
    pub enum Refusal {
        NothingGiven = Refused("No settings provided"),
    }
}

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateQualityRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// The encoding of RTMP, and of WHIP where that is transcoded; AUTO is the deployment's.
    #[schema(value_type = Option<web::schema::Preset>)]
    preset: Option<Preset>,
    /// Whether WHIP is transcoded.
    is_whip_transcoded: Option<bool>,
}

fn parse(body: &Body) -> Answer<QualityChange, Refusal> {
    if !body.has_any(&["preset", "isWhipTranscoded"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let preset = fields.one_of(body, "preset", Preset::NAMES);
    let is_whip_transcoded = fields.boolean_if_given(body, "isWhipTranscoded");
    fields.finish()?;
    Ok(QualityChange { preset, is_whip_transcoded })
}

/// Changes what was given, from the next push on: LiveKit would cut a live one off, so its ingress is left as it is until
/// its media ends. Two trips: the gate and the write; LiveKit may be away.
///
/// # Errors
/// `No settings provided`; fields that break their rules.
#[utoipa::path(
    put, path = "/api/stream/quality",
    request_body = Request,
    responses((status = 200, body = Success<QualityData>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, body: Body) -> Answer<Success<QualityData>, Refusal> {
    let change = parse(&body)?;
    app.store.set_quality(creator.id(), change, app.clock.now()).await?;
    let known = creator.user.channel.quality;
    let quality = Quality {
        preset: change.preset.unwrap_or(known.preset),
        is_whip_transcoded: change.is_whip_transcoded.unwrap_or(known.is_whip_transcoded),
    };
    tracing::info!(event = "quality_update", user_id = %creator.id(), ?quality, outcome = "ok");
    Ok(Success::ok(quality.into()).message("Quality updated"))
}
