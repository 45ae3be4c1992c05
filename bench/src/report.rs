//! What is printed is what is written to `RESULTS.md`.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The report, as it grows: a section a question.
#[derive(Default)]
pub struct Report(Vec<Section>);

/// A question's heading and the answer.
struct Section {
    heading: String,
    text: String,
}

/// What stands above all sections.
const TITLE: &str = "# Results\n\nMade by `cargo measure`; what is measured and how: [README.md](README.md).\n";

impl Report {
    /// A line of text.
    pub fn line(&mut self, text: &str) {
        println!("{text}");
        if let Some(section) = self.0.last_mut() {
            section.text.push_str(text);
            section.text.push('\n');
        }
    }

    /// A question, and what answers it.
    pub fn heading(&mut self, text: &str) {
        println!("\n## {text}\n");
        self.0.push(Section { heading: text.to_owned(), text: String::new() });
        self.line(&format!("{}\n", machine()));
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

    /// Writes it down, as far as it is; what other runs answered stays.
    ///
    /// # Errors
    /// A directory that cannot be written to.
    pub fn save(&self) -> std::io::Result<()> {
        let mut sections = sections(&written());
        for Section { heading, text } in &self.0 {
            let at = sections.iter().position(|(known, _)| known == heading);
            match at.and_then(|at| sections.get_mut(at)) {
                Some(known) => known.1.clone_from(text),
                None => sections.push((heading.clone(), text.clone())),
            }
        }
        let told = sections.iter().map(|(heading, text)| format!("\n## {heading}\n\n{}\n", text.trim()));
        std::fs::write(file(), told.fold(TITLE.to_owned(), |all, section| all + &section))
    }
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md")
}

/// What is written down; nothing before the first run.
#[must_use]
pub fn written() -> String {
    std::fs::read_to_string(file()).unwrap_or_default()
}

/// The headings of a report, each with what stands below it.
#[must_use]
pub fn sections(text: &str) -> Vec<(String, String)> {
    let sections = text.split("\n## ").skip(1);
    sections
        .filter_map(|section| section.split_once('\n'))
        .map(|(head, text)| (head.to_owned(), text.to_owned()))
        .collect()
}

/// The cells of the tables in a section, without their heads.
pub fn rows(section: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = lines.map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    rows.filter(|cells| cells.iter().skip(1).any(|cell| cell.parse::<f64>().is_ok()))
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

/// In millions of bytes.
#[must_use]
pub fn megabytes(bytes: usize) -> String {
    format!("{:.2}", bytes as f64 / 1e6)
}

/// The machine and the build.
fn machine() -> String {
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
    format!("{model}, {cores} cores, {memory}; load {load}; this process in the {profile} profile.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_as_it_is_written() {
        let text =
            "# Results\n\n## One\n\nA line.\n\n| what | ms |\n| --- | --- |\n| a | 1.5 |\n| b |  |\n\n## Two\n\nB\n";
        let sections = sections(text);
        assert_eq!(sections.iter().map(|(heading, _)| heading.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
        assert_eq!(rows(&sections[0].1).collect::<Vec<_>>(), [["a", "1.5"]]);
    }

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let mut times: Vec<Duration> = (1..=10).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(&mut times, 50), Duration::from_millis(5));
        assert_eq!(percentile(&mut times, 99), Duration::from_millis(10));
    }
}
