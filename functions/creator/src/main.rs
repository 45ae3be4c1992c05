//! The Lambda binary of the `creator` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    shared::http::run(creator::routes()).await
}
