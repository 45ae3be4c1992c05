//! What every function runs on: configuration, secrets, clock, metrics, logs, and the clients of AWS. No HTTP of
//! ours, and nothing of what the product is.

pub mod aws;
pub mod clock;
pub mod config;
mod config_error;
mod error;
pub mod https;
pub mod logs;
pub mod metrics;
mod random;
pub mod secret;
pub mod secrets;
pub mod worker;

pub use clock::Clock;
pub use config::Config;
pub use error::{Error, Result, Source};
pub use random::Random;
