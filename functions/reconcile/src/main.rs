//! The Lambda binary of the `reconcile` function: invoked each minute by the schedule.

#![recursion_limit = "256"]

use reconcile::App;
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let handle = |app: App, _: Value| async move { Ok(reconcile::handle(&app, reconcile::LOOK_GAP).await?) };
    runtime::worker::run(App::new, handle).await
}
