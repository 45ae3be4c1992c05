//! Question: what do reads cost under load, beside an earlier version? Both `local`s are asked in turns, over
//! copies of one table: what the machine does meanwhile falls on both.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dynoxide::Database;
use harness::Bearer;
use local::Engine;
use runtime::config::{Credentials, Secret, TableConfig};
use runtime::{Clock, aws, https};
use table::client;
use tokio::process::Command;

use crate::Failed;
use crate::data::{self, FAN, STAR, Size};
use crate::process::repository;
use crate::report::{Report, millis, percentile};
use crate::served::{Served, livekit_away};

/// 20,000 creators, 1,000 of them live, one of whom 20,000 follow; a fan who follows 1,000.
const SIZE: Size =
    Size { percent: 100, creators: 20_000, live: 1_000, viewers: 20_000, fan_follows: 1_000, follows: 100_000 };
/// Connections.
const WIDTHS: [usize; 2] = [1, 16];
/// Turns of each, and how long one is.
const TURNS: usize = 5;
const TURN: Duration = Duration::from_millis(1_000);
/// Nobody asks for so long: past the age of a ranking.
const PAUSE: Duration = Duration::from_secs(16);
/// Pauses that are made.
const PAUSES: usize = 4;
/// Answers that the way of a request's bytes is warmed with.
const WARM: usize = 20;

/// What is asked, by whom.
fn asked() -> Vec<(&'static str, String, Option<&'static str>)> {
    let (fan, star) = (Some(FAN), Some(STAR));
    vec![
        ("live list", "/api/viewer/live".to_owned(), None),
        ("live list, known caller", "/api/viewer/live".to_owned(), fan),
        ("live list, 100", "/api/viewer/live?limit=100".to_owned(), fan),
        ("directory", "/api/social/creators".to_owned(), None),
        ("directory, known caller", "/api/social/creators".to_owned(), fan),
        ("directory, category", "/api/social/creators?category=ART".to_owned(), fan),
        ("directory, page 3", "/api/social/creators?page=3".to_owned(), fan),
        ("recommended, guest", "/api/viewer/recommended".to_owned(), None),
        ("recommended", "/api/viewer/recommended".to_owned(), fan),
        ("followed streams", "/api/viewer/following".to_owned(), fan),
        ("search", "/api/viewer/search?q=jazz".to_owned(), None),
        ("search, known caller", "/api/viewer/search?q=jazz".to_owned(), fan),
        ("stream", format!("/api/viewer/stream/{STAR}"), None),
        ("stream, known caller", format!("/api/viewer/stream/{STAR}"), fan),
        ("creator", format!("/api/social/creator/{STAR}"), fan),
        ("followers", format!("/api/social/followers/usr_{STAR}"), fan),
        ("following", format!("/api/social/following/usr_{FAN}"), fan),
        ("check follow", format!("/api/social/follow/usr_{STAR}"), fan),
        ("own profile", "/api/viewer/me".to_owned(), fan),
        ("stream info", "/api/stream/info".to_owned(), star),
        ("stream status", "/api/stream/status".to_owned(), star),
        ("viewer token", "/api/viewer/token".to_owned(), fan),
    ]
}

/// Measures the `local` of now, built here unless `new` names it, beside the one at `old`.
///
/// # Errors
/// A binary that is not there, or does not serve.
pub async fn measure(report: &mut Report, old: Option<PathBuf>, new: Option<PathBuf>) -> Result<(), Failed> {
    let old = std::path::absolute(old.ok_or("--old names the `local` to compare with")?)?;
    let new = match new {
        Some(new) => std::path::absolute(new)?,
        None => build().await?,
    };
    let directory = std::env::temp_dir().join(format!("onair-reads-{}", std::process::id()));
    let told = in_directory(report, &directory, [&old, &new]).await;
    // What is left is the system's to clear.
    if told.is_ok() {
        _ = std::fs::remove_dir_all(&directory);
    }
    told
}

async fn build() -> Result<PathBuf, Failed> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--locked", "--package", "local"]);
    if !cargo.current_dir(repository()).status().await?.success() {
        return Err("`local` cannot be built".into());
    }
    Ok(repository().join("target/release/local"))
}

