//! `cargo dev`.
