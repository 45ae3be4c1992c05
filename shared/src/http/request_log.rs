//! One log line a request, with the request id that the answer carries too; and what becomes of a
//! panic.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use http::HeaderValue;
use http::header::HeaderName;
use lambda_http::RequestExt as _;
use tracing::Instrument as _;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use super::status::Outcome;
use crate::app::App;
use crate::domain::UserId;
use crate::error::Error;
use crate::metrics::{self, Metric};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The caller, left on the response for the log line.
#[derive(Clone)]
pub(super) struct CallerId(pub UserId);

/// Levels by `RUST_LOG`, `info` without it. Libraries that write request headers, signatures or whole
/// events at their finer levels are held above them, unless it names one of their modules.
#[must_use]
pub fn log_filter() -> EnvFilter {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    for (library, level) in [
        ("aws_sigv4", LevelFilter::WARN),
        ("aws_smithy_runtime", LevelFilter::WARN),
        ("aws_smithy_runtime_api", LevelFilter::WARN),
        ("aws_runtime", LevelFilter::WARN),
        ("hyper", LevelFilter::WARN),
        ("h2", LevelFilter::WARN),
        ("rustls", LevelFilter::WARN),
        ("reqwest", LevelFilter::WARN),
        ("livekit_api", LevelFilter::WARN),
        // At `trace` it writes each event as it came, bearer token and body; its span, of the level
        // `info`, has the request id of the functions that answer no HTTP.
        ("lambda_runtime", LevelFilter::INFO),
    ] {
        if let Ok(directive) = format!("{library}={level}").parse() {
            filter = filter.add_directive(directive);
        }
    }
    filter
}

/// Sets up logging: JSON lines on standard output, levels by [`log_filter`].
pub fn init_logs() {
    // A second call, in a process that runs several functions, finds the first one's set-up.
    let _already_set = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(log_filter())
        .try_init();
}

/// Answers a request, catches a panic of its handler, and writes its line and its metrics.
pub(super) async fn request_log(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = request_id(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let span = tracing::info_span!("request", request_id);
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let mut response =
        answered.unwrap_or_else(|panic| Error::fault(format!("panic: {}", text_of(&*panic))).into_response());

    let status = response.status().as_u16();
    let outcome = response.extensions_mut().remove::<Outcome>();
    let caller = response.extensions_mut().remove::<CallerId>();
    metrics::count(Metric::Requests);
    metrics::elapsed(Metric::Latency, started.elapsed());
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
fn request_id(request: &Request) -> String {
    request
        .lambda_context_ref()
        .map(|context| context.request_id.clone())
        .filter(|id| !id.is_empty())
        .unwrap_or_else(|| ulid::Ulid::generate().to_string())
}

fn text_of(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
