//! The start of a stand-in: its address, its paths, and what it does by itself.

use std::time::Duration;

use axum::{Router, routing};
use tokio::net::TcpListener;

use crate::options::Options;
use crate::server::StandIn;
use crate::{control, twirp};

/// How often it looks what time has brought: dead connections, empty rooms.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);

impl StandIn {
    /// Starts one on the current runtime.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind(options.bind).await?;
        let stand_in = Self::new(&options, listener.local_addr()?);
        let router = Router::new()
            .route("/", routing::get(|| async { "OK" }))
            .route("/twirp/{service}/{method}", routing::post(twirp::answer))
            .merge(control::router())
            .with_state(stand_in.clone());
        let stop = stand_in.stop_signal().clone();
        let serve = axum::serve(listener, router).with_graceful_shutdown(async move { stop.wait().await });
        let served = tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "the LiveKit stand-in failed");
            }
        });
        let swept = tokio::spawn(sweep_on(stand_in.clone()));
        let uploaded = tokio::spawn(upload_on(stand_in.clone()));
        stand_in.keep([served, swept, uploaded]);
        tracing::info!(url = stand_in.url(), "the LiveKit stand-in listens; it carries no media");
        Ok(stand_in)
    }
}

async fn sweep_on(stand_in: StandIn) {
    let mut ticks = tokio::time::interval(SWEEP_INTERVAL);
    loop {
        tokio::select! {
            () = stand_in.stop_signal().wait() => return,
            _ = ticks.tick() => stand_in.sweep(),
        }
    }
}

async fn upload_on(stand_in: StandIn) {
    loop {
        tokio::select! {
            () = stand_in.stop_signal().wait() => return,
            () = stand_in.has_changed() => stand_in.upload().await,
        }
    }
}
