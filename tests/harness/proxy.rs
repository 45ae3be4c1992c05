//! A proxy before a DynamoDB engine that breaks calls as its rules say: conflicts and throttling, which
//! local engines never answer, and the ways in which a network fails.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::upstream::{Call, Upstream};

/// Namespace of the errors in DynamoDB's JSON.
const ERRORS: &str = "com.amazonaws.dynamodb.v20120810#";
/// Longer than anybody waits.
const HANGS: Duration = Duration::from_secs(3_600);

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another transaction holds an item: the call is not made.
    Conflict,
    /// The table's or a key's capacity is used up: the call is not made.
    Throttled,
    /// DynamoDB fails: the call is not made.
    Broken,
    /// The role lacks the right: the call is not made.
    Denied,
    /// There is no such table: the call is not made.
    NoTable,
    /// DynamoDB takes the request for none: the call is not made.
    Invalid,
    /// The call is made after a while.
    Slow(Duration),
    /// The connection breaks before the call is made.
    Gone,
    /// The call is made, and the connection breaks before the answer.
    AnswerLost,
    /// The call is not made, and no answer comes for an hour.
    Hangs,
    /// The call is made, and no answer comes for an hour.
    HangsAfter,
}

/// Which calls a fault strikes.
#[derive(Debug, Clone)]
pub struct Rule {
    operation: Option<&'static str>,
    fault: Fault,
    every: u64,
    times: u64,
    after: u64,
}

impl Rule {
    /// Strikes every call of `operation`, e.g. `TransactWriteItems`.
    #[must_use]
    pub const fn on(operation: &'static str, fault: Fault) -> Self {
        Self { operation: Some(operation), fault, every: 1, times: u64::MAX, after: 0 }
    }

    /// Strikes every call.
    #[must_use]
    pub const fn on_all(fault: Fault) -> Self {
        Self { operation: None, fault, every: 1, times: u64::MAX, after: 0 }
    }

    /// Only every `n`th of them, and no call in more than two attempts that follow each other: of two that run side by
    /// side, one may else come first each time the other was struck.
    #[must_use]
    pub const fn every(mut self, n: u64) -> Self {
        self.every = n;
        self
    }

    /// Only those after the first `n`.
    #[must_use]
    pub const fn after(mut self, n: u64) -> Self {
        self.after = n;
        self
    }

    /// Only `n` times.
    #[must_use]
    pub const fn times(mut self, n: u64) -> Self {
        self.times = n;
        self
    }
}

/// How often a rule struck: a test that depends on a fault makes sure that it came.
#[derive(Debug, Clone, Default)]
pub struct Strikes(Arc<AtomicU64>);

impl Strikes {
    /// So often until now.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Armed {
    rule: Rule,
    seen: u64,
    strikes: Strikes,
    /// Calls whose last attempt was struck, by what they send, and how many attempts in a row.
    struck: HashMap<Vec<u8>, u32>,
}

impl Armed {
    /// Whether one more attempt of a call may be struck.
    fn may_strike_again(&mut self, body: &[u8]) -> bool {
        let attempts = self.struck.entry(body.to_vec()).or_default();
        *attempts += 1;
        *attempts <= 2 || self.rule.every == 1
    }
}

/// The proxy; it ends with this value.
pub struct Proxy {
    url: String,
    rules: Rules,
    writes: Writes,
    passed: Passed,
    server: tokio::task::JoinHandle<()>,
}

type Rules = Arc<Mutex<Vec<Armed>>>;
type Writes = Arc<Mutex<HashMap<String, u64>>>;
/// Operation and body of every call.
type Passed = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

#[derive(Clone)]
struct Hop {
    upstream: Upstream,
    rules: Rules,
    writes: Writes,
    passed: Passed,
}

