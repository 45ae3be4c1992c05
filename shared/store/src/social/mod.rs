//! Who follows whom, and who blocks whom.

mod block;
mod follow;

pub use block::Blocked;
pub(crate) use follow::Edge;
pub use follow::{FollowEntry, FollowPage, Followed, Followee};
