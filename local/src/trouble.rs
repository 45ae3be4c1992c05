//! What keeps `cargo dev` from doing what was asked, in one line for whoever asked.

/// One clear line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(String);

impl Trouble {
    /// What is wrong, and where it helps, what to do about it.
    pub fn new(line: impl std::fmt::Display) -> Self {
        // A cause may bring line breaks along.
        Self(line.to_string().split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// Puts before an error what was being done.
pub(crate) trait Context<T> {
    /// The error as one line: `doing: error`.
    fn context(self, doing: &str) -> Result<T, Trouble>;
}

impl<T, E: std::fmt::Display> Context<T> for Result<T, E> {
    fn context(self, doing: &str) -> Result<T, Trouble> {
        self.map_err(|error| Trouble::new(format_args!("{doing}: {error}")))
    }
}
