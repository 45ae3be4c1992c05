//! The real LiveKit of `tests/rig`, by the environment that it gives.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::process::Command;
use tokio::sync::{Mutex, MutexGuard};

use super::program::{Program, signal};

/// All flows share the server and its workers.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
/// A flow that failed may have left a worker dead.
static A_WORKER_IS_DEAD: AtomicBool = AtomicBool::new(false);
/// A worker is there again so soon.
const WORKER_STARTS: Duration = Duration::from_secs(30);

/// A process of the rig's that a flow may kill.
#[derive(Debug, Clone, Copy)]
pub(super) enum Worker {
    /// Takes pushes in.
    Ingress,
    /// Records them.
    Recorder,
}

impl Worker {
    const fn variable(self) -> &'static str {
        match self {
            Self::Ingress => "RIG_INGRESS_PID=",
            Self::Recorder => "RIG_RECORDER_PID=",
        }
    }
}

/// Where everything is.
pub(super) struct Rig {
    /// `LIVEKIT_URL`.
    pub(super) url: String,
    /// `LIVEKIT_API_KEY`.
    pub(super) key: String,
    /// `LIVEKIT_API_SECRET`.
    pub(super) secret: String,
    /// The port of `RIG_WEBHOOK_URL`.
    pub(super) webhook_port: u16,
    pub(super) python: PathBuf,
    logs: PathBuf,
    rig_pid: String,
    /// `RIG_ENV_FILE`: the environment as it is after a restart.
    env_file: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Rig {
    /// The rig, once no other flow uses it; `None` without `LIVEKIT_URL`.
    pub(super) async fn of_environment() -> Option<Self> {
        let url = variable("LIVEKIT_URL")?;
        let alone = ONE_AT_A_TIME.lock().await;
        let rig = Self {
            url,
            key: need("LIVEKIT_API_KEY"),
            secret: need("LIVEKIT_API_SECRET"),
            webhook_port: port(&need("RIG_WEBHOOK_URL")),
            python: need("RIG_PYTHON").into(),
            logs: Path::new(&need("RIG_DIR")).join("programs.log"),
            rig_pid: need("RIG_PID"),
            env_file: need("RIG_ENV_FILE").into(),
            _alone: alone,
        };
        if A_WORKER_IS_DEAD.load(Ordering::SeqCst) {
            rig.revive().await;
        }
        Some(rig)
    }

    /// Starts a shell script of `tests/rig/media`, with these variables.
    pub(super) fn script(&self, name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Program {
        let mut command = Command::new(media(name));
        command.envs(variables.iter().copied());
        self.start(command, arguments)
    }

    /// Starts a Python program of `tests/rig/media`.
    pub(super) fn python(&self, name: &str, arguments: &[&str]) -> Program {
        let mut command = Command::new(&self.python);
        command.arg(media(name));
        self.start(command, arguments)
    }

    fn start(&self, mut command: Command, arguments: &[&str]) -> Program {
        command.args(arguments);
        Program::start(command, &self.logs)
    }

    /// Kills a worker and all that it started.
    pub(super) fn kill(&self, worker: Worker) {
        A_WORKER_IS_DEAD.store(true, Ordering::SeqCst);
        assert!(signal("KILL", &format!("-{}", self.pid(worker))), "no worker");
    }

    /// Has the rig start it again. The rig starts what it finds dead, so it is asked until it has found that.
    pub(super) async fn restart(&self, worker: Worker) {
        let before = self.pid(worker);
        let began = Instant::now();
        while self.pid(worker) == before {
            assert!(began.elapsed() < WORKER_STARTS, "the worker did not come");
            self.revive().await;
        }
        A_WORKER_IS_DEAD.store(false, Ordering::SeqCst);
    }

    /// Has the rig start whatever is dead.
    async fn revive(&self) {
        assert!(signal("USR1", &self.rig_pid), "no rig");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }

    #[expect(clippy::expect_used, reason = "a test without its rig has failed")]
    fn pid(&self, worker: Worker) -> String {
        let environment = std::fs::read_to_string(&self.env_file).expect("RIG_ENV_FILE");
        let pid = environment.lines().find_map(|line| line.strip_prefix(worker.variable()));
        pid.expect("its pid").to_owned()
    }
}

pub(super) fn media(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rig/media").join(name)
}

#[expect(clippy::expect_used, reason = "a test without its rig has failed")]
fn port(url: &str) -> u16 {
    let address = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port in RIG_WEBHOOK_URL")
}

#[expect(clippy::panic, reason = "a test without its rig has failed")]
fn need(name: &str) -> String {
    variable(name).unwrap_or_else(|| panic!("LIVEKIT_URL is set and {name} is not: tests/real sets both"))
}

#[expect(clippy::disallowed_methods, reason = "the tests' own switch")]
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
