//! What is printed is what is written to `RESULTS.md`.

use std::path::Path;
use std::time::Duration;

/// The report, as it grows.
#[derive(Default)]
pub struct Report(String);

impl Report {
    /// A line of text.
    pub fn line(&mut self, text: &str) {
        println!("{text}");
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// A question.
    pub fn heading(&mut self, text: &str) {
        self.line(&format!("\n## {text}\n"));
    }

    /// The head of a table.
    pub fn columns(&mut self, names: &[&str]) {
        self.line(&format!("\n| {} |", names.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(names.len())));
    }

    /// A row of it.
    pub fn row(&mut self, cells: &[String]) {
        self.line(&format!("| {} |", cells.join(" | ")));
    }

    /// Writes it down, as far as it is.
    ///
    /// # Errors
    /// A directory that cannot be written to.
    pub fn save(&self) -> std::io::Result<()> {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md"), &self.0)
    }
}

/// What so many percent of the times are not above.
pub fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let at = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(at).copied().unwrap_or_default()
}

/// In milliseconds.
#[must_use]
pub fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

/// The machine and the build.
#[must_use]
pub fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let (cpus, memory) = (read("/proc/cpuinfo"), read("/proc/meminfo"));
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_once(':'));
        line.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let (model, memory) = (value(&cpus, "model name"), value(&memory, "MemTotal"));
    format!("{model}, {cores} cores, {memory}; load {load} at the start; {profile} profile.")
}
