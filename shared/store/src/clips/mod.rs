//! Clips and highlights: what stands of them, who finds them, and what is done with them.

mod begin;
mod change;
mod delete;
mod found;
mod highlight;
mod items;
mod known;
mod lists;
mod made;
mod rights;

pub use begin::ClipBegun;
pub use change::ClipChanged;
pub use delete::{ClipDeleted, ClipDeletion};
pub use found::{ClipSeen, Clippable};
pub use highlight::HighlightBegun;
pub use items::ClipItem;
pub use lists::ClipRow;
