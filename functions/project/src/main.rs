//! The Lambda binary of the `project` function: invoked with batches of the table's stream.

#![recursion_limit = "256"]

use lambda_runtime::{LambdaEvent, service_fn};
use shared::App;
use shared::clock::Clock;
use shared::config::Config;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    shared::http::init_logs();
    let app = App::new(&Config::from_env()?, Clock::system())?;
    let handler = service_fn(|event: LambdaEvent<project::TableEvent>| {
        let app = app.clone();
        async move { Ok::<_, lambda_runtime::Error>(project::handle(&app, event.payload).await) }
    });
    lambda_runtime::run(handler).await
}
