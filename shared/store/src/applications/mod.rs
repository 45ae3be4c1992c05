//! Creator applications, what administrators do with them, and the log of that.

mod act;
mod application;
mod audit;

pub use act::{Act, Acted};
pub use application::Submitted;
pub(crate) use application::place;
