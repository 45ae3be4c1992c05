//! What stands before every handler, in the order of refusals: the size of the body, the caller, their
//! limits, and whether the request was done before. And what is done to every answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::future::join;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::BodyExt as _;

use super::caching::Conditions;
use super::idempotency;
use super::kept_answers::{KeptAnswers, Slot};
use super::limits;
use super::request_log::CallerId;
use super::route::{Access, Route};
use super::source::Source;
use crate::app::App;
use crate::auth::{Account, Admin, ChatClaims, ChatHost, Creator, Moderator};
use crate::error::{Error, Result};

/// Largest body of a frontend, in bytes: 100 kB as the old system's body parser counted them.
const MAX_BODY: usize = 100 * 1024;
/// Largest webhook, in bytes: a room's metadata alone may have 512 KiB, and a refused webhook is lost.
const MAX_WEBHOOK: usize = 1024 * 1024;
/// A request is given up after this: below the functions' own timeout of 10 s, at which Lambda would answer
/// outside of the envelope and throw the process away. Each call to a dependency has a limit of its own, but
/// several of them may be slow. What is cut off is as safe as a process that dies: a test cuts each call.
const DEADLINE: Duration = Duration::from_secs(9);

/// One route's guard. Cheap to clone.
#[derive(Clone)]
pub(super) struct Guard {
    app: App,
    route: Arc<Route>,
    kept: Arc<KeptAnswers>,
}

impl Guard {
    pub(super) fn new(app: App, route: Route, kept: Arc<KeptAnswers>) -> Self {
        Self { app, route: Arc::new(route), kept }
    }

    fn max_body(&self) -> usize {
        if self.route.access == Access::LiveKit { MAX_WEBHOOK } else { MAX_BODY }
    }
}

/// A request whose body and caller are known.
struct Admitted {
    request: Request,
    body: Bytes,
    account: Option<Account>,
}

pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let conditions = Conditions::of(&request, guard.route.cached_secs);
    let place = Slot::of(&request, guard.route.cached_secs);
    let now = guard.app.clock.now();
    let answered = tokio::time::timeout(DEADLINE, async {
        match admit(&guard, request).await {
            Ok(admitted) => within_limits(&guard, admitted, next).await,
            Err(error) => error.into_response(),
        }
    });
    let late = |_| Error::unavailable("deadline", "the dependencies together took too long").into_response();
    let response = answered.await.unwrap_or_else(late);
    conditions.apply(in_envelope(response), &guard.kept, (place, now)).await
}

/// Checks body and caller. Whether the caller may do it is for the handler's parameters to say.
async fn admit(guard: &Guard, request: Request) -> Result<Admitted> {
    let (mut parts, body) = request.into_parts();
    let body = http_body_util::Limited::new(body, guard.max_body()).collect().await.map_err(|_| Error::TooLarge)?;
    let body = body.to_bytes();
    if guard.route.access == Access::Chat
        && let Some(claims) = ChatClaims::of(&guard.app.secrets, &parts.headers, guard.app.clock.now()).await?
    {
        parts.extensions.insert(claims);
        let request = Request::from_parts(parts, axum::body::Body::from(body.clone()));
        return Ok(Admitted { request, body, account: None });
    }
    let claims = match guard.route.access {
        Access::Public | Access::LiveKit => None,
        Access::Optional => guard.app.tokens.caller(&parts.headers).await?,
        Access::Viewer | Access::Creator | Access::Admin | Access::Moderator | Access::ChatHost | Access::Chat => {
            Some(guard.app.tokens.caller(&parts.headers).await?.ok_or(Error::Unauthenticated)?)
        }
    };
    let account = claims.map(|claims| guard.app.accounts.of(claims));
    if let Some(account) = &account {
        parts.extensions.insert(account.clone());
    }
    Ok(Admitted { request: Request::from_parts(parts, axum::body::Body::from(body.clone())), body, account })
}

