//! The HTTP gateway: what API Gateway is in front of the functions, and the pages for development.

mod addresses;
mod cors;
mod event;
mod pages;
mod recordings;
mod response;
mod route;

pub use addresses::Addresses;
pub use event::event;
pub use recordings::recordings;
pub use response::{Malformed, response};
pub use route::{Route, route};

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::json;

use crate::functions::Functions;

/// Largest body that an HTTP API takes, in bytes (AWS: "Quotas for HTTP APIs").
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The gateway over `functions`, for callers of these origins. To be served with the callers' addresses
/// (`into_make_service_with_connect_info::<SocketAddr>`).
pub fn router(functions: Arc<Functions>, origins: &[String], addresses: Addresses) -> Router {
    router_with(functions, origins, addresses, Router::new())
}

/// The same, with further routes beside the API, for the same origins.
pub fn router_with(functions: Arc<Functions>, origins: &[String], addresses: Addresses, more: Router) -> Router {
    let own = Router::new().fallback(forward).with_state(functions).merge(pages::router(addresses));
    own.merge(more).layer(cors::layer(origins))
}

/// Hands a request to its function, and the function's response back.
async fn forward(
    State(functions): State<Arc<Functions>>,
    ConnectInfo(caller): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    // A custom domain finds the route behind its mapping, and hands the path over with it.
    let mapping = functions.base_path().map(|path| format!("/{path}"));
    let mapped =
        mapping.as_deref().and_then(|mapping| target.strip_prefix(mapping)).filter(|rest| rest.starts_with('/'));
    let mut event = event(&parts.method, mapped.unwrap_or(target), &parts.headers, &body, caller.ip());
    let path = event["rawPath"].as_str().unwrap_or_default().to_owned();
    let group = route(&path).group;
    if let (Some(_), Some(mapping)) = (mapped, mapping) {
        let path = mapping + &path;
        event["requestContext"]["http"]["path"] = path.as_str().into();
        event["rawPath"] = path.into();
    }
    let answer = match functions.invoke(group, event).await {
        Ok(answer) => response(answer).map_err(|malformed| malformed.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match answer {
        Ok(response) => response.map(Body::from),
        Err(cause) => {
            tracing::error!(event = "gateway", group, outcome = "function error", cause);
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
    }
}

/// What API Gateway itself answers, in its own form.
fn refusal(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}
