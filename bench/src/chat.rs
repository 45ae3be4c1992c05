//! Question: a thousand writers at once into one chat; is each message kept once, how often is LiveKit called, which key is
//! the hottest?
//!
//! By the real protocol of the table's stream and the clock on the wall; once as it should be, and once with changes that
//! come twice and a worker that dies.

use harness::rush::{Rush, Rushed};

use crate::report::Report;

/// Measures both.
pub async fn measure(report: &mut Report) {
    let Rush { writers, lasts, .. } = Rush::FULL;
    report.heading("A chat with a thousand writers");
    report.line(&format!(
        "{writers} writers for {} s, each as fast as the answers come and the limits let them (20 messages, then one in 1.5 s); \
         the table 5 ms away. Rough: each third batch of changes comes twice, and the worker dies in the midst of each \
         fifth. Aims: none missing, in the order of ids, 4 packets a second, 500 units a second of a key.",
        lasts.as_secs()
    ));
    let columns: Vec<&str> = [""].into_iter().chain(Rushed::COLUMNS).collect();
    report.columns(&columns);
    for rush in Rush::both() {
        let seen = rush.run().await;
        let how = if rush.is_rough { "rough" } else { "as it should be" }.to_owned();
        let cells: Vec<String> = [how].into_iter().chain(seen.cells()).collect();
        report.row(&cells);
    }
}
