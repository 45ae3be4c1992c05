//! The Lambda runtime: API Gateway v2 events in, responses out.

use axum::Router;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, LambdaEvent};
use lambda_runtime::{Context, Service as _};
use serde_json::Value;

use super::Routes;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};

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
        // The adapter itself must not live across the wait: it would keep this future to one thread.
        let answer = Adapter::from(self.0.clone()).call(LambdaEvent::new(request, context));
        let Ok(response) = answer.await;
        serde_json::to_value(response).map_err(Error::internal)
    }
}

/// Runs a function in Lambda: reads the environment, then takes invocations until the process ends.
///
/// # Errors
/// The environment cannot be used, or Lambda's Runtime API is away.
pub async fn run(routes: Routes) -> Result<(), lambda_http::Error> {
    super::init_logs();
    let app = App::new(&Config::from_env()?, Clock::system())?;
    lambda_http::run(routes.into_router(app)).await
}
