//! What all functions of OnAir share.
//!
//! Arrows point one way: functions → [`http`], [`auth`] → [`store`], [`livekit`] → [`domain`]. The
//! domain imports nothing of ours, no type of DynamoDB leaves [`store`], no type of LiveKit's protocol
//! leaves [`livekit`].

pub mod app;
pub mod auth;
pub mod calls;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
pub mod http;
pub mod livekit;
pub mod metrics;
pub mod ranking;
pub mod recent_events;
pub mod secrets;
pub mod store;
pub mod viewer_count;

pub use app::App;
pub use error::{Error, Result};
