//! `cargo dev`.

pub mod openapi;
