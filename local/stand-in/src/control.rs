//! What other processes may do with a stand-in, as `cargo dev live` does. Nothing here is LiveKit's, and
//! nothing asks for a key: it is for the loopback only.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::json;

use crate::StandIn;
use crate::view::{Connection, Push, Refused, RoomView};

/// The paths below `/stand-in`.
pub fn router() -> Router<StandIn> {
    Router::new()
        .route("/stand-in/rooms", routing::get(rooms))
        .route("/stand-in/live/{room}", routing::post(live))
        .route("/stand-in/offline/{room}", routing::post(offline))
        .route("/stand-in/join", routing::post(join))
        .route("/stand-in/leave", routing::post(leave))
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::UnknownKey | Self::NoIngress => StatusCode::NOT_FOUND,
            Self::AlreadyLive | Self::Disabled => StatusCode::CONFLICT,
            Self::BadToken(_) | Self::MayNotJoin => StatusCode::UNAUTHORIZED,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

async fn rooms(State(stand_in): State<StandIn>) -> Json<Vec<RoomView>> {
    Json(stand_in.rooms())
}

/// An encoder connects with the room's key.
async fn live(State(stand_in): State<StandIn>, Path(room): Path<String>) -> Result<Json<Push>, Refused> {
    stand_in.change(|state| state.go_live(&room)).map(Json)
}

/// The room's encoder stops.
async fn offline(State(stand_in): State<StandIn>, Path(room): Path<String>) -> Response {
    if stand_in.stop(&room) {
        return Json(json!({ "room": room })).into_response();
    }
    (StatusCode::CONFLICT, Json(json!({ "error": "no push is live in this room" }))).into_response()
}

#[derive(Deserialize)]
struct Join {
    token: String,
}

async fn join(State(stand_in): State<StandIn>, Json(join): Json<Join>) -> Result<Json<Connection>, Refused> {
    stand_in.join(&join.token).map(Json)
}

#[derive(Deserialize)]
struct Leave {
    sid: String,
}

async fn leave(State(stand_in): State<StandIn>, Json(leave): Json<Leave>) -> Response {
    if stand_in.leave(&leave.sid) {
        return Json(json!({ "sid": leave.sid })).into_response();
    }
    (StatusCode::NOT_FOUND, Json(json!({ "error": "no viewer has this connection" }))).into_response()
}
