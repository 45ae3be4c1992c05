//! The HTTP gateway: what API Gateway is in front of the functions.

mod event;
mod response;
mod route;

pub use event::event;
pub use response::{Malformed, response};
pub use route::{Route, route};
