//! The Lambda binary of the `webhook` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    web::run(webhook::routes()).await
}
