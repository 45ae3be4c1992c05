//! The Lambda runtime: API Gateway v2 events in, responses out.

use std::time::Duration;

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::HOST;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent};
use lambda_runtime::{Context, Service as _, service_fn};
use runtime::{Clock, Config, logs, metrics};
use serde::Serialize;
use serde_json::Value;

use super::Routes;
use crate::app::App;
use crate::error::{Error, Result};

/// Longest path with query that is read, in bytes. API Gateway lets 10 kB through for all headers; a URI
/// holds 64 kB, and escaping can make three bytes of one.
const MAX_TARGET: usize = 16 * 1024;

/// The first `next` is on its way within this time (measured: `cargo measure init`).
const AFTER_NEXT: Duration = Duration::from_millis(1);

/// A function as Lambda invokes it, for whoever has an event at hand: the local gateway and the tests.
#[derive(Clone)]
pub struct Function(Router);

impl Function {
    /// The function of these routes.
    #[must_use]
    pub fn new(routes: Routes, app: App) -> Self {
        Self(routes.into_router(app))
    }

    /// Invokes it with an API Gateway v2 event; the answer is the response as Lambda hands it back.
    ///
    /// # Errors
    /// The event is none, or the response cannot be written: what Lambda calls a function error.
    pub async fn invoke(&self, event: Value, request_id: &str) -> Result<Value> {
        let request: LambdaRequest = serde_json::from_value(event).map_err(Error::internal)?;
        let mut context = Context::default();
        context.request_id = request_id.to_owned();
        let response = answer(self.0.clone(), LambdaEvent::new(request, context)).await;
        serde_json::to_value(response).map_err(Error::internal)
    }
}

/// Runs a function in Lambda: reads the environment, then takes invocations until the process ends.
///
/// # Errors
/// The environment cannot be used, or Lambda's Runtime API is away.
pub async fn run(routes: Routes) -> Result<(), lambda_http::Error> {
    logs::init();
    let config = Config::from_env()?;
    metrics::report_as(config.function_name.as_deref());
    let app = App::new(&config, Clock::system())?;
    // Not awaited: init stays as short as it is.
    tokio::spawn(warm_up(app.clone()));
    let router = routes.into_router(app);
    lambda_runtime::run(service_fn(move |event| {
        let router = router.clone();
        async move { Ok::<_, lambda_http::Error>(answer(router, event).await) }
    }))
    .await
}

/// Begins, side by side, what the first request would wait for: the secrets, and connections to the table:
/// two, since a caller's first request in a process reads their profile beside its own work.
///
/// Lambda may freeze the process in the middle of it. Nothing hangs then: each call has its timeouts, which
/// are over when the process goes on, and the request asks anew. Nothing of LiveKit's: few requests call it.
async fn warm_up(app: App) {
    // Init ends with the first `next`, so that goes first. A request that is here sooner asks for the secrets
    // itself, and finds the connections to the table by the time that it has them.
    tokio::time::sleep(AFTER_NEXT).await;
    let (secrets, one, two) = tokio::join!(app.secrets.current(), app.store.connect(), app.store.connect());
    // A request that meets the same failure answers for it.
    if let Err(cause) = secrets.map(drop).and(one).and(two) {
        tracing::debug!(event = "warm_up", outcome = "failed", %cause, "the first request will ask itself");
    }
}

async fn answer(router: Router, mut event: LambdaEvent<LambdaRequest>) -> impl Serialize {
    if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
        tame(request);
    }
    // The adapter itself must not live across the wait: it would keep this future to one thread.
    let answered = Adapter::from(router).call(event);
    let Ok(response) = answered.await;
    response
}

/// lambda_http panics where it can build no URI of what the client sent, or cannot decode the body: the
/// client would get a 500 that is not in the envelope. So these parts are made such that it can.
fn tame(request: &mut ApiGatewayV2httpRequest) {
    // The URI's host is for nobody here.
    request.headers.remove(HOST);
    request.request_context.domain_name = None;

    let path = request.raw_path.take().unwrap_or_default();
    let query = request.raw_query_string.take().unwrap_or_default();
    let is_too_long = path.len() + query.len() > MAX_TARGET;
    // `/` is no route of ours: 404.
    let is_path = path.starts_with('/') && !is_too_long;
    request.raw_path = Some(if is_path { path } else { "/".to_owned() });
    request.raw_query_string = Some(if is_too_long { String::new() } else { escaped(&query) });

    let is_undecodable =
        request.is_base64_encoded && request.body.as_deref().is_some_and(|body| STANDARD.decode(body).is_err());
    if is_undecodable {
        request.is_base64_encoded = false;
    }
}

/// A query string with what no URI may have escaped, and everything else as it was.
fn escaped(query: &str) -> String {
    let mut escaped = String::with_capacity(query.len());
    for c in query.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '#' | '<' | '>') {
            escaped.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                escaped.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    escaped
}
