//! `cargo dev`.

use std::process::ExitCode;

use clap::Parser as _;
use local::arguments::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}
