//! Log lines: JSON on standard output.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Levels by `RUST_LOG`, `info` without it. Libraries that write request headers, signatures or whole
/// events at their finer levels are held above them, unless it names one of their modules.
#[must_use]
pub fn filter() -> EnvFilter {
    let mut filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    for (library, level) in [
        ("aws_sigv4", LevelFilter::WARN),
        ("aws_smithy_runtime", LevelFilter::WARN),
        ("aws_smithy_runtime_api", LevelFilter::WARN),
        ("aws_runtime", LevelFilter::WARN),
        ("hyper", LevelFilter::WARN),
        ("h2", LevelFilter::WARN),
        ("rustls", LevelFilter::WARN),
        ("reqwest", LevelFilter::WARN),
        ("livekit_api", LevelFilter::WARN),
        // At `trace` it writes each event as it came, bearer token and body; its span, of the level
        // `info`, has the request id of the functions that answer no HTTP.
        ("lambda_runtime", LevelFilter::INFO),
    ] {
        if let Ok(directive) = format!("{library}={level}").parse() {
            filter = filter.add_directive(directive);
        }
    }
    filter
}

/// Sets up logging: JSON lines on standard output, levels by [`filter`]. Without the module that wrote a
/// line: `event` tells what it is, and each byte is paid for with each call.
pub fn init() {
    // A second call, in a process that runs several functions, finds the first one's set-up.
    let _already_set = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false)
        .with_env_filter(filter())
        .try_init();
}
