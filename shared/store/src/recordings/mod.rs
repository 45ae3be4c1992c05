//! Recordings: a Vod for each recorded broadcast, and its runs.

mod items;
mod page;
mod told;
mod vod;

pub use items::{RunItem, VodItem};
pub use page::Recording;
pub use told::Heard;
pub use vod::VodChange;
