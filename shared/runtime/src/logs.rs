//! Log lines: JSON on standard output.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::variable;

/// Levels by `RUST_LOG`: one, and others by module, as `warn,web=debug`; `info` where there is none or one cannot be
/// read. Libraries that write request headers, signatures or whole events at their finer levels are held above them,
/// unless it names one of their modules.
#[must_use]
pub fn filter() -> Targets {
    levels(&variable("RUST_LOG").unwrap_or_default()).with_targets([
        ("aws_sigv4", LevelFilter::WARN),
        ("aws_smithy_runtime", LevelFilter::WARN),
        ("aws_smithy_runtime_api", LevelFilter::WARN),
        ("aws_runtime", LevelFilter::WARN),
        ("hyper", LevelFilter::WARN),
        ("h2", LevelFilter::WARN),
        ("rustls", LevelFilter::WARN),
        ("reqwest", LevelFilter::WARN),
        ("livekit_api", LevelFilter::WARN),
        ("object_store", LevelFilter::WARN),
        // At `trace` it writes each event as it came, bearer token and body; its span, of the level
        // `info`, has the request id of the functions that answer no HTTP.
        ("lambda_runtime", LevelFilter::INFO),
    ])
}

/// As [`filter`] tells.
fn levels(directives: &str) -> Targets {
    let named: Vec<&str> = directives.split(',').map(str::trim).filter(|named| !named.is_empty()).collect();
    match named.join(",").parse() {
        Ok(levels) if !named.is_empty() => levels,
        _ => Targets::new().with_default(LevelFilter::INFO),
    }
}

/// Sets up logging: JSON lines on standard output, levels by [`filter`]. Without the module that wrote a
/// line: `event` tells what it is, and each byte is paid for with each call.
pub fn init() {
    // A second call, in a process that runs several functions, finds the first one's set-up.
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_target(false);
    let _already_set = tracing_subscriber::registry().with(lines).with(filter()).try_init();
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::levels;

    #[test]
    fn a_level_and_others_by_module() {
        let levels = levels("warn, web=debug,,");
        assert!(levels.would_enable("store", &Level::WARN) && !levels.would_enable("store", &Level::INFO));
        assert!(levels.would_enable("web::respond", &Level::DEBUG) && !levels.would_enable("web", &Level::TRACE));
    }

    #[test]
    fn info_where_nothing_can_be_read() {
        for directives in ["", " , ", "web=loud", "a=b=c"] {
            let levels = levels(directives);
            assert!(levels.would_enable("web", &Level::INFO), "{directives}");
            assert!(!levels.would_enable("web", &Level::DEBUG), "{directives}");
        }
    }
}
