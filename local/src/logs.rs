//! Logs for people: one line an event on standard error; standard output is the banner's.

use std::io;

use runtime::logs::filter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Sets up logging, levels by `RUST_LOG`, `info` without it. The embedded engine tells of each refused
/// condition as of a fault and writes whole items at its finest level: only its own faults are of use.
pub(crate) fn init() {
    let filter = filter().with_target("dynoxide", LevelFilter::ERROR);
    let lines = tracing_subscriber::fmt::layer().compact().with_target(false).with_writer(io::stderr);
    // A test that runs several in one process has set it up before.
    let _already_set = tracing_subscriber::registry().with(lines).with(filter).try_init();
}
