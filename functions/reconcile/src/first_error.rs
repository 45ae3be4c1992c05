//! Many things are done side by side; one that fails does not keep the others from being done.

use runtime::{Error, Result};

/// The first of many errors.
#[derive(Default)]
pub(crate) struct FirstError(Option<Error>);

impl FirstError {
    /// What went well; what did not is kept.
    pub fn keep<T>(&mut self, outcome: Result<T>) -> Option<T> {
        match outcome {
            Ok(done) => Some(done),
            Err(error) => {
                self.0.get_or_insert(error);
                None
            }
        }
    }

    /// What was done, if all went well.
    pub fn or<T>(self, done: T) -> Result<T> {
        self.0.map_or(Ok(done), Err)
    }
}
