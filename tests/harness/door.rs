//! The gateway on a port of its own, for whoever can only speak HTTP: LiveKit and its webhooks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use local::Functions;
use local::gateway::{self, Addresses};
use tokio::net::TcpListener;

/// Looks for a given port to become free: the test before this one may still be ending.
const LOOKS: (usize, Duration) = (100, Duration::from_millis(50));

/// Opens the gateway until the test's runtime ends, on this port or on a free one; answers where it is.
#[expect(clippy::expect_used, reason = "a test without its gateway has failed")]
pub(crate) async fn open(functions: Arc<Functions>, port: Option<u16>) -> String {
    let listener = bind(port.unwrap_or_default()).await;
    let api = format!("http://{}", listener.local_addr().expect("its address"));
    let addresses = Addresses {
        api: api.clone(),
        dynamodb: String::new(),
        table: String::new(),
        s3: None,
        livekit: String::new(),
        stand_in: None,
    };
    let router = gateway::router(functions, &[], addresses).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    api
}

#[expect(clippy::expect_used, reason = "a test without its gateway has failed")]
async fn bind(port: u16) -> TcpListener {
    for _ in 0..LOOKS.0 {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            return listener;
        }
        tokio::time::sleep(LOOKS.1).await;
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.expect("a port")
}
