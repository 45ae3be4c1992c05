//! What all questions end with that have no answer.

/// Why a question has no answer.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;
