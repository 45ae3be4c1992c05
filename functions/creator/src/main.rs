//! The Lambda binary of the `creator` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    web::run(creator::routes()).await
}
