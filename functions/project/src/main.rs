//! The Lambda binary of the `project` function: invoked with batches of the table's stream.

#![recursion_limit = "256"]

use project::{App, TableEvent};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::worker::run(App::new, |app: App, batch: TableEvent| async move { Ok(project::handle(&app, batch).await) })
        .await
}
