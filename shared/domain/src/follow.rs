//! Who follows whom.

/// Most creators that one user follows.
pub const FOLLOW_LIMIT: u32 = 5_000;
