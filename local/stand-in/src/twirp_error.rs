//! What a call that fails is answered with.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An error as Twirp answers it: JSON with a code that names the HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TwirpError {
    code: &'static str,
    msg: String,
}

impl TwirpError {
    /// With one of Twirp's codes.
    pub fn new(code: &'static str, msg: &str) -> Self {
        Self { code, msg: msg.to_owned() }
    }

    /// The status that Twirp's specification gives a code.
    fn status(&self) -> StatusCode {
        match self.code {
            "invalid_argument" | "malformed" | "out_of_range" => StatusCode::BAD_REQUEST,
            "unauthenticated" => StatusCode::UNAUTHORIZED,
            "permission_denied" => StatusCode::FORBIDDEN,
            "not_found" | "bad_route" => StatusCode::NOT_FOUND,
            "canceled" | "deadline_exceeded" => StatusCode::REQUEST_TIMEOUT,
            "already_exists" | "aborted" => StatusCode::CONFLICT,
            "failed_precondition" => StatusCode::PRECONDITION_FAILED,
            "resource_exhausted" => StatusCode::TOO_MANY_REQUESTS,
            "unimplemented" => StatusCode::NOT_IMPLEMENTED,
            "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for TwirpError {
    fn into_response(self) -> Response {
        (self.status(), axum::Json(self)).into_response()
    }
}
