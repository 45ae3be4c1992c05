//! POST /api/webhook/livekit: verify, take in, then answer. LiveKit repeats what is answered with 5xx
//! and takes every other answer for delivered, so 200 comes only after the write.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use livekit::WebhookEvent;
use runtime::metrics::{self, Metric};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Error};

use crate::intake::Intake;
use crate::react::react;
use crate::verify_webhook::{BadSignature, verify_webhook};

web::refusals! {
    /// What taking an event in refuses.
    pub enum Refusal {
        NoSignature = Unauthenticated("Missing webhook signature"),
        BadSignature = Unauthenticated("Invalid webhook signature"),
    }
}

/// An event that is older than this when it comes counts as late, in milliseconds: LiveKit drops it at 30 s
///, and its times are whole seconds.
const LATE_MILLIS: i64 = 10_000;

/// The event was taken in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Processed {
    success: bool,
    message: &'static str,
    event_type: String,
}

/// Verifies the raw body's signature, reads the event leniently, and writes what it tells.
///
/// # Errors
/// `Missing webhook signature`, `Invalid webhook signature`; a signed body that is no JSON object; the
/// table away.
#[utoipa::path(
    post, path = "/api/webhook/livekit",
    request_body(content = String, content_type = "application/webhook+json"),
    responses((status = 200, body = Processed))
)]
pub async fn handle(
    State(app): State<App>,
    intake: &Intake,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<Processed>, Refusal> {
    let Some(signature) = headers.get(AUTHORIZATION) else {
        metrics::count(Metric::WebhooksRefused);
        return Err(Refusal::NoSignature.into());
    };
    verify(&app, signature.to_str().unwrap_or_default(), &body).await?;
    let now = app.clock.now();
    let event = WebhookEvent::parse(&body, now).ok_or_else(|| Error::invalid("body", "must be a JSON object"))?;
    if now.millis_since(event.created_at) > LATE_MILLIS {
        metrics::count(Metric::WebhooksLate);
    }
    if intake.recent_events.contains(&event.id) {
        tracing::info!(event = "webhook", kind = %event.event, event_id = %event.id, outcome = "repeated");
    } else {
        react(&app, &intake.counted, &event).await?;
        intake.recent_events.remember(&event.id);
    }
    metrics::count(Metric::WebhooksAccepted);
    Ok(Json(Processed { success: true, message: "Webhook processed successfully", event_type: event.event }))
}

/// A signature that fails may be of newer keys than those held: they are read again, at most once a
/// minute.
async fn verify(app: &App, signature: &str, body: &[u8]) -> Answer<(), Refusal> {
    let now = app.clock.now();
    let secrets = app.secrets.current().await?;
    let mut verified = verify_webhook(&secrets, signature, body, now);
    if verified.is_err_and(BadSignature::may_be_rotation)
        && let Some(newer) = app.secrets.after_failed_signature(&secrets).await?
    {
        verified = verify_webhook(&newer, signature, body, now);
    }
    verified.map_err(|reason| {
        tracing::warn!(event = "webhook_refused", outcome = %reason);
        metrics::count(Metric::WebhooksRefused);
        Refusal::BadSignature.into()
    })
}
