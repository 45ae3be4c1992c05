//! Logs for people: one line an event on standard error; standard output is the banner's.

use std::io;

use runtime::logs::filter;
use tracing_subscriber::filter::LevelFilter;

/// Sets up logging, levels by `RUST_LOG`, `info` without it. The embedded engine tells of each refused
/// condition as of a fault and writes whole items at its finest level: only its own faults are of use.
pub(crate) fn init() {
    let mut filter = filter();
    if let Ok(engine) = format!("dynoxide={}", LevelFilter::ERROR).parse() {
        filter = filter.add_directive(engine);
    }
    // A test that runs several in one process has set it up before.
    let _already_set = tracing_subscriber::fmt()
        .compact()
        .with_target(false)
        .with_writer(io::stderr)
        .with_env_filter(filter)
        .try_init();
}