async fn in_directory(report: &mut Report, directory: &Path, binaries: [&Path; 2]) -> Result<(), Failed> {
    let directories = ["old", "new"].map(|name| directory.join(name));
    for directory in &directories {
        std::fs::create_dir_all(directory)?;
    }
    let items = fill(&directories[0]).await?;
    for file in std::fs::read_dir(&directories[0])? {
        let file = file?;
        std::fs::copy(file.path(), directories[1].join(file.file_name()))?;
    }
    let livekit = livekit_away().await?;
    let old = Served::start(binaries[0], &directories[0], &livekit).await?;
    let new = Served::start(binaries[1], &directories[1], &livekit).await?;
    let both = [&old, &new];

    report.heading("Reads, beside an earlier version");
    report.line(&format!(
        "{} creators, {} live, {} follow one of them: {items} items. Two `local`s, each with a table of its own on disk, \
         asked in turns: {TURNS} of {} s at each width. `was` is the earlier one. Guests' answers may be kept; a known \
         caller's never is.",
        SIZE.creators,
        SIZE.live,
        SIZE.viewers,
        TURN.as_secs_f64()
    ));
    report.columns(&[
        "what",
        "was p50 ms, 1 connection",
        "p50 ms",
        "x",
        "was p99 ms, 16 connections",
        "p99 ms",
        "x",
        "was a second, 16",
        "a second",
        "was CPU ms an answer",
        "CPU ms",
    ]);
    for (what, path, caller) in asked() {
        let mut row = vec![what.to_owned()];
        let (mut rates, mut costs) = (vec![], vec![]);
        for width in WIDTHS {
            let (mut times, mut busy) = ([vec![], vec![]], [Duration::ZERO; 2]);
            for _ in 0..TURNS {
                for (at, served) in both.iter().enumerate() {
                    let before = served.busy()?;
                    let turn = turn(served, &path, caller, width)
                        .await
                        .map_err(|error| format!("{what}: {error}: {}", binaries[at].display()))?;
                    times[at].extend(turn);
                    busy[at] += served.busy()? - before;
                }
            }
            let percent = if width == 1 { 50 } else { 99 };
            let [was, is] = times.each_mut().map(|times| percentile(times, percent));
            row.extend([millis(was), millis(is), format!("{:.2}", is.as_secs_f64() / was.as_secs_f64())]);
            rates = times.iter().map(|times| times.len() as f64 / (TURN.as_secs_f64() * TURNS as f64)).collect();
            costs =
                times.iter().zip(busy).map(|(times, busy)| busy / u32::try_from(times.len()).unwrap_or(1)).collect();
        }
        row.extend(rates.iter().map(|rate| format!("{rate:.0}")));
        row.extend(costs.into_iter().map(millis));
        report.row(&row);
    }
    pauses(report, both).await
}

/// What the first reader after a pause waits for, who finds the ranking old.
async fn pauses(report: &mut Report, both: [&Served; 2]) -> Result<(), Failed> {
    let mut firsts = [vec![], vec![]];
    for _ in 0..PAUSES {
        tokio::time::sleep(PAUSE).await;
        for (served, firsts) in both.iter().zip(&mut firsts) {
            // Not kept: another address each time.
            let path = format!("/api/viewer/live?pause={}", firsts.len());
            firsts.push(ask(&https::client(), served, &path, None).await?);
        }
    }
    let longest = firsts.each_mut().map(|firsts| millis(percentile(firsts, 100)));
    report.line(&format!(
        "\nThe first reader of the live list after {} s, the longest of {PAUSES}: {} ms; it was {} ms.",
        PAUSE.as_secs(),
        longest[1],
        longest[0]
    ));
    Ok(())
}

/// A table of [`SIZE`] in `directory`, as `cargo dev --data` keeps it; returns the number of items.
async fn fill(directory: &Path) -> Result<usize, Failed> {
    let database = Database::new(&directory.join("onair.sqlite").to_string_lossy())?;
    let engine = Engine::over(database.clone()).await?;
    let config = TableConfig {
        name: "onair".to_owned(),
        chat: "onair-chat".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(engine.endpoint()),
        credentials: Credentials {
            access_key_id: "local".to_owned(),
            secret_access_key: Secret::new("local").ok_or("no secret")?,
            session_token: None,
        },
    };
    store::create_tables(&client::dynamodb(&config, aws::http()), &config).await?;
    let items = data::fill(&database, &config.name, SIZE, Clock::system().now())?;
    engine.shutdown().await;
    Ok(items)
}

/// What answers took while `width` senders asked, each of whom waits for theirs.
async fn turn(served: &Served, path: &str, caller: Option<&str>, width: usize) -> Result<Vec<Duration>, Failed> {
    let http = https::client();
    let token = caller.map(|name| Bearer::new(name, Clock::system().now()).token());
    let token = token.as_deref();
    for _ in 0..WARM.max(width) {
        ask(&http, served, path, token).await?;
    }
    let begun = Instant::now();
    let senders = (0..width).map(async |_| {
        let mut times = vec![];
        while begun.elapsed() < TURN {
            times.push(ask(&http, served, path, token).await?);
        }
        Ok::<_, Failed>(times)
    });
    Ok(futures::future::try_join_all(senders).await?.into_iter().flatten().collect())
}

async fn ask(http: &reqwest::Client, served: &Served, path: &str, token: Option<&str>) -> Result<Duration, Failed> {
    let url = format!("{}{path}", served.url);
    let request = match path {
        "/api/viewer/token" => http.post(url).body(format!("{{\"hostId\":\"usr_{STAR}\"}}")),
        _ => http.get(url),
    };
    let request = token.into_iter().fold(request, reqwest::RequestBuilder::bearer_auth);
    let begun = Instant::now();
    let answer = request.send().await?;
    let status = answer.status();
    answer.bytes().await?;
    let took = begun.elapsed();
    if status.is_success() { Ok(took) } else { Err(format!("{path}: {status}").into()) }
}
