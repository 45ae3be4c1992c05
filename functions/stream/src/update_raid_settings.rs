//! PUT /api/stream/raid-settings: who may raid.

use axum::extract::State;
use domain::RaidsFrom;
use store::RaidSettingsChange;
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Fields, Success};

use crate::raid_settings_data::RaidSettingsData;

web::refusals! {
    /// What changing them refuses.
    pub enum Refusal {
        NothingGiven = Refused("No settings provided"),
    }
}

/// The most that `minFollowers` can be.
const MOST: u32 = 1_000_000_000;

/// Any of these.
#[derive(ToSchema)]
#[schema(as = UpdateRaidSettingsRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// Everyone, creators whom the caller follows, or nobody.
    #[schema(value_type = Option<web::schema::RaidsFrom>)]
    raids_from: Option<RaidsFrom>,
    /// How many followers a raider has at least; null for any number.
    #[schema(maximum = 1_000_000_000)]
    min_followers: Option<u32>,
}

fn parse(body: &Body) -> Answer<RaidSettingsChange, Refusal> {
    if !body.has_any(&["raidsFrom", "minFollowers"]) {
        return Err(Refusal::NothingGiven.into());
    }
    let mut fields = Fields::default();
    let raids_from = fields.one_of_if_given(body, "raidsFrom", &["EVERYONE", "FOLLOWED", "NOBODY"]);
    let min_followers = match body.get("minFollowers") {
        None => None,
        Some(value) if value.is_null() => Some(None),
        Some(_) => Some(fields.integer_if_given(body, "minFollowers", 0, MOST)),
    };
    fields.finish()?;
    Ok(RaidSettingsChange { raids_from, min_followers })
}

/// Changes what was given. A raid that counts down and is not let in any more is cancelled within a second. Two trips: the
/// gate and the write.
///
/// # Errors
/// `No settings provided`; fields that break their rules.
#[utoipa::path(
    put, path = "/api/stream/raid-settings",
    request_body = Request,
    responses((status = 200, body = Success<RaidSettingsData>))
)]
pub async fn handle(
    State(app): State<App>,
    creator: Creator,
    body: Body,
) -> Answer<Success<RaidSettingsData>, Refusal> {
    let settings = app.store.set_raid_settings(creator.id(), parse(&body)?).await?;
    tracing::info!(event = "raid_settings_update", user_id = %creator.id(), ?settings, outcome = "ok");
    Ok(Success::ok(settings.into()).message("Raid settings updated successfully"))
}
