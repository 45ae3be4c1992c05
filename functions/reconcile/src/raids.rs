//! Raids that are not decided: where `project` missed what they hang on, and where nobody left for one whose time has come.

use domain::UserId;
use futures::StreamExt as _;
use runtime::Result;

use crate::App;
use crate::first_error::FirstError;

/// Raids that are looked at at once.
const AT_ONCE: usize = 16;

/// Decides the raids of these creators again. Returns how many.
///
/// # Errors
/// The table away. One raid that cannot be looked at does not keep the others.
pub(crate) async fn look(app: &App, raiders: Vec<UserId>) -> Result<usize> {
    let mut errors = FirstError::default();
    let outcomes: Vec<_> = futures::stream::iter(raiders)
        .map(|raider| async move { app.raids.look(&raider, None).await })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let looked = outcomes.into_iter().filter_map(|outcome| errors.keep(outcome)).count();
    errors.or(looked)
}
