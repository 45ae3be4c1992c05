//! What work that hangs on a dependency ends with when it does not succeed: in the table, in LiveKit, in every
//! service over them. What a caller of the API is told is another matter, and the API's own.

use std::borrow::Cow;

/// What a piece of work answers when it does not succeed.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The cause of a fault, for the log only.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a piece of work could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// DynamoDB, Secrets Manager or another dependency cannot be reached, or is throttled: the same may succeed
    /// later.
    #[error("{dependency}: {source}")]
    Unavailable {
        /// Which.
        dependency: &'static str,
        /// The cause.
        source: Source,
    },
    /// A fault of ours, which would be the same the next time.
    #[error("{0}")]
    Internal(#[source] Source),
}

impl Error {
    /// A fault of ours, from its cause.
    pub fn internal(source: impl Into<Source>) -> Self {
        Self::Internal(source.into())
    }

    /// A fault of ours that has no cause but itself.
    pub fn fault(what: impl Into<Cow<'static, str>>) -> Self {
        Self::Internal(what.into().into_owned().into())
    }

    /// A dependency that is away.
    pub fn unavailable(dependency: &'static str, source: impl Into<Source>) -> Self {
        Self::Unavailable { dependency, source: source.into() }
    }
}
