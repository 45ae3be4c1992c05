//! Clips and highlights: pieces of a recording that are kept apart from it. What one is, who may make it, and what of it may
//! be changed.

mod change;
mod item;
mod piece;
mod state;
mod who;
mod wish;

pub use change::{EDITABLE_SECS, NotChanged, SOURCE_MILLIS};
pub use item::{Clip, Made};
pub use piece::{Found, Piece};
pub use state::{ClipKind, ClipState, MADE_WITHIN_SECS};
pub use who::{Clipper, NoClip};
pub use wish::{MAX_MILLIS, MAX_RANGES, MIN_MILLIS, Range, USUAL_MILLIS, Wish, window};

/// Most characters of a clip's title.
pub const MAX_TITLE: usize = 100;
