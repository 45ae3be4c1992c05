//! A message that was answered may be written into the history a moment later. Whoever is told of it at once, and acts on it
//! at once, is not told that there is none.

use std::time::Duration;

use domain::chat::{ChatMessage, id};
use domain::{Time, UserId};
use runtime::Result;
use web::App;

/// One that is not there yet is looked for so often …
const LOOKS: u32 = 20;
/// … with so long in between, …
const BETWEEN: Duration = Duration::from_millis(100);
/// … if it is no older than this, in seconds: the worker may be slow.
const YOUNG_SECS: i64 = 30;

/// A message of the history, for a first look: finds whatever was not said just now. One trip, and none for an id that no
/// message can have by now, or that is older than what the history shows.
///
/// # Errors
/// The table away.
pub(crate) async fn look(app: &App, host: &UserId, message_id: &str, now: Time) -> Result<Option<ChatMessage>> {
    match age(message_id, app.chat.horizon(now), now) {
        Some(_) => app.store.message(host, message_id).await,
        None => Ok(None),
    }
}

/// One that a first look did not find: what was said just now is waited for, up to two seconds.
///
/// # Errors
/// The table away.
pub(crate) async fn wait(app: &App, host: &UserId, message_id: &str, now: Time) -> Result<Option<ChatMessage>> {
    if age(message_id, app.chat.horizon(now), now) != Some(true) {
        return Ok(None);
    }
    for _ in 1..LOOKS {
        tokio::time::sleep(BETWEEN).await;
        let found = app.store.message(host, message_id).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// A message of the history, or one that comes into it within two seconds.
///
/// # Errors
/// The table away.
pub(crate) async fn find(app: &App, host: &UserId, message_id: &str, now: Time) -> Result<Option<ChatMessage>> {
    match look(app, host, message_id, now).await? {
        None => wait(app, host, message_id, now).await,
        found => Ok(found),
    }
}

/// Whether a message of this id can have been said by now and is shown still, and whether it was said so lately that it may not
/// be written down.
fn age(message_id: &str, horizon: Time, now: Time) -> Option<bool> {
    let sent_at = id::sent_at(message_id).filter(|at| (horizon..=now.plus_secs(YOUNG_SECS)).contains(at))?;
    Some(sent_at > now.plus_secs(-YOUNG_SECS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_lately_is_waited_for() {
        let now = Time::from_secs(1_795_472_785);
        let horizon = now.plus_secs(-3_600);
        let at = |secs: i64| age(&id::first_at(now.plus_secs(secs)), horizon, now);
        // Clocks of two processes differ a little.
        assert_eq!((at(-29), at(0), at(29)), (Some(true), Some(true), Some(true)));
        assert_eq!((at(-3_600), at(-3_601), at(31)), (Some(false), None, None));
        assert_eq!(age("a#b", horizon, now), None);
    }
}
