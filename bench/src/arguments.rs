//! What `cargo measure` is asked.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures OnAir, and writes bench/RESULTS.md and docs/COST.md.
#[derive(Parser)]
pub struct Arguments {
    /// What to measure; everything but `reads` and `profiles` without.
    questions: Vec<Question>,
    /// Shares of the data, in percent.
    #[arg(long, value_delimiter = ',', default_value = "1,10,100")]
    pub shares: Vec<usize>,
    /// Where `sam build` left the functions; without, they are built as `cargo build --release` does.
    #[arg(long)]
    pub binaries: Option<PathBuf>,
    /// `reads`: the `local` of an earlier version.
    #[arg(long)]
    pub old: Option<PathBuf>,
    /// `reads`: the `local` of now; without, it is built.
    #[arg(long)]
    pub new: Option<PathBuf>,
}

/// A question.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Question {
    /// What each route costs at the table.
    Routes,
    /// How long a function takes to start, and what it holds.
    Init,
    /// How long its first answer takes, with the table 20 ms away.
    First,
    /// Lists over growing data, the webhook, throughput.
    Growth,
    /// Whether a room where thousands come at once is counted right, under LiveKit's queue rules.
    Room,
    /// Whether each message of a thousand writers is kept once, and what it asks of LiveKit and of keys.
    Chat,
    /// What a run of the reconciler costs with 10,000 live.
    Reconciler,
    /// Reads under load, beside an earlier version. Only when asked for, with `--old`.
    Reads,
    /// What other release profiles would give. Builds for a quarter of an hour, so only when asked for.
    Profiles,
    /// Dollars, from what is measured: docs/COST.md.
    Cost,
}

impl Arguments {
    /// What to measure, in the order in which it is told.
    pub fn questions(&self) -> Vec<Question> {
        let all = Question::value_variants().iter().copied();
        let is_asked = |question: &Question| match self.questions.as_slice() {
            [] => !matches!(question, Question::Profiles | Question::Reads),
            questions => questions.contains(question),
        };
        all.filter(is_asked).collect()
    }
}
