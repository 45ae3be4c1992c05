//! What runs over store and LiveKit for several functions. Each owns what it needs.

pub mod outbox;
pub mod ranking;
mod viewer_count;

pub use outbox::Outbox;
pub use ranking::Ranking;
pub use viewer_count::ViewerCounts;
