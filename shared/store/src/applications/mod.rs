//! Creator applications, what administrators do with them, and the log of that.

mod act;
mod application;
mod audit;
mod items;

pub use act::{Act, Acted};
pub use application::Submitted;
pub(crate) use audit::entry_write;
pub(crate) use items::{ApplicationItem, AuditItem};
