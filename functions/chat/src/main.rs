//! The Lambda binary of the `chat` function.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    web::run(chat::routes()).await
}
