//! `cargo measure`: one table a question, printed and written to `bench/RESULTS.md`.

mod arguments;
mod chat;
mod cost;
mod data;
mod failed;
mod far;
mod first;
mod growth;
mod init;
mod process;
mod profiles;
mod reads;
mod reconciler;
mod report;
mod room;
mod runtime_api;
mod served;
mod subject;
mod throughput;
mod webhook;

use arguments::{Arguments, Question};
use clap::Parser as _;
use data::Size;
use failed::Failed;
use harness::{World, costs};
use process::Binaries;
use report::Report;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let asked = Arguments::parse();
    let mut report = Report::default();
    for question in asked.questions() {
        match question {
            Question::Routes => routes(&mut report).await,
            Question::Init => init::measure(&mut report, &binaries(&asked).await?).await?,
            Question::First => first::measure(&mut report, &binaries(&asked).await?).await?,
            Question::Profiles => profiles::measure(&mut report).await?,
            Question::Reads => reads::measure(&mut report, asked.old.clone(), asked.new.clone()).await?,
            Question::Room => room::measure(&mut report).await?,
            Question::Chat => chat::measure(&mut report).await,
            Question::Reconciler => reconciler::measure(&mut report, &binaries(&asked).await?).await?,
            Question::Growth => growth(&mut report, &asked.shares).await?,
            Question::Cost => cost::write(&report::written())?,
        }
        report.save()?;
    }
    Ok(())
}

async fn binaries(asked: &Arguments) -> Result<Binaries, Failed> {
    Binaries::make(asked.binaries.clone()).await
}

/// Question: what does each route cost at the table? `tests/it/budgets.rs` holds them to it.
async fn routes(report: &mut Report) {
    let (world, meter) = World::behind_meter(vec![
        ("RATE_LIMIT_SCALE", "0".to_owned()),
        ("RECORDINGS_BUCKET", costs::BUCKET.to_owned()),
    ])
    .await;
    report.heading("Cost of every route");
    report.columns(&["route", "trips", "calls", "read units", "write units"]);
    for (what, cost) in costs::of_every_route(&world, &meter).await {
        let cells = [cost.trips.to_string(), cost.calls.to_string(), cost.read.to_string(), cost.write.to_string()];
        let [trips, calls, read, write] = cells;
        report.row(&[what, trips, calls, read, write]);
    }
}

/// The questions that need generated data.
async fn growth(report: &mut Report, shares: &[usize]) -> Result<(), Failed> {
    for (n, percent) in shares.iter().enumerate() {
        let size = Size::percent(*percent);
        let filled = growth::filled(size).await?;
        growth::measure(report, &filled, size).await;
        report.save()?;
        if n == 0 {
            webhook::measure(report, &filled).await;
            throughput::measure(report, &filled).await?;
            report.save()?;
        }
    }
    Ok(())
}
