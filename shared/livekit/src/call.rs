//! One call to LiveKit: how long it took, and why it failed.

use std::time::Instant;

use livekit_api::services::{ServerError, ServiceError};
use runtime::Source;
use runtime::metrics::{self, Metric};

/// Why a call to LiveKit failed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// LiveKit has no such ingress, room or participant.
    #[error("not found in LiveKit")]
    NotFound,
    /// LiveKit answered, and refused.
    #[error("refused by LiveKit: {0}")]
    Refused(Source),
    /// No answer, or none that can be read.
    #[error("LiveKit is away: {0}")]
    Away(Source),
}

impl CallError {
    /// `NotFound` is success for whoever wants the thing gone.
    ///
    /// # Errors
    /// Every other failure.
    pub fn gone_is_fine<T>(result: Result<T, Self>) -> Result<(), Self> {
        match result {
            Ok(_) | Err(Self::NotFound) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// Makes a call, and tells how long it took.
pub(crate) async fn timed<T>(call: impl Future<Output = Result<T, ServiceError>>) -> Result<T, CallError> {
    let started = Instant::now();
    let answered = call.await;
    metrics::elapsed(Metric::LiveKitLatency, started.elapsed());
    answered.map_err(call_error)
}

fn call_error(error: ServiceError) -> CallError {
    match error {
        ServiceError::Twirp(ServerError::Twirp(code)) => match code.code.as_str() {
            "not_found" => CallError::NotFound,
            "unavailable" | "internal" | "deadline_exceeded" | "resource_exhausted" | "unknown" => {
                CallError::Away(code.to_string().into())
            }
            _ => CallError::Refused(code.to_string().into()),
        },
        // The address of the request is no secret, but it is noise.
        ServiceError::Twirp(ServerError::Request(error)) => CallError::Away(error.without_url().into()),
        other => CallError::Away(other.into()),
    }
}
