//! What the acts of moderators have in common.

use std::sync::Arc;

use domain::Time;
use domain::chat::{LogAction, LogEntry};
use services::chat::Room;
use web::{App, Moderator};

/// The room of the chat; `None`: there is no stream, or it is suspended.
pub(crate) fn room(app: &App, moderator: &Moderator) -> Option<Arc<Room>> {
    app.chat.rooms.learn(&moderator.host, moderator.seat())
}

/// A line of the log: this moderator does this, now.
pub(crate) fn entry(app: &App, moderator: &Moderator, action: LogAction, now: Time) -> LogEntry {
    LogEntry::new(app.random.id(now), moderator.id().clone(), action, now)
}

/// Says of an act in the process's log that it was done.
pub(crate) fn done(moderator: &Moderator, entry: &LogEntry) {
    let (action, by, host) = (entry.action, moderator.id(), &moderator.host);
    let (on, subject) = (entry.user_id.as_deref(), entry.subject.as_deref());
    tracing::info!(event = "chat_act", ?action, user_id = %by, %host, on, subject, outcome = "ok");
}

/// Whether a text of a path may be the id of something: as long and of such letters as ours are.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
