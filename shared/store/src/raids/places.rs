//! The attributes in which a raid stands.

/// The raid, on the raider's stream and on their counter.
pub(super) const RAID: &str = "raid";
/// Who raids a stream: a set on the target's.
pub(super) const RAIDERS: &str = "raiders";
