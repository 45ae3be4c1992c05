//! `cargo dev`: the whole product in one process, and the parts of it that the tests drive too.

#![recursion_limit = "256"]

pub mod arguments;
mod background;
mod banner;
pub mod bucket;
pub mod demo;
pub mod dev;
pub mod engine;
pub mod functions;
pub mod gateway;
pub mod issuer;
pub mod live;
mod livekit;
mod logs;
pub mod openapi;
pub mod schedule;
pub mod settings;
pub mod site;
pub mod table_stream;
pub mod token;
pub mod trouble;

pub use bucket::Bucket;
pub use engine::Engine;
pub use functions::Functions;
pub use issuer::Issuer;
pub use schedule::Schedule;
pub use settings::Settings;
pub use site::Site;
pub use table_stream::{Follower, TableStream, TakeIn};
pub use trouble::Trouble;
