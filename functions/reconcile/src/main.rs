//! The Lambda binary of the `reconcile` function: invoked each minute by the schedule.

#![recursion_limit = "256"]

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use shared::App;
use shared::clock::Clock;
use shared::config::Config;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::http::init_logs();
    let app = App::new(&Config::from_env()?, Clock::system())?;
    let handler = service_fn(|_: LambdaEvent<Value>| {
        let app = app.clone();
        async move { reconcile::handle(&app, reconcile::LOOK_GAP).await.map_err(lambda_runtime::Error::from) }
    });
    lambda_runtime::run(handler).await
}
