//! Question: a thousand writers at once into one chat; is each message kept once, how often is LiveKit called, which key is
//! the hottest?
//!
//! By the real protocol of the table's stream and the clock on the wall; once as it should be, and once with changes that
//! come twice and a worker that dies.

use std::time::Duration;

use harness::rush::Rush;

use crate::report::Report;

/// Who write, and for how long.
const WRITERS: u32 = 1_000;
const LASTS: Duration = Duration::from_secs(60);

/// Measures both.
pub async fn measure(report: &mut Report) {
    report.heading("A chat with a thousand writers");
    report.line(&format!(
        "{WRITERS} writers for {} s, each as fast as the answers come and the limits let them (20 messages, then one in 1.5 s); \
         the table 5 ms away. Rough: each third batch of changes comes twice, and the worker dies in the midst of each \
         fifth. Aims: none missing, in the order of ids, 4 packets a second, 500 units a second of a key.",
        LASTS.as_secs()
    ));
    report.columns(&[
        "",
        "accepted",
        "a second",
        "missing",
        "in order, each once",
        "packets until it was busy",
        "most packets a second then",
        "hottest key written, units a second",
        "hottest key read",
        "whole after s",
    ]);
    for is_rough in [false, true] {
        let seen = Rush { writers: WRITERS, lasts: LASTS, is_rough }.run().await;
        let [read, written] = seen.hottest.map(|(key, units)| format!("`{key}` {units:.0}"));
        report.row(&[
            if is_rough { "rough" } else { "as it should be" }.to_owned(),
            seen.accepted.to_string(),
            (seen.accepted as u64 / LASTS.as_secs()).to_string(),
            seen.missing.to_string(),
            if seen.is_in_order && seen.foreign == 0 { "yes" } else { "no" }.to_owned(),
            seen.packets[0].to_string(),
            seen.packets[1].to_string(),
            written,
            read,
            format!("{:.1}", seen.behind.as_secs_f64()),
        ]);
    }
}
