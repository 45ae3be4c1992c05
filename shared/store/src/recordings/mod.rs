//! Recordings: a Vod for each recorded broadcast, with its markers, and its runs.

mod change;
mod delete;
mod items;
mod kept;
mod markers;
mod page;
mod told;
mod vod;

pub use change::{VodChange, VodChanged};
pub use delete::VodDeleted;
pub use items::{RunItem, VodItem};
pub(crate) use kept::Kept;
pub use markers::Marked;
pub use page::Recording;
pub use told::Heard;
