//! Functions as Lambda runs them: each in a process of its own, which asks the Runtime API for events
//! and writes its log to its standard output. The Runtime API is this process's.
//!
//! The processes are the test binary itself, told to run one test, which calls [`become_function`] first.

use std::collections::{BTreeSet, HashMap};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use runtime::{Clock, Random};
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

/// Tells a process of the test binary which function it is.
const FUNCTION: &str = "ONAIR_TEST_FUNCTION";
/// Tells a process of the test binary that it runs one test only.
const ALONE: &str = "ONAIR_TEST_ALONE";
/// An answer may take this long, with a process that starts beside others.
const PATIENCE: Duration = Duration::from_secs(60);

/// In a process that [`Lambda`] started, runs its function until the process is ended; elsewhere does
/// nothing and returns false.
///
/// # Panics
/// When the function cannot run.
#[expect(clippy::expect_used, reason = "a process that cannot be its function has failed the test")]
#[expect(clippy::disallowed_methods, reason = "the tests' own switch")]
pub fn become_function() -> bool {
    let Ok(function) = std::env::var(FUNCTION) else { return false };
    let group = local::functions::GROUPS.iter().find(|(group, _)| *group == function).expect("a function");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(web::run(group.1())).expect("the function runs");
    true
}

/// Whether `test` has this process for itself; if not, it is run in one that it has, and must pass there.
///
/// # Panics
/// When it fails there.
#[must_use]
#[expect(clippy::expect_used, reason = "a process that cannot be had has failed the test")]
pub fn is_alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let mut again = std::process::Command::new(std::env::current_exe().expect("this binary"));
    let done = again.args([test, "--exact", "--nocapture"]).env(ALONE, "1").output().expect("a process");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(done.status.success(), "{}{}", said(&done.stdout), said(&done.stderr));
    assert!(said(&done.stdout).contains("1 passed"), "no test is called {test}");
    false
}

/// The processes and their Runtime API; they end with this value.
pub struct Lambda {
    desks: Arc<HashMap<&'static str, Desk>>,
    /// Which of its processes answered something, by function and number.
    busy: Arc<Mutex<BTreeSet<(String, usize)>>>,
    seen: Mutex<Vec<(Value, Value)>>,
    output: Arc<Mutex<Vec<u8>>>,
    _processes: Vec<Child>,
    server: JoinHandle<()>,
}

/// What waits for a function, and who waits for its answer.
#[derive(Default)]
struct Desk {
    waiting: Mutex<Vec<(String, Value)>>,
    arrived: Notify,
    answers: Mutex<HashMap<String, oneshot::Sender<Bytes>>>,
}

type Desks = Arc<HashMap<&'static str, Desk>>;

/// What the Runtime API works with.
#[derive(Clone)]
struct Api {
    desks: Desks,
    busy: Arc<Mutex<BTreeSet<(String, usize)>>>,
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lambda {
    #[expect(clippy::expect_used, reason = "a test without its functions has failed")]
    /// Starts as many processes of each function as are asked for.
    pub(crate) async fn start(
        test: &str,
        environment: &[(&'static str, String)],
        functions: &[(&'static str, usize)],
    ) -> Self {
        let desks: Desks = Arc::new(functions.iter().map(|(function, _)| (*function, Desk::default())).collect());
        let busy = Arc::new(Mutex::default());
        let router = Router::new()
            .route("/{function}/{process}/2018-06-01/runtime/invocation/next", get(next))
            .route("/{function}/{process}/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/{function}/{process}/2018-06-01/runtime/invocation/{id}/error", post(answered))
            .with_state(Api { desks: desks.clone(), busy: busy.clone() });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("the API serves") });
        let output = Arc::new(Mutex::new(vec![]));
        let start = |(function, number): (&'static str, usize)| {
            let mut process = Command::new(std::env::current_exe().expect("this binary"))
                .args([test, "--exact", "--nocapture"])
                .env_clear()
                .envs(environment.iter().cloned())
                .env(FUNCTION, function)
                .env("AWS_LAMBDA_RUNTIME_API", format!("http://{address}/{function}/{number}"))
                .env("AWS_LAMBDA_FUNCTION_NAME", function)
                .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
                .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .expect("a process");
            let (stdout, stderr) = (process.stdout.take().expect("piped"), process.stderr.take().expect("piped"));
            tokio::spawn(keep(stdout, output.clone()));
            tokio::spawn(keep(stderr, output.clone()));
            process
        };
        let all = functions.iter().flat_map(|(function, count)| (0..*count).map(|number| (*function, number)));
        let processes = all.map(start).collect();
        Self { desks, busy, seen: Mutex::default(), output, _processes: processes, server }
    }

    /// Whether it has processes of this function.
    pub(crate) fn runs(&self, function: &str) -> bool {
        self.desks.contains_key(function)
    }

    /// How many processes have answered something.
    #[must_use]
    pub fn busy(&self) -> usize {
        lock(&self.busy).len()
    }

    /// What the function answers to an event.
    #[expect(clippy::expect_used, reason = "a function that does not answer has failed the test")]
    pub(crate) async fn invoke(&self, function: &str, event: Value) -> Value {
        let desk = self.desks.get(function).expect("a function");
        let id = Random::system().id(Clock::system().now());
        let (sender, answer) = oneshot::channel();
        lock(&desk.answers).insert(id.clone(), sender);
        lock(&desk.waiting).push((id, event.clone()));
        desk.arrived.notify_one();
        let answer = tokio::time::timeout(PATIENCE, answer).await.expect("an answer in time").expect("an answer");
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        lock(&self.seen).push((event, answer.clone()));
        answer
    }

    /// Every event and its answer, oldest first.
    #[must_use]
    pub fn seen(&self) -> Vec<(Value, Value)> {
        lock(&self.seen).clone()
    }

    /// All that the processes wrote until now, to their standard outputs and errors.
    #[must_use]
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&lock(&self.output)).into_owned()
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn keep(mut from: impl tokio::io::AsyncRead + Unpin, output: Arc<Mutex<Vec<u8>>>) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = from.read(&mut piece).await {
        lock(&output).extend_from_slice(&piece[..read]);
    }
}

/// The next event of a function: waits until there is one.
async fn next(State(api): State<Api>, Path((function, _)): Path<(String, usize)>) -> Response {
    let Some(desk) = api.desks.get(function.as_str()) else { return StatusCode::NOT_FOUND.into_response() };
    loop {
        let arrived = desk.arrived.notified();
        let first = {
            let mut waiting = lock(&desk.waiting);
            (!waiting.is_empty()).then(|| waiting.remove(0))
        };
        let Some((id, event)) = first else {
            arrived.await;
            continue;
        };
        let headers = [
            ("lambda-runtime-aws-request-id", id),
            // Lambda's deadline, in 2100: nothing here is ended by it.
            ("lambda-runtime-deadline-ms", "4102444800000".to_owned()),
            (
                "lambda-runtime-invoked-function-arn",
                format!("arn:aws:lambda:us-east-1:000000000000:function:{function}"),
            ),
        ];
        return (headers, event.to_string()).into_response();
    }
}

async fn answered(
    State(api): State<Api>,
    Path((function, process, id)): Path<(String, usize, String)>,
    body: Bytes,
) -> Response {
    let waiting = api.desks.get(function.as_str()).and_then(|desk| lock(&desk.answers).remove(&id));
    lock(&api.busy).insert((function, process));
    match waiting.map(|waiting| waiting.send(body)) {
        Some(Ok(())) => StatusCode::ACCEPTED.into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
