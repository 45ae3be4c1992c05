//! Twirp: LiveKit's calls over HTTP, with protobuf bodies.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::call::Call;
use crate::twirp_error::TwirpError;
use crate::{StandIn, auth};

/// `POST /twirp/{service}/{method}`: notes the call, lets a fault strike it, carries it out.
pub async fn answer(
    State(stand_in): State<StandIn>,
    Path((service, method)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call::parse(&service, &method, &body);
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let number = stand_in.note_call(&method, call.as_ref().ok(), authorization);
    let work = || carry_out(&stand_in, &headers, &call);
    let response = match stand_in.faults().take(&method) {
        Some(fault) => fault.answer(stand_in.stop_signal(), work).await,
        None => work(),
    };
    stand_in.note_status(number, response.status().as_u16());
    response
}

fn carry_out(stand_in: &StandIn, headers: &HeaderMap, call: &Result<Call, TwirpError>) -> Response {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let claims = match stand_in.gate().header(authorization) {
        Ok(claims) => claims,
        Err(bad) => return (StatusCode::UNAUTHORIZED, bad.to_string()).into_response(),
    };
    let answer = call.as_ref().map_err(Clone::clone).and_then(|call| {
        auth::require(call.need(), claims.as_ref())?;
        stand_in.change(|state| call.carry_out(state))
    });
    match answer {
        Ok(bytes) => ([(CONTENT_TYPE, "application/protobuf")], bytes).into_response(),
        Err(error) => error.into_response(),
    }
}
