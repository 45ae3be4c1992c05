//! Answers as DynamoDB refuses, and as a network breaks.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

/// Namespace of the errors in DynamoDB's JSON.
pub(super) const ERRORS: &str = "com.amazonaws.dynamodb.v20120810#";

/// As the service answers it: to a transaction with a reason for each item, here the conflict on another
/// one each time; to a single write as an error of its own.
pub(super) fn conflict(operation: &str, body: &[u8], before: u64) -> Response {
    if operation != "TransactWriteItems" {
        let error = json!({
            "__type": format!("{ERRORS}TransactionConflictException"),
            "message": "Transaction is ongoing for the item",
        });
        return refusal(StatusCode::BAD_REQUEST, &error);
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let items = request["TransactItems"].as_array().map_or(1, Vec::len).max(1) as u64;
    let reasons: Vec<Value> = (0..items)
        .map(|item| match item == before % items {
            true => json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" }),
            false => json!({ "Code": "None" }),
        })
        .collect();
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason["Code"].as_str()).collect();
    let message =
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "));
    let error = json!({
        "__type": format!("{ERRORS}TransactionCanceledException"),
        "Message": message,
        "CancellationReasons": reasons,
    });
    refusal(StatusCode::BAD_REQUEST, &error)
}

pub(super) fn refuse(kind: &str) -> Response {
    refusal(StatusCode::BAD_REQUEST, &json!({ "__type": kind, "message": "Refused." }))
}

pub(super) fn refusal(status: StatusCode, error: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.0")], error.to_string()).into_response()
}

/// An answer that breaks off: the connection closes before there is a body.
pub(crate) fn cut() -> Response {
    let broken = futures::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("cut")) });
    Body::from_stream(broken).into_response()
}
