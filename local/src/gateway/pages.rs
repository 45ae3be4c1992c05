//! Pages that `cargo dev` has beside the API. They need no internet: all that they load is in the binary.

use axum::extract::State;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use http::header::CONTENT_TYPE;

use super::addresses::Addresses;
use crate::openapi;

const DOCS: &str = include_str!("../../assets/docs.html");
const WATCH: &str = include_str!("../../assets/watch.html");
const LIVEKIT_CLIENT: &str = include_str!("../../assets/livekit-client/livekit-client.umd.js");

/// `/docs`, `/openapi.json`, `/watch`, and `/_dev`, by which `cargo dev live` finds its way.
pub(super) fn router(addresses: Addresses) -> Router {
    let script = async || ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], LIVEKIT_CLIENT);
    Router::new()
        .route("/docs", get(async || Html(DOCS)))
        .route("/openapi.json", get(async || Json(openapi::document())))
        .route("/watch", get(async || Html(WATCH)))
        .route("/watch/livekit-client.umd.js", get(script))
        .route("/_dev", get(dev))
        .with_state(addresses)
}

async fn dev(State(addresses): State<Addresses>) -> impl IntoResponse {
    Json(addresses)
}
