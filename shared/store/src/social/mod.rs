//! Who follows whom, and who blocks whom.

mod block;
mod follow;
mod items;

pub use block::Blocked;
pub use follow::{FollowEntry, FollowPage, Followed, Followee};
pub(crate) use items::{BlockItem, FollowedPart, FollowerShard};
pub use items::{Edge, FollowingCount};
