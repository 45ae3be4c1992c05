//! The gateway on a port of its own, for whoever can only speak HTTP: LiveKit and its webhooks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use local::Functions;
use local::gateway::{self, Addresses};
use tokio::net::TcpListener;

/// Opens the gateway until the test's runtime ends; answers where it is.
#[expect(clippy::expect_used, reason = "a test without its gateway has failed")]
pub(crate) async fn open(functions: Arc<Functions>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let api = format!("http://{}", listener.local_addr().expect("its address"));
    let addresses = Addresses {
        api: api.clone(),
        dynamodb: String::new(),
        table: String::new(),
        livekit: String::new(),
        stand_in: None,
    };
    let router = gateway::router(functions, &[], addresses).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    api
}
