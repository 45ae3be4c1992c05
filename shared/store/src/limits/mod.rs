//! How often callers call.

mod window;

pub(crate) use window::Counter;
pub use window::Window;
