//! The Lambda binary of the `stream` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    shared::http::run(stream::routes()).await
}
