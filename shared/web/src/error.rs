//! What any operation may end with, without HTTP in it; what one operation refuses stands in its own file, see
//! [`Refusals`](crate::Refusals). `status.rs` holds the only table that says which status each becomes.

use std::borrow::Cow;
use std::time::Duration;

use domain::ApplicationStatus;

/// What a function answers when it does not succeed.
pub type Result<T, E = Error> = std::result::Result<T, E>;

pub use runtime::Source;

/// One field of a request that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Name of the field, as the frontend sent it.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, message: impl std::fmt::Display) -> Self {
        Self { field: field.into(), message: message.to_string() }
    }
}

/// What a request to any operation can end with instead of success.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No valid bearer token where one is needed.
    #[error("Authentication required")]
    Unauthenticated,
    /// Only administrators may.
    #[error("Admin access required")]
    NotAnAdmin,
    /// Only who moderates the chat may.
    #[error("Moderator access required")]
    NotAModerator,
    /// Only the host of the chat may.
    #[error("Host access required")]
    NotTheHost,
    /// The creator gate's refusal, with the status of the caller's application.
    #[error("{message}")]
    NotACreator {
        /// `Creator application required` or `Creator approval required`.
        message: &'static str,
        /// `None`: never applied.
        status: Option<ApplicationStatus>,
    },
    /// Fields that break their rules, all of them.
    #[error("Validation error")]
    Invalid(Vec<FieldError>),
    /// A cursor that is foreign, altered or outlived.
    #[error("Invalid cursor")]
    InvalidCursor,
    /// The Idempotency-Key was used for another request.
    #[error("Idempotency key already used")]
    KeyUsed,
    /// The same request is being worked on; ask again after the time given.
    #[error("Request in progress")]
    InProgress(Duration),
    /// Too many requests of this caller.
    #[error("Too many requests")]
    RateLimited {
        /// When to try again.
        retry_after: Duration,
    },
    /// The body is larger than we read.
    #[error("Payload too large")]
    TooLarge,
    /// No such route.
    #[error("Not found")]
    NoRoute,
    /// The route exists for other methods.
    #[error("Method not allowed")]
    MethodNotAllowed,
    /// DynamoDB, Secrets Manager or the identity provider cannot be reached, or is throttled.
    #[error("Service unavailable")]
    Unavailable {
        /// Which.
        dependency: &'static str,
        /// The cause.
        source: Source,
    },
    /// A fault of ours.
    #[error("Internal server error")]
    Internal(#[source] Source),
}

impl Error {
    /// The creator gate's refusal of a user whose application has `status`; `None`: never applied.
    #[must_use]
    pub const fn not_a_creator(status: Option<ApplicationStatus>) -> Self {
        let message = match status {
            None => "Creator application required",
            Some(_) => "Creator approval required",
        };
        Self::NotACreator { message, status }
    }

    /// Its kind, for metrics.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::NotAnAdmin | Self::NotAModerator | Self::NotTheHost => "forbidden",
            Self::NotACreator { .. } => "not_a_creator",
            Self::Invalid(_) => "invalid",
            Self::InvalidCursor => "refused",
            Self::KeyUsed => "conflict",
            Self::InProgress(_) => "in_progress",
            Self::RateLimited { .. } => "rate_limited",
            Self::TooLarge => "too_large",
            Self::NoRoute => "no_route",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Unavailable { .. } => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// One field that breaks its rule.
    pub fn invalid(field: &'static str, message: impl std::fmt::Display) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

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

impl From<runtime::Error> for Error {
    fn from(error: runtime::Error) -> Self {
        match error {
            runtime::Error::Unavailable { dependency, source } => Self::Unavailable { dependency, source },
            runtime::Error::Internal(source) => Self::Internal(source),
        }
    }
}
