//! Ingresses that LiveKit has and nobody knows of: a process died between LiveKit's answer and its note of it.
//! Whoever has no room cannot be found by the rooms, so over the day every creator is asked for, some a
//! minute (docs/adr/0005-reconciler.md).

use domain::UserId;
use runtime::Result;
use store::{Call, PendingCall};

use crate::App;
use crate::first_error::FirstError;

/// Creators a minute: 28,800 a day, for 20,000. With more of them the round takes longer than a day.
const CREATORS_A_RUN: u32 = 20;

/// Leaves an audit of the next few creators of the directory as pending calls, and goes on from there at
/// the next run; after the last one it begins anew. Returns how many.
///
/// # Errors
/// The table away: the same ones are asked for at the next run.
pub(crate) async fn audit_some(app: &App) -> Result<usize> {
    let place = app.store.audit_place().await?;
    let page = app.store.directory(None, place.as_deref(), CREATORS_A_RUN).await?;
    let ids: Vec<UserId> = page.entries.into_iter().map(|(user_id, _)| user_id).collect();
    let mut errors = FirstError::default();
    for user_id in &ids {
        let call = Call::AuditIngresses { user_id: user_id.clone(), unknown: vec![] };
        errors.keep(app.store.put_audit(&PendingCall::new(call, app.clock.now())).await);
    }
    errors.or(())?;
    app.store.move_audit_place(place.as_deref(), page.next.as_deref()).await?;
    Ok(ids.len())
}
