//! Pages that `cargo dev` has beside the API. They need no internet: all that they load is in the binary.

use axum::extract::State;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::Addresses;

const DOCS: &str = include_str!("../../assets/docs.html");
const WATCH: &str = include_str!("../../assets/watch.html");
const LIVEKIT_CLIENT: &str = include_str!("../../assets/livekit-client/livekit-client.umd.js");

/// `/docs`, `/openapi.json`, `/watch`, and `/_dev`, by which `cargo dev live` finds its way.
pub(super) fn router(addresses: Addresses) -> Router {
    let script = async || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], LIVEKIT_CLIENT);
    Router::new()
        .route("/docs", get(async || Html(DOCS)))
        .route("/openapi.json", get(openapi))
        .route("/watch", get(async || Html(WATCH)))
        .route("/watch/livekit-client.umd.js", get(script))
        .route("/_dev", get(dev))
        .with_state(addresses)
}

async fn dev(State(addresses): State<Addresses>) -> impl IntoResponse {
    Json(addresses)
}

/// The document as the clone has it now, so that a page that is open shows changes when it is loaded again.
async fn openapi() -> impl IntoResponse {
    const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    match std::fs::read(PATH) {
        Ok(document) => ([(CONTENT_TYPE, "application/json")], document).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
