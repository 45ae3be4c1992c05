//! A `local` of any version as a process, over a table that is there already.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use harness::{JWT_SECRET, LIVEKIT_KEY, LIVEKIT_SECRET};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

use crate::Failed;

/// Longest wait until it answers.
const PATIENCE: Duration = Duration::from_secs(120);

/// The process; it ends with this value.
pub struct Served {
    /// Where its gateway is.
    pub url: String,
    process: Child,
}

/// A LiveKit that is away: of rooms that no encoder is in, nobody concludes that their broadcasts are over. It
/// serves as long as this process.
///
/// # Errors
/// No port is free.
pub async fn livekit_away() -> Result<String, Failed> {
    let router = axum::Router::new().fallback(async || http::StatusCode::SERVICE_UNAVAILABLE);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

impl Served {
    /// Starts `binary` over the data in `directory`, and waits until it answers.
    ///
    /// # Errors
    /// It cannot be started, or does not get ready.
    pub async fn start(binary: &Path, directory: &Path, livekit: &str) -> Result<Self, Failed> {
        let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let process = Command::new(binary)
            .args(["--port", &port.to_string(), "--no-demo", "--data"])
            .arg(directory)
            .current_dir(directory)
            .env_clear()
            .envs([
                ("LIVEKIT_URL", livekit),
                ("LIVEKIT_API_KEY", LIVEKIT_KEY),
                ("LIVEKIT_API_SECRET", LIVEKIT_SECRET),
                ("JWT_SECRET", JWT_SECRET),
                ("RATE_LIMIT_SCALE", "0"),
                ("RUST_LOG", "error"),
            ])
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(directory.join("log"))?)
            .stderr(std::fs::File::create(directory.join("errors"))?)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", binary.display()))?;
        let mut served = Self { url: format!("http://127.0.0.1:{port}"), process };
        let begun = Instant::now();
        let http = runtime::https::client();
        let health = format!("{}/api/webhook/livekit/health", served.url);
        while !http.get(&health).send().await.is_ok_and(|answer| answer.status().is_success()) {
            if let Some(ended) = served.process.try_wait()? {
                return Err(format!("{}: {ended}", binary.display()).into());
            }
            if begun.elapsed() > PATIENCE {
                return Err(format!("{} does not get ready", binary.display()).into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(served)
    }

    /// The processor time that it took until now.
    ///
    /// # Errors
    /// A system without `/proc`, or a process that ended.
    pub fn busy(&self) -> Result<Duration, Failed> {
        let id = self.process.id().ok_or("the process has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        // Behind the name, which may hold anything: state, and as the 12th and 13th from there user and system time.
        let fields: Vec<&str> = status.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or_default();
        // A tick is 10 ms on every Linux of today.
        Ok(Duration::from_millis(10 * (ticks(11) + ticks(12))))
    }
}
