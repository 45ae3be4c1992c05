//! Where a clip stands.

use serde::{Deserialize, Serialize};

/// A clip is ready or has failed within this, in seconds after it was asked for.
pub const MADE_WITHIN_SECS: i64 = 120;

/// What a clip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClipKind {
    /// Up to a minute of a recording, by whoever may.
    Clip,
    /// Pieces of a recording in a row, by its creator.
    Highlight,
}

/// Where a clip stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClipState {
    /// It is being made.
    Processing,
    /// It can be played.
    Ready,
    /// It could not be made.
    Failed,
}
