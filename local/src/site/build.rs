//! Builds the site in the background, when it is missing or older than its sources.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::Command;

use crate::background::Background;

/// So many of npm's last lines are shown.
const SHOWN: usize = 12;
/// The oldest Node.js that builds it, by major and minor version.
const OLDEST: (u32, u32) = (20, 19);
/// Folders of the workspace that make up the site.
const PACKAGES: [&str; 3] = ["client", "react", "app"];

/// The npm workspace of the site.
#[derive(Debug, Clone)]
pub struct Sources(PathBuf);

impl Sources {
    /// That of the clone that this program was built in.
    #[must_use]
    pub fn of_this_clone() -> Self {
        Self::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("../web"))
    }

    /// That in a directory.
    #[must_use]
    pub const fn at(directory: PathBuf) -> Self {
        Self(directory)
    }

    /// Where the built site is.
    pub(super) fn dist(&self) -> PathBuf {
        self.0.join("app/dist")
    }

    fn lacks_packages(&self) -> bool {
        // npm writes it last.
        changed(&self.0.join("node_modules/.package-lock.json")) < changed(&self.0.join("package-lock.json"))
    }

    fn is_built(&self) -> bool {
        let lock = changed(&self.0.join("package-lock.json"));
        let newest = PACKAGES.iter().map(|package| newest(&self.0.join(package))).max().flatten().max(lock);
        changed(&self.dist().join("index.html")) >= newest
    }
}

/// When a file was last written; `None`, which is before all others, where it is missing.
fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|facts| facts.modified()).ok()
}

/// When the newest source below `directory` was written.
fn newest(directory: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(directory).ok()?;
    let of = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        if name.starts_with('.') || ["node_modules", "dist", "test"].contains(&name) {
            return None;
        }
        if path.is_dir() { newest(path) } else { changed(path) }
    };
    entries.flatten().filter_map(|entry| of(&entry.path())).max()
}

/// How the site stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody was asked to build it.
    Idle,
    /// It is being made ready.
    Working {
        what: &'static str,
        /// What npm said last.
        lines: Vec<String>,
    },
    /// It is as its sources are.
    Built,
    /// A step failed.
    Failed { what: &'static str, lines: Vec<String> },
    /// No Node.js that can build it; its version, if there is one.
    NoNode { found: Option<String> },
}

impl State {
    pub(super) const fn is_working(&self) -> bool {
        matches!(self, Self::Working { .. })
    }

    /// For the banner; `is_there`: some build of it is.
    pub(super) const fn word(&self, is_there: bool) -> &'static str {
        match (self, is_there) {
            (Self::Working { .. }, _) => "being built, which takes a minute or two: the page shows how far it is",
            (Self::Failed { .. } | Self::NoNode { .. }, true) => "an older build: the page of the log says why",
            (Self::NoNode { .. }, false) => "not built: it needs Node.js 20.19 or newer",
            (Self::Failed { .. }, false) => "could not be built: the page says why",
            (Self::Idle, false) => "not built: cd web && npm ci && npm run build",
            (Self::Built | Self::Idle, _) => "sign in by a click as alice, bob, carol or ada",
        }
    }
}

/// The building, and how far it is. It ends with its last clone.
#[derive(Clone)]
pub(super) struct Builder {
    state: Arc<Mutex<State>>,
    _work: Option<Arc<Background>>,
}

impl Builder {
    /// Builds nothing.
    pub(super) fn idle() -> Self {
        Self { state: Arc::new(Mutex::new(State::Idle)), _work: None }
    }

    /// Builds it if it has to be built.
    pub(super) fn start(sources: &Sources) -> Self {
        if sources.is_built() {
            return Self { state: Arc::new(Mutex::new(State::Built)), _work: None };
        }
        let state = Arc::new(Mutex::new(State::Working { what: "Looking for Node.js", lines: vec![] }));
        let job = Job { state: state.clone(), sources: sources.clone() };
        Self { state, _work: Some(Arc::new(Background::spawn(job.run()))) }
    }

    pub(super) fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

struct Job {
    state: Arc<Mutex<State>>,
    sources: Sources,
}

impl Job {
    async fn run(self) {
        let version = output("node", &["--version"]).await;
        if !version.as_deref().is_some_and(is_new_enough) || output("npm", &["--version"]).await.is_none() {
            tracing::warn!(event = "site", outcome = "no Node.js that can build it", found = version);
            return self.set(State::NoNode { found: version });
        }
        let mut steps = vec![("Building it", ["run", "build", "--workspace", "app"].as_slice())];
        if self.sources.lacks_packages() {
            steps.insert(0, ("Getting its packages", ["ci", "--no-audit", "--no-fund"].as_slice()));
        }
        for (what, arguments) in steps {
            tracing::info!(event = "site", step = format!("npm {}", arguments.join(" ")));
            self.set(State::Working { what, lines: vec![] });
            if !self.npm(arguments).await {
                let lines = match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
                    State::Working { lines, .. } => lines.clone(),
                    _ => vec![],
                };
                tracing::error!(event = "site", outcome = "failed", step = what, cause = lines.join(" | "));
                return self.set(State::Failed { what, lines });
            }
        }
        tracing::info!(event = "site", outcome = "built");
        self.set(State::Built);
    }

    fn set(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// Runs npm in the workspace, and keeps what it says; whether it went well.
    async fn npm(&self, arguments: &[&str]) -> bool {
        let mut npm = Command::new("npm");
        npm.args(arguments).current_dir(&self.sources.0).stdin(Stdio::null()).kill_on_drop(true);
        let Ok(mut child) = npm.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() else { return false };
        tokio::join!(self.listen(child.stdout.take()), self.listen(child.stderr.take()));
        child.wait().await.is_ok_and(|status| status.success())
    }

    async fn listen(&self, stream: Option<impl AsyncRead + Unpin>) {
        let Some(stream) = stream else { return };
        let mut said = BufReader::new(stream).lines();
        while let Ok(Some(line)) = said.next_line().await {
            if let State::Working { lines, .. } = &mut *self.state.lock().unwrap_or_else(PoisonError::into_inner) {
                lines.push(line);
                let spare = lines.len().saturating_sub(SHOWN);
                lines.drain(..spare);
            }
        }
    }
}

/// What a program prints; `None` where it is missing or fails.
async fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    Some(text.trim().to_owned())
}

/// Whether `v20.19.0` and the like can build it.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_their_numbers() {
        for version in ["v20.19.0", "v20.20.2", "v22.3.0", "v100.0.0"] {
            assert!(is_new_enough(version), "{version}");
        }
        for version in ["v18.20.4", "v20.9.0", "", "node"] {
            assert!(!is_new_enough(version), "{version}");
        }
    }

    #[test]
    fn it_is_built_while_it_is_newer_than_its_sources() {
        let web = std::env::temp_dir()
            .join(format!("onair-site-{}", runtime::Random::system().id(runtime::Clock::system().now())));
        let sources = Sources::at(web.clone());
        let write = |path: &str, at: u64| {
            let path = web.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let file = std::fs::File::create(path).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(at)).unwrap();
        };
        write("package-lock.json", 1);
        write("app/src/main.tsx", 5);
        assert!(!sources.is_built() && sources.lacks_packages());
        write("app/dist/index.html", 6);
        write("app/node_modules/x/new.js", 9);
        write("node_modules/.package-lock.json", 2);
        assert!(sources.is_built() && !sources.lacks_packages());
        write("react/src/deep/new.tsx", 7);
        assert!(!sources.is_built());
        std::fs::remove_dir_all(web).unwrap();
    }
}
