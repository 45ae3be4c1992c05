//! The only table that says which status an error becomes, and the failure envelope.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use domain::{ApplicationStatus, Time};
use http::header::{CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::error::{Error, FieldError};
use crate::refusal::{Failed, Kind, Refusal, Refusals};

/// A client may try again after so many seconds when a dependency is away.
const AWAY_RETRY_SECS: u64 = 2;

/// `{"success":false,"error":…}`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    /// Always false.
    success: bool,
    /// The contract's text.
    error: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The refusal's own name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// Until when it is refused, where that is a matter of time.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Time>,
    /// Every field that breaks its rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<FieldError>,
    /// Status of the caller's creator application, on the creator gate's refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    application_status: Option<Option<ApplicationStatus>>,
}

impl Error {
    /// The status that this error is answered with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) | Self::InvalidCursor => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::NotAnAdmin | Self::NotAModerator | Self::NotTheHost | Self::NotACreator { .. } => {
                StatusCode::FORBIDDEN
            }
            Self::NoRoute => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::KeyUsed | Self::InProgress(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// When a client may try again.
    const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::InProgress(retry_after) => Some(*retry_after),
            Self::Unavailable { .. } => Some(Duration::from_secs(AWAY_RETRY_SECS)),
            _ => None,
        }
    }

    /// The cause of a fault, for the log.
    fn cause(&self) -> Option<String> {
        match self {
            Self::Unavailable { dependency, source } => Some(format!("{dependency}: {source}")),
            Self::Internal(source) => Some(source.to_string()),
            _ => None,
        }
    }
}

impl Kind {
    /// The status that a refusal of this kind is answered with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Refused => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its name, for metrics.
    const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::TooMany => "rate_limited",
            Self::Failed => "livekit",
        }
    }
}

/// Kind of a failure, left on the response for the request's log line.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub kind: &'static str,
    pub error: String,
    pub cause: Option<String>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.status(), self.retry_after());
        let outcome = Outcome { kind: self.kind(), error: self.to_string(), cause: self.cause() };
        let (mut details, mut application_status) = (vec![], None);
        match self {
            Self::Invalid(fields) => details = fields,
            Self::NotACreator { status, .. } => application_status = Some(status),
            _ => {}
        }
        let error = outcome.error.clone();
        let failure =
            Failure { success: false, error, message: None, code: None, until: None, details, application_status };
        let mut response = answer(status, failure, outcome);
        tell_when(&mut response, retry_after);
        response
    }
}

/// Tells when to try again, in whole seconds.
fn tell_when(response: &mut Response, retry_after: Option<Duration>) {
    if let Some(after) = retry_after {
        let seconds = after.as_millis().div_ceil(1_000).max(1);
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX)));
    }
}

impl<R: Refusals> IntoResponse for Failed<R> {
    fn into_response(self) -> Response {
        let (refused, cause, until, retry_after) = match self {
            Self::Common(error) => return error.into_response(),
            Self::Refused(refused) => (refused, None, None, None),
            Self::Because(refused, cause) => (refused, Some(cause.to_string()), None, None),
            Self::Until(refused, until, retry_after) => (refused, None, until, retry_after),
        };
        let Refusal { kind, error, message, code } = refused.refusal();
        let outcome = Outcome { kind: kind.name(), error: error.to_owned(), cause };
        let failure = Failure {
            success: false,
            error: error.to_owned(),
            message: message.map(str::to_owned),
            code,
            until,
            details: vec![],
            application_status: None,
        };
        let mut response = answer(kind.status(), failure, outcome);
        tell_when(&mut response, retry_after);
        response
    }
}

fn answer(status: StatusCode, failure: Failure, outcome: Outcome) -> Response {
    let mut response = (status, axum::Json(failure)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(outcome);
    response
}
