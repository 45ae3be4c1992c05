//! Why a call of an outbox entry was not made.

use livekit::CallError;
use runtime::Error;

/// Whose fault it is.
pub(crate) enum Failure {
    /// LiveKit is away, or refuses.
    LiveKit(CallError),
    /// The bucket is away, or refuses.
    Bucket(Error),
    /// The table is away.
    Ours(Error),
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self::LiveKit(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}
