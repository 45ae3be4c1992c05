//! Pages that `cargo dev` has beside the API. They need no internet: all that they load is in the binary.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::get;
use axum::{Json, Router};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::addresses::Addresses;
use crate::openapi;

const DOCS: &str = include_str!("../../assets/swagger-ui/index.html");
const DOCS_START: &str = include_str!("../../assets/swagger-ui/start.js");
const SWAGGER_UI: &str = include_str!("../../assets/swagger-ui/swagger-ui-bundle.js");
const SWAGGER_UI_STYLE: &str = include_str!("../../assets/swagger-ui/swagger-ui.css");
/// `/docs` may load what it needs from here, and talk to the API here; nothing of it goes elsewhere. Swagger
/// UI has its icons in `data:` addresses, and writes styles into its elements.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const WATCH: &str = include_str!("../../assets/watch.html");
const LIVEKIT_CLIENT: &str = include_str!("../../assets/livekit-client/livekit-client.umd.js");

/// `/docs`, `/openapi.json`, `/watch`, and `/_dev`, by which `cargo dev live` finds its way.
pub(super) fn router(addresses: Addresses) -> Router {
    Router::new()
        .route("/docs", get(async || ([(CONTENT_SECURITY_POLICY, DOCS_POLICY)], Html(DOCS))))
        .route("/docs/", get(async || Redirect::permanent("/docs")))
        .route("/docs/start.js", get(async || script(DOCS_START)))
        .route("/docs/swagger-ui-bundle.js", get(async || script(SWAGGER_UI)))
        .route("/docs/swagger-ui.css", get(async || ([(CONTENT_TYPE, "text/css; charset=utf-8")], SWAGGER_UI_STYLE)))
        .route("/openapi.json", get(async || Json(openapi::document())))
        .route("/watch", get(async || Html(WATCH)))
        .route("/watch/livekit-client.umd.js", get(async || script(LIVEKIT_CLIENT)))
        .route("/_dev", get(dev))
        .with_state(addresses)
}

fn script(text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], text)
}

async fn dev(State(addresses): State<Addresses>) -> impl IntoResponse {
    Json(addresses)
}
