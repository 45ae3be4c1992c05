//! Recordings: a Vod for each recorded broadcast, and its runs.

mod items;
mod page;
mod told;

pub use items::{RunItem, VodItem};
pub use page::Recording;
pub use told::Heard;
