//! How viewers find streams and creators: directory, search, ranking.

mod directory;
mod directory_list;
mod ranking;
mod ranking_items;
mod rows;
mod search;
mod search_index;
mod tag_list;

pub use directory::{DirectoryEntry, DirectoryTotal};
pub use directory_list::{DirectoryPage, DirectoryPlace};
pub use ranking::{
    FRONT_BYTES, FRONT_SLICE, FRONT_SLICES, RANKING_AGE_SECS, RANKING_ASKED_AT, RANKING_KEPT_SECS, Snapshot,
};
pub(crate) use ranking_items::{Chunk, TablePart};
pub use ranking_items::{Front, FrontEntry, RankingLease, Top, Tops};
pub use rows::CreatorRow;
pub use search::{SearchPage, SearchPlace};
pub use search_index::EntryItem;
pub(crate) use search_index::{NewEntry, Record};
pub(crate) use tag_list::TagItem;
