//! A proxy before a DynamoDB engine that counts what a piece of work costs there: sequential round trips,
//! calls, read and write units.
//!
//! Round trips are counted by making them: calls are held until no further one comes for a while, and are
//! let go together. What a caller sends side by side is then one round, whatever the machine does
//! meanwhile, and the rounds are the longest chain of calls that wait for each other.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::tally::Tally;
use crate::upstream::{Call, Upstream};

/// A round is complete when no further call came for so long: far more than two tasks of one process that
/// are ready at once are apart, on a busy machine too.
const QUIET: Duration = Duration::from_millis(50);
/// The calls of the table begin so; those of its stream do not.
const TABLE: &str = "DynamoDB_20120810.";
/// Calls that read; all others write.
const READS: [&str; 5] = ["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"];

/// What a piece of work costs at the table.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cost {
    /// Calls that had to wait for each other.
    pub trips: u32,
    /// All calls.
    pub calls: u32,
    /// Read units, as the engine reports them.
    pub read: f64,
    /// Write units, likewise; of a write whose condition did not hold, none are reported.
    pub write: f64,
}

impl Cost {
    /// Whether this costs no more than `bound` in any respect but the number of calls.
    #[must_use]
    pub fn is_within(&self, bound: &Self) -> bool {
        self.trips <= bound.trips && self.read <= bound.read && self.write <= bound.write
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} trips, {} calls, {} read, {} write units", self.trips, self.calls, self.read, self.write)
    }
}

/// What becomes of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    /// They pass.
    Direct,
    /// They pass after so long.
    Distant(Duration),
    /// They pass after so long, and are tallied by their keys.
    Watched(Duration),
    /// They are counted.
    Counted,
}

struct Ledger {
    pace: Pace,
    cost: Cost,
    /// The round that is being held, and when its last call came.
    round: u64,
    held: u32,
    last_came: Instant,
    begun: Instant,
    tally: Tally,
}

/// The proxy; it ends with this value.
pub struct Meter {
    url: String,
    ledger: Arc<Mutex<Ledger>>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Hop {
    upstream: Upstream,
    ledger: Arc<Mutex<Ledger>>,
}

impl Meter {
    /// A proxy before the engine at `upstream` (`http://host:port`), on a port of its own.
    ///
    /// # Panics
    /// When no port can be had.
    #[expect(clippy::expect_used, reason = "a test without its proxy has failed")]
    pub async fn start(upstream: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound address"));
        let (cost, begun) = (Cost::default(), Instant::now());
        let tally = Tally::default();
        let ledger = Ledger { pace: Pace::Direct, cost, round: 0, held: 0, last_came: begun, begun, tally };
        let ledger = Arc::new(Mutex::new(ledger));
        let hop = Hop { upstream: Upstream::new(upstream), ledger: ledger.clone() };
        let router = Router::new().fallback(pass).with_state(hop);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the proxy serves");
        });
        Self { url, ledger, server }
    }

    /// Where to call instead of the engine.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Does some work, and tells what it cost. Nothing else may call meanwhile.
    pub async fn cost_of<T>(&self, work: impl Future<Output = T>) -> (T, Cost) {
        {
            let mut ledger = lock(&self.ledger);
            (ledger.pace, ledger.cost) = (Pace::Counted, Cost::default());
        }
        let done = work.await;
        let mut ledger = lock(&self.ledger);
        ledger.pace = Pace::Direct;
        (done, ledger.cost)
    }

    /// Puts the engine so far away from now on; zero: where it is.
    pub fn distance(&self, distance: Duration) {
        lock(&self.ledger).pace = if distance.is_zero() { Pace::Direct } else { Pace::Distant(distance) };
    }
}

impl Meter {
    /// Puts the engine so far away from now on, and tallies what is asked of which key.
    pub fn watch(&self, distance: Duration) {
        lock(&self.ledger).pace = Pace::Watched(distance);
    }

    /// The key of which the most units were read in one second since, and that to which the most were written.
    #[must_use]
    pub fn hottest(&self) -> [(String, f64); 2] {
        let ledger = lock(&self.ledger);
        [true, false].map(|is_read| ledger.tally.hottest(is_read))
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pass(State(hop): State<Hop>, request: Request) -> Response {
    let Some(call) = Call::of(request).await else { return StatusCode::BAD_REQUEST.into_response() };
    if !call.target.starts_with(TABLE) {
        return hop.upstream.forward(call).await.into_response();
    }
    let pace = lock(&hop.ledger).pace;
    match pace {
        Pace::Direct => hop.upstream.forward(call).await.into_response(),
        Pace::Distant(distance) => {
            tokio::time::sleep(distance).await;
            hop.upstream.forward(call).await.into_response()
        }
        Pace::Watched(distance) => {
            tokio::time::sleep(distance).await;
            watched(&hop, call).await
        }
        Pace::Counted => counted(&hop, call).await,
    }
}

/// Lets the engine tell what a call takes. Returns what is asked.
fn ask_for_units(call: &mut Call) -> Value {
    let Ok(mut body) = serde_json::from_slice::<Value>(&call.body) else { return Value::Null };
    body["ReturnConsumedCapacity"] = json!("TOTAL");
    call.body = body.to_string().into_bytes();
    body
}

async fn watched(hop: &Hop, mut call: Call) -> Response {
    let asked = ask_for_units(&mut call);
    let is_read = READS.contains(&call.operation());
    let reply = hop.upstream.forward(call).await;
    let units = serde_json::from_slice(&reply.body).map_or(0.0, |body: Value| units(&body["ConsumedCapacity"]));
    let mut ledger = lock(&hop.ledger);
    let second = i64::try_from(ledger.begun.elapsed().as_secs()).unwrap_or(i64::MAX);
    ledger.tally.add(&asked, second, units, is_read);
    drop(ledger);
    reply.into_response()
}

async fn counted(hop: &Hop, mut call: Call) -> Response {
    ask_for_units(&mut call);
    let is_read = READS.contains(&call.operation());
    hold(&hop.ledger).await;
    let reply = hop.upstream.forward(call).await;
    let units = serde_json::from_slice(&reply.body).map_or(0.0, |body: Value| units(&body["ConsumedCapacity"]));
    let mut ledger = lock(&hop.ledger);
    if is_read {
        ledger.cost.read += units;
    } else {
        ledger.cost.write += units;
    }
    drop(ledger);
    reply.into_response()
}

/// Holds a call until its round is complete.
async fn hold(ledger: &Mutex<Ledger>) {
    let (round, mut until) = {
        let mut ledger = lock(ledger);
        ledger.cost.calls += 1;
        if ledger.held == 0 {
            ledger.cost.trips += 1;
        }
        ledger.held += 1;
        ledger.last_came = Instant::now();
        (ledger.round, ledger.last_came + QUIET)
    };
    loop {
        tokio::time::sleep_until(until).await;
        let mut ledger = lock(ledger);
        if ledger.round != round {
            return;
        }
        until = ledger.last_came + QUIET;
        if Instant::now() >= until {
            // Whoever wakes first lets the whole round go.
            ledger.round += 1;
            ledger.held = 0;
            return;
        }
    }
}

/// One table's, or a list of them.
fn units(consumed: &Value) -> f64 {
    let of = |table: &Value| table["CapacityUnits"].as_f64().unwrap_or_default();
    consumed.as_array().map_or_else(|| of(consumed), |tables| tables.iter().map(of).sum())
}
