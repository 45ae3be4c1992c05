//! `cargo dev`: the whole product in one process, and the parts of it that the tests drive too.

#![recursion_limit = "256"]

pub mod engine;
pub mod functions;
pub mod gateway;

pub use engine::Engine;
pub use functions::Functions;
