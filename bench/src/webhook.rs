//! Question: how long does a room's event take, with the engine 5 ms away?

use std::time::{Duration, Instant};

use harness::costs::Push;

use crate::data::STAR;
use crate::growth::Filled;
use crate::report::{Report, millis, percentile};

/// Where the engine is.
const DISTANCE: Duration = Duration::from_millis(5);
/// Viewers who join one after another.
const JOINS: usize = 1_000;
/// Between two of them, by the world's clock: 5,000 joins in a minute.
const APART_MILLIS: i64 = 12;

/// Measures the handler of `participant_joined`.
pub async fn measure(report: &mut Report, filled: &Filled) {
    let Filled { world, meter, .. } = filled;
    let push =
        Push { room: format!("usr_{STAR}"), ingress: format!("IN_{STAR}"), millis: world.clock().now().as_millis() };
    meter.distance(DISTANCE);
    let mut times = Vec::with_capacity(JOINS);
    for n in 0..JOINS {
        world.clock().advance(APART_MILLIS);
        let request = world.deliver(&push.viewer("participant_joined", n));
        let begun = Instant::now();
        request.expect(200).await;
        times.push(begun.elapsed());
    }
    meter.distance(Duration::ZERO);
    report.heading("Webhook: the engine 5 ms away");
    report
        .line("One room, 1,000 joins one after another, 12 ms apart by the clock; counts asked for as they fall due.");
    report.columns(&["p50 ms", "p99 ms", "longest ms"]);
    let [p50, p99, longest] = [50, 99, 100].map(|percent| millis(percentile(&mut times, percent)));
    report.row(&[p50, p99, longest]);
}
