//! One log line a request, with the request id that the answer carries too; and what becomes of a
//! panic.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::UserId;
use futures::FutureExt as _;
use http::HeaderValue;
use http::header::HeaderName;
use lambda_http::RequestExt as _;
use runtime::metrics::{self, Metric};
use tracing::Instrument as _;

use super::status::Outcome;
use crate::app::App;
use crate::error::Error;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The caller, left on the response for the log line.
#[derive(Clone)]
pub(super) struct CallerId(pub UserId);

/// Answers a request, catches a panic of its handler, and writes its line and its metrics.
pub(super) async fn request_log(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(&app, &request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!("request", request_id);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let mut response =
        answered.unwrap_or_else(|panic| Error::fault(format!("panic: {}", text_of(&*panic))).into_response());

    let status = response.status().as_u16();
    let outcome = response.extensions_mut().remove::<Outcome>();
    let caller = response.extensions_mut().remove::<CallerId>();
    if let Some(outcome) = &outcome {
        metrics::count_kind(Metric::Errors, outcome.kind);
    }
    let (error, cause) = outcome.map_or((None, None), |outcome| (Some(outcome.error), outcome.cause));
    let user_id = caller.as_ref().map(|caller| caller.0.as_str());
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let route = route.as_deref().unwrap_or("none");
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(event = "request", %method, route, status, millis, user_id, error, cause);
        } else {
            tracing::info!(event = "request", %method, route, status, millis, user_id, error);
        }
    });
    metrics::flush(app.clock.now());
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Lambda's id of the invocation, by which its platform log lines are found too.
fn request_id(app: &App, request: &Request) -> String {
    request
        .lambda_context_ref()
        .map(|context| context.request_id.clone())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| app.random.id(app.clock.now()))
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
