//! POST /api/stream/ingress: a new stream key, in the place of the old one.

use axum::extract::State;
use domain::{IngressId, IngressType, UserId};
use livekit::{CallError, CreatedIngress};
use serde::Serialize;
use services::outbox::SWEEP_SECS;
use store::{Call, KeyStored, OutboxEntry};
use utoipa::ToSchema;
use web::{Answer, App, Body, Creator, Error, Failed, Fields, FirstRun, Result, Success};

web::refusals! {
    /// What making a key refuses.
    pub enum Refusal {
        Gone = Conflict("Stream key was replaced or deleted"),
        LiveKit = Failed("Failed to create ingress"),
    }
}

/// What to make.
#[derive(ToSchema)]
#[schema(as = CreateIngressRequest)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the body in the OpenAPI document; `parse` reads it")]
pub struct Request {
    /// How the encoder sends; RTMP unless given.
    #[schema(value_type = Option<web::schema::IngressType>)]
    ingress_type: Option<IngressType>,
}

/// A stream key, shown in this one answer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StreamKeyData {
    #[schema(value_type = web::schema::IngressId)]
    ingress_id: IngressId,
    server_url: String,
    stream_key: String,
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
}

fn parse(body: &Body) -> Result<IngressType> {
    let mut fields = Fields::default();
    let kind = fields.one_of(body, "ingressType", &["RTMP", "WHIP"]);
    fields.finish()?;
    Ok(kind.unwrap_or_default())
}

/// Makes the new ingress in LiveKit, stores it, and only then deletes the old one; viewers stay in the
/// room. A crash before the new one is stored leaves it unknown to us: the sweep, noted beside the call
/// to LiveKit, finds and deletes it. Repeated under its Idempotency-Key, it shows the same key again.
///
/// # Errors
/// `Failed to create ingress` for every failure of LiveKit; the table away; in a repetition, the key
/// being none of this creator's any more.
#[utoipa::path(
    post, path = "/api/stream/ingress",
    request_body = Option<Request>,
    responses((status = 201, body = Success<StreamKeyData>))
)]
pub async fn handle(
    State(app): State<App>,
    creator: Creator,
    FirstRun(made): FirstRun,
    body: Body,
) -> Answer<Success<StreamKeyData>, Refusal> {
    if let Some(ingress_id) = made {
        return again(&app, &creator, &IngressId::new(ingress_id)).await;
    }
    let kind = parse(&body)?;
    let user_id = creator.id().clone();
    let sweep = Call::SweepIngresses { user_id: user_id.clone(), unknown: vec![] };
    let sweep = OutboxEntry::new(sweep, app.clock.now().plus_secs(SWEEP_SECS), &app.random);
    let (created, noted) = tokio::join!(
        app.livekit.create_ingress(&user_id, kind, creator.user.channel.quality),
        app.store.put_entry(&sweep)
    );
    let created = created.map_err(|error| failed(&user_id, error))?;
    let stored = match noted {
        Ok(()) => app.store.store_key(&creator.user, creator.stream.as_ref(), &created.info, app.clock.now()).await,
        Err(error) => Err(error),
    };
    let stored = stored.map_err(Error::from).and_then(|stored| match stored {
        KeyStored::Done { replaced } => Ok(replaced),
        KeyStored::NoCreator(status) => Err(Error::not_a_creator(status)),
    });
    match stored {
        Ok(replaced) => {
            let replaced = replaced.map(|ingress| ingress.ingress_id.to_string());
            tracing::info!(event = "ingress_create", %user_id, ingress_id = %created.info.ingress_id, replaced, outcome = "ok");
            Ok(answer(user_id, created))
        }
        Err(error) => {
            give_back(&app, &user_id, &created.info.ingress_id).await;
            Err(error.into())
        }
    }
}

/// The new ingress could not be stored, so nobody will ever know its key.
async fn give_back(app: &App, user_id: &UserId, ingress_id: &IngressId) {
    let deleted = CallError::gone_is_fine(app.livekit.delete_ingress(ingress_id).await);
    let outcome = if deleted.is_ok() { "deleted" } else { "left to the sweep" };
    tracing::warn!(event = "ingress_give_back", %user_id, %ingress_id, outcome);
}

/// The key that the first run made, read from LiveKit while its ingress lives and is the creator's.
async fn again(app: &App, creator: &Creator, made: &IngressId) -> Answer<Success<StreamKeyData>, Refusal> {
    let held = creator.stream.as_ref().and_then(|stream| stream.ingress.clone());
    let info = held.filter(|ingress| ingress.ingress_id == *made).ok_or(Refusal::Gone)?;
    match app.livekit.stream_key(made).await {
        Ok(stream_key) => Ok(answer(creator.id().clone(), CreatedIngress { info, stream_key })),
        Err(CallError::NotFound) => Err(Refusal::Gone.into()),
        Err(error) => Err(failed(creator.id(), error)),
    }
}

fn failed(user_id: &UserId, error: CallError) -> Failed<Refusal> {
    tracing::warn!(event = "ingress_create", %user_id, outcome = "failed", cause = %error);
    Failed::Because(Refusal::LiveKit, error.into())
}

fn answer(user_id: UserId, created: CreatedIngress) -> Success<StreamKeyData> {
    let note = created.info.ingress_id.to_string();
    let data = StreamKeyData {
        ingress_id: created.info.ingress_id,
        server_url: created.info.server_url,
        stream_key: created.stream_key.expose().to_owned(),
        user_id,
    };
    Success::created(data).message("Stream key created successfully").secret(note)
}
