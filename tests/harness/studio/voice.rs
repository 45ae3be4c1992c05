//! What the rig's viewers say, by who says it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde_json::Value;

use super::program::Program;

/// A program of viewers, and what they said.
pub(super) struct Voice {
    program: Program,
    heard: Mutex<Heard>,
}

#[derive(Default)]
struct Heard {
    /// Lines of the program that are sorted.
    lines: usize,
    by: HashMap<String, Vec<Arc<Said>>>,
}

/// A line of one viewer's.
#[derive(Debug)]
pub(super) struct Said {
    /// When it came.
    pub(super) at: Instant,
    /// What it is.
    pub(super) line: Value,
}

impl Voice {
    pub(super) fn new(program: Program) -> Self {
        Self { program, heard: Mutex::default() }
    }

    /// All that this viewer said until now; one who is alone in a program has no name.
    pub(super) fn of(&self, who: &str) -> Vec<Arc<Said>> {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        for (at, line) in self.program.lines_from(heard.lines) {
            heard.lines += 1;
            let Ok(line) = serde_json::from_str::<Value>(&line) else { continue };
            let who = line["who"].as_str().unwrap_or_default().to_owned();
            heard.by.entry(who).or_default().push(Arc::new(Said { at, line }));
        }
        heard.by.get(who).cloned().unwrap_or_default()
    }

    /// Tells the viewer something.
    pub(super) async fn tell(&self, who: &str, command: &str) {
        if who.is_empty() {
            self.program.tell(command).await;
        } else {
            self.program.tell(&format!("{who} {command}")).await;
        }
    }
}
