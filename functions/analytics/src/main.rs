//! The Lambda binary of the `analytics` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    web::run(analytics::routes()).await
}
