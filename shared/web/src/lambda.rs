//! The Lambda runtime: API Gateway v2 events in, responses out.

use std::time::Duration;

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Uri;
use http::header::HOST;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent};
use lambda_runtime::{Context, Service as _, service_fn};
use runtime::{Clock, Config, logs, metrics};
use serde::Serialize;
use serde_json::Value;

use super::{Routes, target};
use crate::app::App;
use crate::error::{Error, Result};

/// The first `next` is on its way within this time (measured: `cargo measure init`).
const AFTER_NEXT: Duration = Duration::from_millis(1);

/// A function as Lambda invokes it, for whoever has an event at hand: the local gateway and the tests.
#[derive(Clone)]
pub struct Function {
    router: Router,
    app: App,
}

impl Function {
    /// The function of these routes.
    #[must_use]
    pub fn new(routes: Routes, app: App) -> Self {
        Self { router: routes.into_router(app.clone()), app }
    }

    /// Invokes it with an API Gateway v2 event; the answer is the response as Lambda hands it back.
    ///
    /// # Errors
    /// The event is none, or the response cannot be written: what Lambda calls a function error.
    pub async fn invoke(&self, event: Value, request_id: &str) -> Result<Value> {
        let request: LambdaRequest = serde_json::from_value(event).map_err(Error::internal)?;
        let mut context = Context::default();
        context.request_id = request_id.to_owned();
        let response = answer(self.router.clone(), &self.app, LambdaEvent::new(request, context)).await;
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
    let router = routes.into_router(app.clone());
    lambda_runtime::run(service_fn(move |event| {
        let (router, app) = (router.clone(), app.clone());
        async move { Ok::<_, lambda_http::Error>(answer(router, &app, event).await) }
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

async fn answer(mut router: Router, app: &App, mut event: LambdaEvent<LambdaRequest>) -> impl Serialize + use<> {
    let target = match &mut event.payload {
        LambdaRequest::ApiGatewayV2(request) => tame(request, app.base_path.as_deref()),
        _ => Uri::default(),
    };
    let routed = service_fn(move |mut request: lambda_http::Request| {
        *request.uri_mut() = target.clone();
        router.call(request)
    });
    // The adapter itself must not live across the wait: it would keep this future to one thread.
    let answered = Adapter::from(routed).call(event);
    let Ok(response) = answered.await;
    response
}

/// lambda_http panics where it can build no URI of what the client sent, or cannot decode the body: the
/// client would get a 500 that is not in the envelope. So these parts are made such that it can, and the
/// target of the request is taken out, for nobody but the router to read.
fn tame(request: &mut ApiGatewayV2httpRequest, base_path: Option<&str>) -> Uri {
    // The URI's host is for nobody here.
    request.headers.remove(HOST);
    request.request_context.domain_name = None;
    let target = target::take(request, base_path);
    let is_undecodable =
        request.is_base64_encoded && request.body.as_deref().is_some_and(|body| STANDARD.decode(body).is_err());
    if is_undecodable {
        request.is_base64_encoded = false;
    }
    target
}
