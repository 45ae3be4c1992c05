//! Lambda's Runtime API on loopback, for one process: it hands out events and notes when it was asked and
//! answered.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::Failed;

/// Longest wait for a process, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(30);

/// The API; it ends with this value.
pub struct RuntimeApi {
    address: String,
    events: UnboundedSender<String>,
    asked: UnboundedReceiver<Instant>,
    answered: UnboundedReceiver<(Instant, Outcome)>,
    server: tokio::task::JoinHandle<()>,
}

/// What a process answered.
type Outcome = Result<Bytes, Bytes>;

struct Desk {
    asked: UnboundedSender<Instant>,
    answered: UnboundedSender<(Instant, Outcome)>,
    events: Mutex<UnboundedReceiver<String>>,
}

type Shared = State<std::sync::Arc<Desk>>;

impl RuntimeApi {
    /// Starts it on a port of its own.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start() -> Result<Self, Failed> {
        let (events, waiting) = unbounded_channel();
        let ((asks, asked), (answers, answered)) = (unbounded_channel(), unbounded_channel());
        let desk = Desk { asked: asks, answered: answers, events: Mutex::new(waiting) };
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(error))
            .with_state(std::sync::Arc::new(desk));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?.to_string();
        let server = tokio::spawn(async move {
            // It serves until it is dropped; a process that is not served is missed by who waits for it.
            _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, events, asked, answered, server })
    }

    /// `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until the process asks for an event, and tells when it did.
    ///
    /// # Errors
    /// It does not.
    pub async fn ready(&mut self) -> Result<Instant, Failed> {
        let asked = tokio::time::timeout(PATIENCE, self.asked.recv()).await?;
        asked.ok_or_else(|| "the Runtime API has ended".into())
    }

    /// Hands an event to a process that is ready, and tells how long its answer took.
    ///
    /// # Errors
    /// There is none, or it is an error.
    pub async fn invoke(&mut self, event: &str) -> Result<Duration, Failed> {
        let begun = Instant::now();
        self.events.send(event.to_owned())?;
        let answered = tokio::time::timeout(PATIENCE, self.answered.recv()).await?;
        match answered.ok_or("the Runtime API has ended")? {
            (at, Ok(body)) => {
                let is_failure = serde_json::from_slice(&body).is_ok_and(|answer: serde_json::Value| {
                    answer["statusCode"].as_u64().is_some_and(|code| code >= 400)
                });
                if is_failure {
                    return Err(format!("a failure: {}", String::from_utf8_lossy(&body)).into());
                }
                Ok(at - begun)
            }
            (_, Err(body)) => Err(format!("an error: {}", String::from_utf8_lossy(&body)).into()),
        }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(desk): Shared) -> Response {
    // Who waits for it may have gone.
    _ = desk.asked.send(Instant::now());
    let Some(event) = desk.events.lock().await.recv().await else {
        return http::StatusCode::GONE.into_response();
    };
    let headers = [
        ("lambda-runtime-aws-request-id", "00000000-0000-0000-0000-000000000000"),
        // In 2100: nothing here is ended by it.
        ("lambda-runtime-deadline-ms", "4102444800000"),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:measured"),
    ];
    (headers, event).into_response()
}

async fn response(State(desk): Shared, body: Bytes) -> http::StatusCode {
    _ = desk.answered.send((Instant::now(), Ok(body)));
    http::StatusCode::ACCEPTED
}

async fn error(State(desk): Shared, body: Bytes) -> http::StatusCode {
    _ = desk.answered.send((Instant::now(), Err(body)));
    http::StatusCode::ACCEPTED
}
