//! A program of the rig: what it says, line by line, and its end with whoever started it.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};

/// A line, and when it came.
pub(super) type Line = (Instant, String);

/// A running program, in a process group of its own.
pub(super) struct Program {
    child: Child,
    group: u32,
    stdin: tokio::sync::Mutex<ChildStdin>,
    lines: Arc<Mutex<Vec<Line>>>,
}

impl Program {
    /// Starts it; its complaints go to the file `log`.
    #[expect(clippy::expect_used, reason = "a test without its programs has failed")]
    pub(super) fn start(mut command: Command, log: &Path) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(log).expect("a log");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).process_group(0);
        let mut child = command.spawn().expect("a program of the rig");
        let stdin = tokio::sync::Mutex::new(child.stdin.take().expect("its stdin"));
        let mut said = BufReader::new(child.stdout.take().expect("its stdout")).lines();
        let lines = Arc::new(Mutex::new(Vec::<Line>::new()));
        let heard = lines.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = said.next_line().await {
                heard.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), line));
            }
        });
        Self { group: child.id().expect("it runs"), child, stdin, lines }
    }

    /// What it said until now.
    pub(super) fn lines(&self) -> Vec<Line> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What it said until now, but for the first lines.
    pub(super) fn lines_from(&self, first: usize) -> Vec<Line> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).get(first..).unwrap_or_default().to_vec()
    }

    /// Tells it something.
    #[expect(clippy::expect_used, reason = "a test whose programs have gone has failed")]
    pub(super) async fn tell(&self, line: &str) {
        let mut stdin = self.stdin.lock().await;
        stdin.write_all(format!("{line}\n").as_bytes()).await.expect("a program that listens");
    }

    /// Ends it in order.
    #[expect(clippy::expect_used, reason = "a test's own helper")]
    pub(super) async fn stop(mut self) {
        signal("TERM", &self.group.to_string());
        self.child.wait().await.expect("its end");
    }
}

impl Drop for Program {
    /// Kills it with all that it started; whatever has ended is past that.
    fn drop(&mut self) {
        if std::thread::panicking() {
            for (_, line) in self.lines() {
                println!("{}: {line}", self.group);
            }
        }
        signal("KILL", &format!("-{}", self.group));
    }
}

/// Sends a signal to a process, or to a group where the target begins with a minus; `false` when there is
/// none.
pub(super) fn signal(name: &str, target: &str) -> bool {
    // The shell's own, which is there without a package.
    let mut kill = std::process::Command::new("sh");
    kill.args(["-c", "kill -s \"$0\" -- \"$1\"", name, target]).stderr(Stdio::null());
    kill.status().is_ok_and(|status| status.success())
}