async fn within_limits(guard: &Guard, admitted: Admitted, next: Next) -> Response {
    let source = Source::of(&admitted.request, admitted.account.as_ref(), guard.app.edge_secret.as_ref());
    let is_free = matches!(guard.route.access, Access::Public | Access::LiveKit);
    let (scale, now) = (guard.app.rate_limit_scale, guard.app.clock.now());
    if !is_free && let Err(refusal) = guard.app.reads.take(&admitted.request, &source, scale, now) {
        return refusal.into_response();
    }
    let is_spared = match is_spared(guard, &admitted.body, &source).await {
        Ok(is_spared) => is_spared,
        Err(error) => return error.into_response(),
    };
    let quota = match guard.route.limit.filter(|_| !is_spared) {
        Some(limit) => match limits::take(&guard.app, limit, &source).await {
            Ok(quota) => quota,
            Err(error) => return error.into_response(),
        },
        None => None,
    };
    let Some(quota) = quota else { return once(guard, admitted, &source, next).await };
    let mut response = match quota.refusal() {
        Some(refusal) => refusal.into_response(),
        None => once(guard, admitted, &source, next).await,
    };
    quota.tell(&mut response);
    response
}

/// Whether a guest's request is none of those that count against their address.
async fn is_spared(guard: &Guard, body: &[u8], source: &Source) -> Result<bool> {
    match (guard.route.spares, source) {
        (Some(spares), Source::Address(_)) if guard.app.rate_limit_scale > 0 => spares(&guard.app, body).await,
        _ => Ok(false),
    }
}

async fn once(guard: &Guard, admitted: Admitted, source: &Source, next: Next) -> Response {
    let Admitted { request, body, account } = admitted;
    // Behind the limit: whoever asks too often is refused, wherever the answer comes from.
    let place = Slot::of(&request, guard.route.cached_secs);
    if let Some(kept) = place.and_then(|place| guard.kept.find(&place, guard.app.clock.now())) {
        return kept;
    }
    let (mut parts, rest) = request.into_parts();
    let key = match key(guard, &parts) {
        Ok(key) => key,
        // The role is refused before what the request says.
        Err(error) => return has_role(guard, &mut parts).await.err().unwrap_or(error).into_response(),
    };
    let request = Request::from_parts(parts, rest);
    let Some(key) = key else { return pass(request, account, next).await };
    idempotency::once(&guard.app, source, &key, (request, &body), |request| pass(request, account, next)).await
}

/// The Idempotency-Key.
fn key(guard: &Guard, parts: &Parts) -> Result<Option<String>> {
    match guard.route.access {
        Access::LiveKit => Ok(None),
        _ => idempotency::key_of(&guard.route.method, &parts.headers),
    }
}

async fn has_role(guard: &Guard, parts: &mut Parts) -> Result<()> {
    match guard.route.access {
        Access::Creator => Creator::from_request_parts(parts, &guard.app).await.map(drop),
        Access::Admin => Admin::from_request_parts(parts, &guard.app).await.map(drop),
        Access::Moderator => Moderator::from_request_parts(parts, &guard.app).await.map(drop),
        Access::ChatHost => ChatHost::from_request_parts(parts, &guard.app).await.map(drop),
        Access::Public | Access::Optional | Access::Viewer | Access::Chat | Access::LiveKit => Ok(()),
    }
}

/// Runs the handler, and beside it makes the profile of a user who never called before. The handler is
/// polled first: if it reads the profile itself, nobody else does.
async fn pass(request: Request, account: Option<Account>, next: Next) -> Response {
    let Some(account) = account else { return next.run(request).await };
    let (mut response, ()) = join(next.run(request), account.ensure()).await;
    response.extensions_mut().insert(CallerId(account.claims().user_id.clone()));
    response
}

/// axum's own extractors refuse in plain text; the contract has one envelope for all.
fn in_envelope(response: Response) -> Response {
    let is_json = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == b"application/json");
    if response.status().is_client_error() && !is_json {
        return Error::invalid("request", "cannot be read").into_response();
    }
    response
}
