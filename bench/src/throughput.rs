//! Question: how many requests a second does the gateway answer, beside what the engine can do?

use std::time::{Duration, Instant};

use domain::UserId;
use harness::costs::Push;
use harness::{Bearer, Webhook};
use runtime::https;

use crate::data::{FAN, STAR};
use crate::growth::Filled;
use crate::report::Report;

/// So long each is measured.
const RUN: Duration = Duration::from_secs(2);
/// Connections.
const WIDTHS: [usize; 2] = [1, 16];

/// Measures some routes over HTTP.
///
/// # Errors
/// A gateway that cannot be reached.
pub async fn measure(report: &mut Report, filled: &Filled) -> Result<(), crate::Failed> {
    let world = &filled.world;
    let gateway = world.gateway().await;
    report.heading("Throughput of the gateway");
    report.line("Gateway, functions, engine and sender in one process, 2 s each. The engine's own: consistent reads of one item by the SDK.");
    report.columns(&["what", "1 connection, a second", "16 connections, a second"]);
    let mut row = vec!["engine".to_owned()];
    for width in WIDTHS {
        let (store, id) = (world.patient_store(), UserId::parse(&format!("usr_{STAR}"))?);
        let rate = rate(width, async |_| store.profile(&id).await.is_ok()).await;
        row.push(format!("{rate:.0}"));
    }
    report.row(&row);
    let fan = format!("Bearer {}", Bearer::new(FAN, world.clock().now()).token());
    let push = Push { room: format!("usr_{STAR}"), ingress: String::new(), millis: world.clock().now().as_millis() };
    for what in ["/api/viewer/live", "/api/viewer/token", "followers", "/api/viewer/search?q=jazz", "webhook"] {
        let mut row = vec![what.to_owned()];
        for width in WIDTHS {
            let http = https::client();
            let send = async |n: usize| {
                let request = match what {
                    "webhook" => {
                        let joined: Webhook = push.viewer("participant_joined", width * 10_000_000 + n);
                        http.post(format!("{gateway}/api/webhook/livekit"))
                            .header("authorization", joined.signature(world.clock().now()))
                            .body(joined.body())
                    }
                    "followers" => http.get(format!("{gateway}/api/social/followers/usr_{STAR}")),
                    "/api/viewer/token" => http
                        .post(format!("{gateway}{what}"))
                        .header("authorization", &fan)
                        .body(format!("{{\"hostId\":\"usr_{STAR}\"}}")),
                    path => http.get(format!("{gateway}{path}")),
                };
                request.send().await.is_ok_and(|answer| answer.status().is_success())
            };
            row.push(format!("{:.0}", rate(width, send).await));
        }
        report.row(&row);
    }
    Ok(())
}

/// Successes a second, by so many senders each of whom waits for their answer.
async fn rate(width: usize, send: impl AsyncFn(usize) -> bool) -> f64 {
    let begun = Instant::now();
    let senders = (0..width).map(async |sender| {
        let mut answered = 0_u32;
        let mut n = sender;
        while begun.elapsed() < RUN {
            answered += u32::from(send(n).await);
            n += width;
        }
        answered
    });
    let answered: u32 = futures::future::join_all(senders).await.into_iter().sum();
    f64::from(answered) / begun.elapsed().as_secs_f64()
}
