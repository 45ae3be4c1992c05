//! Question: how much longer than a warm answer does a process's first one take, with the table and the
//! secrets 20 ms away?

use std::path::Path;
use std::time::Duration;

use axum::routing::post;
use harness::World;
use serde_json::json;

use crate::Failed;
use crate::far::Far;
use crate::init::{JWT_SECRET, environment, event, people, setup};
use crate::process::{Binaries, Environment, Process};
use crate::report::{Report, millis, percentile};

/// A round trip.
const TRIP: Duration = Duration::from_millis(20);
/// Starts, and warm answers of one, that medians are taken of.
const TIMES: usize = 11;
/// Between the end of init and the first event: at once, as where a request made Lambda start the process,
/// and later, as where Lambda started it beforehand.
const PAUSES: [Duration; 2] = [Duration::ZERO, Duration::from_millis(200)];
/// Round trips that a new connection takes beside the request's own: none, as where only what is sent is slow;
/// and two, as TCP and TLS 1.3 take between a function and AWS.
const CONNECTION_TRIPS: [u32; 2] = [0, 2];
/// Functions and their events; the first needs no secret.
const ASKED: [(&str, &str); 3] =
    [("viewer", "get_stream.guest"), ("social", "get_follow.viewer"), ("stream", "get_info.creator")];

/// Measures the functions, whose binaries are in `built`.
///
/// # Errors
/// A binary that is not there or fails.
pub async fn measure(report: &mut Report, built: &Binaries) -> Result<(), Failed> {
    let setup = setup();
    let world = World::with(setup.clone()).await;
    people(&world).await;
    let (endpoint, secrets) = (world.table().endpoint.clone().unwrap_or_default(), secrets_manager().await?);
    let common = environment(&world, &setup);
    report.heading("First request, with the table and the secrets 20 ms away");
    report.line(&format!(
        "Medians of {TIMES} starts. The first event comes at once when the process is ready, or 200 ms later; trips are \
         milliseconds over a warm answer's, by 20. A new connection takes none or two of its own."
    ));
    report.columns(&[
        "function",
        "event",
        "trips of a connection",
        "warm ms",
        "first ms, at once",
        "trips more",
        "first ms, later",
        "trips more",
    ]);
    for connection_trips in CONNECTION_TRIPS {
        let table = Far::start(&endpoint, TRIP, connection_trips).await?;
        let secrets = Far::start(&secrets, TRIP, connection_trips).await?;
        let mut environment = common.clone();
        environment.extend([
            ("AWS_ENDPOINT_URL_DYNAMODB", table.url()),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url()),
            ("SECRET_ARN", "arn:aws:secretsmanager:us-east-1:000000000000:secret:onair".to_owned()),
        ]);
        for (name, file) in ASKED {
            let (binary, event) = (built.of(name), event(file)?);
            let (warm, firsts) = times(&binary, &environment, &event).await?;
            let mut row = vec![name.to_owned(), file.to_owned(), connection_trips.to_string(), millis(warm)];
            for first in firsts {
                let more = first.saturating_sub(warm).as_secs_f64() / TRIP.as_secs_f64();
                row.extend([millis(first), format!("{more:.1}")]);
            }
            report.row(&row);
        }
    }
    Ok(())
}

/// A warm answer, and a first one after each of the pauses.
async fn times(file: &Path, environment: &Environment, event: &str) -> Result<(Duration, Vec<Duration>), Failed> {
    let warm = warm(file, environment, event).await?;
    let mut firsts = vec![];
    for pause in PAUSES {
        let mut times = vec![];
        for _ in 0..TIMES {
            let mut process = Process::start(file, environment).await?;
            tokio::time::sleep(pause).await;
            times.push(process.invoke(event).await?);
        }
        firsts.push(percentile(&mut times, 50));
    }
    Ok((warm, firsts))
}

async fn warm(file: &Path, environment: &Environment, event: &str) -> Result<Duration, Failed> {
    let mut process = Process::start(file, environment).await?;
    process.invoke(event).await?;
    let mut times = vec![];
    for _ in 0..TIMES {
        times.push(process.invoke(event).await?);
    }
    Ok(percentile(&mut times, 50))
}

/// A Secrets Manager that holds the one secret; it serves as long as this process.
async fn secrets_manager() -> Result<String, Failed> {
    let setup = setup();
    let secret = json!({
        "LIVEKIT_API_KEY": setup.livekit_key,
        "LIVEKIT_API_SECRET": setup.livekit_secret,
        "JWT_SECRET": JWT_SECRET,
    });
    let answer = json!({ "Name": "onair", "SecretString": secret.to_string() }).to_string();
    let router =
        axum::Router::new().route("/", post(async move || ([("content-type", "application/x-amz-json-1.1")], answer)));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}
