//! A function's release binary as Lambda runs it: a process that asks the Runtime API for events.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use crate::Failed;
use crate::runtime_api::RuntimeApi;

/// Variables of the process's environment.
pub type Environment = Vec<(&'static str, String)>;

/// The process and its Runtime API; it ends with this value.
pub struct Process {
    api: RuntimeApi,
    child: Child,
    logged: Arc<AtomicUsize>,
    /// From the spawn until it asked for its first event.
    pub init: Duration,
}

impl Process {
    /// Starts a binary and waits until it is ready.
    ///
    /// # Errors
    /// It cannot be started, or does not get ready.
    pub async fn start(binary: &Path, environment: &Environment) -> Result<Self, Failed> {
        let mut api = RuntimeApi::start().await?;
        let mut command = Command::new(binary);
        command
            .env_clear()
            .envs(environment.iter().cloned())
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", "measured")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let begun = Instant::now();
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", binary.display()))?;
        let logged = Arc::new(AtomicUsize::new(0));
        if let Some(mut output) = child.stdout.take() {
            let logged = logged.clone();
            tokio::spawn(async move {
                let mut piece = vec![0; 16 * 1024];
                while let Ok(read @ 1..) = output.read(&mut piece).await {
                    logged.fetch_add(read, Ordering::Relaxed);
                }
            });
        }
        let init = api.ready().await? - begun;
        Ok(Self { api, child, logged, init })
    }

    /// Hands it an event, tells how long its answer took, and waits until it is ready again.
    ///
    /// # Errors
    /// No answer, or a failure.
    pub async fn invoke(&mut self, event: &str) -> Result<Duration, Failed> {
        let took = self.api.invoke(event).await?;
        self.api.ready().await?;
        Ok(took)
    }

    /// The most memory that it held, in bytes.
    ///
    /// # Errors
    /// A system without `/proc`, or a process that ended.
    pub fn peak_memory(&self) -> Result<u64, Failed> {
        let id = self.child.id().ok_or("the process has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024)
    }

    /// Bytes that it has logged until now.
    #[must_use]
    pub fn logged(&self) -> usize {
        self.logged.load(Ordering::Relaxed)
    }
}

/// Where the binaries are that are measured.
pub struct Binaries(Option<PathBuf>);

impl Binaries {
    /// Those that `sam build` left in `built`, or else of now: all that is not there is built.
    ///
    /// # Errors
    /// What cannot be built.
    pub async fn make(built: Option<PathBuf>) -> Result<Self, Failed> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--release", "--locked", "--bins", "--package", "baseline"]);
        if built.is_none() {
            for function in std::fs::read_dir(repository().join("functions"))? {
                cargo.arg("--package").arg(function?.file_name());
            }
        }
        let made = cargo.current_dir(repository()).status().await?;
        if made.success() { Ok(Self(built)) } else { Err("the functions cannot be built".into()) }
    }

    /// One of them, by its function's name or the baseline's.
    #[must_use]
    pub fn of(&self, name: &str) -> PathBuf {
        let words = name.split('_').map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_uppercase())
        });
        let resource = words.chain(["Function".to_owned()]).collect::<String>();
        let by_sam = self.0.as_ref().map(|built| built.join(resource));
        let by_sam = by_sam.map(|directory| directory.join("bootstrap")).filter(|file| file.is_file());
        by_sam.unwrap_or_else(|| repository().join("target/release").join(name))
    }
}

/// The repository's directory.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Size of a file when deflated, as a zip holds it.
///
/// # Errors
/// No `gzip`.
pub async fn zipped(file: &Path) -> Result<usize, Failed> {
    Ok(Command::new("gzip").args(["-9", "-c"]).arg(file).output().await?.stdout.len())
}
