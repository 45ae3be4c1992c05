//! The Lambda binary of the `chat_fan` function: invoked with batches of the stream of the table of chats.

use chat_fan::App;
use table::change::TableEvent;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    runtime::worker::run(App::new, |app: App, batch: TableEvent| async move { Ok(chat_fan::handle(&app, batch).await) })
        .await
}