impl Proxy {
    /// A proxy before the engine at `upstream` (`http://host:port`), on a port of its own. Without rules
    /// every call passes.
    ///
    /// # Panics
    /// When no port can be had.
    pub async fn start(upstream: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound address"));
        let (rules, writes, passed) = (Rules::default(), Writes::default(), Passed::default());
        let hop = Hop {
            upstream: Upstream::new(upstream),
            rules: rules.clone(),
            writes: writes.clone(),
            passed: passed.clone(),
        };
        let router = Router::new().fallback(pass).with_state(hop);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the proxy serves");
        });
        Self { url, rules, writes, passed, server }
    }

    /// Where to call instead of the engine.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Adds a rule. Of several that strike one call, the first does.
    pub fn rule(&self, rule: Rule) -> Strikes {
        let strikes = Strikes::default();
        lock(&self.rules).push(Armed { rule, seen: 0, strikes: strikes.clone(), struck: HashMap::new() });
        strikes
    }

    /// How often each item was written since the last call, by its key as `partition/sort`.
    #[must_use]
    pub fn take_writes(&self) -> HashMap<String, u64> {
        std::mem::take(&mut *self.writes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The operation and the request of every call that came in, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<(String, Value)> {
        let passed = lock(&self.passed);
        passed
            .iter()
            .map(|(operation, body)| (operation.clone(), serde_json::from_slice(body).unwrap_or_default()))
            .collect()
    }

    /// Takes all rules away.
    pub fn heal(&self) {
        lock(&self.rules).clear();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock<T>(of: &Mutex<Vec<T>>) -> std::sync::MutexGuard<'_, Vec<T>> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hop {
    /// The fault that strikes this call of `operation`, and how many its rule saw before.
    fn fault(&self, operation: &str, body: &[u8]) -> Option<(Fault, u64)> {
        for armed in lock(&self.rules).iter_mut() {
            let Rule { operation: wanted, fault, every, times, after } = armed.rule;
            if wanted.is_some_and(|wanted| wanted != operation) {
                continue;
            }
            armed.seen += 1;
            if armed.seen <= after {
                continue;
            }
            let is_due = (armed.seen - after).is_multiple_of(every) && armed.strikes.count() < times;
            if is_due && armed.may_strike_again(body) {
                let before = armed.strikes.0.fetch_add(1, Ordering::Relaxed);
                return Some((fault, before));
            }
            armed.struck.remove(body);
        }
        None
    }

    fn note_writes(&self, operation: &str, body: &[u8]) {
        let request = || serde_json::from_slice::<Value>(body).unwrap_or_default();
        let keys: Vec<String> = match operation {
            "PutItem" => vec![key(&request()["Item"])],
            "UpdateItem" | "DeleteItem" => vec![key(&request()["Key"])],
            "TransactWriteItems" => {
                let request = request();
                let items = request["TransactItems"].as_array().into_iter().flatten();
                items
                    .map(|item| match &item["Put"] {
                        Value::Null => {
                            ["Update", "Delete", "ConditionCheck"].map(|kind| key(&item[kind]["Key"])).concat()
                        }
                        put => key(&put["Item"]),
                    })
                    .collect()
            }
            _ => return,
        };
        let mut writes = self.writes.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            *writes.entry(key).or_default() += 1;
        }
    }
}

/// The key of an item, as `partition/sort`; nothing where there is none.
fn key(item: &Value) -> String {
    match (item["pk"]["S"].as_str(), item["sk"]["S"].as_str()) {
        (Some(pk), Some(sk)) => format!("{pk}/{sk}"),
        _ => String::new(),
    }
}

async fn pass(State(hop): State<Hop>, request: Request) -> Response {
    let Some(call) = Call::of(request).await else { return StatusCode::BAD_REQUEST.into_response() };
    let (operation, body) = (call.operation().to_owned(), call.body.clone());
    // Who follows the table's stream is another process than the one that the rules are for.
    let is_stream = call.target.starts_with("DynamoDBStreams");
    hop.note_writes(&operation, &body);
    lock(&hop.passed).push((operation.clone(), body.clone()));
    let forward = async { hop.upstream.forward(call).await.into_response() };
    let fault = if is_stream { None } else { hop.fault(&operation, &body) };
    match fault {
        None => forward.await,
        Some((Fault::Hangs, _)) => {
            tokio::time::sleep(HANGS).await;
            cut()
        }
        Some((Fault::HangsAfter, _)) => {
            let _unheard = forward.await;
            tokio::time::sleep(HANGS).await;
            cut()
        }
        Some((Fault::Slow(wait), _)) => {
            tokio::time::sleep(wait).await;
            forward.await
        }
        Some((Fault::AnswerLost, _)) => {
            let _lost = forward.await;
            cut()
        }
        Some((Fault::Gone, _)) => cut(),
        Some((Fault::Conflict, before)) => conflict(&operation, &body, before),
        Some((Fault::Throttled, _)) => refusal(
            StatusCode::BAD_REQUEST,
            &json!({
                "__type": format!("{ERRORS}ProvisionedThroughputExceededException"),
                "message": "The level of configured provisioned throughput for the table was exceeded.",
            }),
        ),
        Some((Fault::Denied, _)) => refuse("com.amazon.coral.service#AccessDeniedException"),
        Some((Fault::NoTable, _)) => refuse(&format!("{ERRORS}ResourceNotFoundException")),
        Some((Fault::Invalid, _)) => refuse("com.amazon.coral.validate#ValidationException"),
        Some((Fault::Broken, _)) => refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!({ "__type": format!("{ERRORS}InternalServerError"), "message": "Internal server error" }),
        ),
    }
}

/// As the service answers it: to a transaction with a reason for each item, here the conflict on another
/// one each time; to a single write as an error of its own.
fn conflict(operation: &str, body: &[u8], before: u64) -> Response {
    if operation != "TransactWriteItems" {
        let error = json!({
            "__type": format!("{ERRORS}TransactionConflictException"),
            "message": "Transaction is ongoing for the item",
        });
        return refusal(StatusCode::BAD_REQUEST, &error);
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let items = request["TransactItems"].as_array().map_or(1, Vec::len).max(1) as u64;
    let reasons: Vec<Value> = (0..items)
        .map(|item| match item == before % items {
            true => json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" }),
            false => json!({ "Code": "None" }),
        })
        .collect();
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason["Code"].as_str()).collect();
    let message =
        format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "));
    let error = json!({
        "__type": format!("{ERRORS}TransactionCanceledException"),
        "Message": message,
        "CancellationReasons": reasons,
    });
    refusal(StatusCode::BAD_REQUEST, &error)
}

fn refuse(kind: &str) -> Response {
    refusal(StatusCode::BAD_REQUEST, &json!({ "__type": kind, "message": "Refused." }))
}

fn refusal(status: StatusCode, error: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.0")], error.to_string()).into_response()
}

/// An answer that breaks off: the connection closes before there is a body.
fn cut() -> Response {
    let broken = futures::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("cut")) });
    Body::from_stream(broken).into_response()
}
