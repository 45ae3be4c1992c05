//! A binary that is measured: started over and over, and asked for answers.

use std::path::PathBuf;
use std::time::Duration;

use crate::Failed;
use crate::process::{Environment, Process, zipped};
use crate::report::{megabytes, millis, percentile};

/// Starts that a median is taken of.
pub const STARTS: usize = 15;
/// Answers of one process that the warm times are taken of, in so many turns.
pub const CALLS: usize = 300;
const TURNS: usize = 10;
/// The heads of [`Subject::figures`].
pub const FIGURES: [&str; 6] = ["first answer ms", "warm p50 ms", "warm p99 ms", "peak MiB", "binary MB", "zip MB"];

/// A binary, and what was measured of it.
pub struct Subject {
    /// What it is called in the table.
    pub name: String,
    file: PathBuf,
    event: Option<String>,
    /// The one that was started last.
    process: Option<Process>,
    /// From the spawn to the first `next`.
    pub inits: Vec<Duration>,
    firsts: Vec<Duration>,
    /// Answers of a process that answered before.
    pub warm: Vec<Duration>,
    peak: u64,
    /// Bytes that an answer logs.
    pub logged: usize,
}

/// Measures them in turns: what the machine does meanwhile falls on all of them.
///
/// # Errors
/// A binary that is not there or fails.
pub async fn start_in_turns(subjects: &mut [Subject], environment: &Environment) -> Result<(), Failed> {
    for _ in 0..STARTS {
        for subject in &mut *subjects {
            let started = subject.start(environment).await;
            subject.process = Some(started.map_err(|error| format!("{}: {error}", subject.name))?);
        }
    }
    for _ in 0..TURNS {
        for subject in &mut *subjects {
            let asked = subject.ask(CALLS / TURNS).await;
            asked.map_err(|error| format!("{}: {error}", subject.name))?;
        }
    }
    Ok(())
}

impl Subject {
    /// A binary that was not measured yet; without an event, only its start is.
    pub fn new(name: impl Into<String>, file: PathBuf, event: Option<String>) -> Self {
        Self {
            name: name.into(),
            file,
            event,
            process: None,
            inits: vec![],
            firsts: vec![],
            warm: vec![],
            peak: 0,
            logged: 0,
        }
    }

    /// One start and its first answer.
    async fn start(&mut self, environment: &Environment) -> Result<Process, Failed> {
        let mut process = Process::start(&self.file, environment).await?;
        self.inits.push(process.init);
        if let Some(event) = &self.event {
            self.firsts.push(process.invoke(event).await?);
        }
        self.peak = self.peak.max(process.peak_memory()?);
        Ok(process)
    }

    /// Some warm answers of the process that was started last.
    async fn ask(&mut self, calls: usize) -> Result<(), Failed> {
        let (Some(process), Some(event)) = (&mut self.process, &self.event) else { return Ok(()) };
        let logged = process.logged();
        for _ in 0..calls {
            self.warm.push(process.invoke(event).await?);
        }
        self.logged = (process.logged() - logged) / calls;
        self.peak = self.peak.max(process.peak_memory()?);
        Ok(())
    }

    /// The cells below [`FIGURES`]; empty where nothing was asked.
    ///
    /// # Errors
    /// A binary that is gone, or no `gzip`.
    pub async fn figures(&mut self) -> Result<[String; 6], Failed> {
        let binary = usize::try_from(std::fs::metadata(&self.file)?.len())?;
        let of = |times: &mut [Duration], percent| match times {
            [] => String::new(),
            times => millis(percentile(times, percent)),
        };
        Ok([
            of(&mut self.firsts, 50),
            of(&mut self.warm, 50),
            of(&mut self.warm, 99),
            format!("{:.1}", self.peak as f64 / f64::from(1 << 20)),
            megabytes(binary),
            megabytes(zipped(&self.file).await?),
        ])
    }
}
