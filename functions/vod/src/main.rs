//! The Lambda binary of the `vod` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    web::run(vod::routes()).await
}
