//! The Lambda loop of a function that answers no HTTP.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Clock;
use crate::config::Config;
use crate::{logs, metrics};

/// Runs a worker in Lambda: reads the environment, makes the worker's state of it, then takes invocations until the
/// process ends.
///
/// # Errors
/// The environment cannot be used, or Lambda's Runtime API is away.
pub async fn run<S, M, E, A, F>(
    make: impl FnOnce(&Config, Clock) -> Result<S, M>,
    handle: impl Fn(S, E) -> F,
) -> Result<(), Error>
where
    S: Clone,
    M: Into<Error>,
    E: DeserializeOwned,
    A: Serialize,
    F: Future<Output = Result<A, Error>>,
{
    logs::init();
    let config = Config::from_env()?;
    metrics::report_as(config.function_name.as_deref());
    let state = make(&config, Clock::system()).map_err(Into::into)?;
    lambda_runtime::run(service_fn(|event: LambdaEvent<E>| handle(state.clone(), event.payload))).await
}
