//! A proxy before a DynamoDB engine that breaks calls as its rules say: conflicts and throttling, which
//! local engines never answer, and the ways in which a network fails.

pub(crate) mod refusal;
mod rule;

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};

use self::refusal::{ERRORS, conflict, cut, refusal, refuse};
use self::rule::Armed;
pub use self::rule::{Fault, Rule, Strikes};
use crate::upstream::{Call, Upstream};

/// Longer than anybody waits.
const HANGS: Duration = Duration::from_secs(3_600);

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
