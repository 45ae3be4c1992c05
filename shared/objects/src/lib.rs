//! The bucket of recordings: the few calls of S3 that we make. No type of S3's leaves this crate.
//!
//! No media passes through here: LiveKit's egress uploads it, S3 copies it, the CDN plays it. What is read and written are
//! playlists and pictures, of some kilobytes each.
//!
//! What a call costs, in us-east-1: `put`, `copy` and each page of `list` $0.005 a thousand, `get` $0.0004 a thousand, `delete`
//! nothing. A prefix takes 3,500 writes and 5,500 reads a second; by the two digits near the begin of each key S3 makes more.

mod client;
mod copy;
mod delete;
mod error;
mod folders;
mod get;
mod http;
mod list;
mod put;

pub use client::{Objects, Place};
pub use folders::Folders;
pub use list::{Object, Page};
