//! `cargo measure`: one table a question, printed and written to `bench/RESULTS.md`.
//! `cargo measure 1 10` takes other shares of the data than 1, 10 and 100 %.

mod data;
mod growth;
mod report;
mod throughput;
mod webhook;

use data::Size;
use harness::{World, costs};
use report::Report;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked: Vec<usize> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let mut report = Report::default();
    report.line("# Results\n\nMade by `cargo measure`; what is measured and how: [README.md](README.md).\n");
    report.line(&report::machine());
    routes(&mut report).await;
    report.save()?;
    let sizes = if asked.is_empty() { vec![1, 10, 100] } else { asked };
    for (n, percent) in sizes.into_iter().enumerate() {
        let size = Size::percent(percent);
        let filled = growth::filled(size).await?;
        growth::measure(&mut report, &filled, size).await;
        report.save()?;
        if n == 0 {
            webhook::measure(&mut report, &filled).await;
            throughput::measure(&mut report, &filled).await?;
            report.save()?;
        }
    }
    Ok(())
}

/// Question: what does each route cost at the table? `tests/it/budgets.rs` holds them to it.
async fn routes(report: &mut Report) {
    let (world, meter) = World::behind_meter(vec![("RATE_LIMIT_SCALE", "0".to_owned())]).await;
    report.heading("Cost of every route");
    report.columns(&["route", "trips", "calls", "read units", "write units"]);
    for (what, cost) in costs::of_every_route(&world, &meter).await {
        let cells = [cost.trips.to_string(), cost.calls.to_string(), cost.read.to_string(), cost.write.to_string()];
        let [trips, calls, read, write] = cells;
        report.row(&[what, trips, calls, read, write]);
    }
}
