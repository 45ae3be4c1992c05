//! What the acts of moderators have in common.

use std::sync::Arc;

use domain::chat::packet::{Event, You};
use domain::chat::{ChatRules, Content, LogAction, LogEntry, Rank, Refused, Standing, Writer};
use domain::{Time, UserId};
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

/// Seconds after which the viewers of a room are shown what is said now, where anybody is there and not at once.
pub(crate) fn delay(room: &Room) -> Option<u32> {
    room.rules.delay_seconds.filter(|_| room.is_open)
}

/// Whether a message of now is sent into the room by its handler: somebody may be there, the room is calm, and this process has
/// a turn, which it takes.
pub(crate) fn takes_turn(app: &App, host: &UserId, room: &Room) -> bool {
    room.is_open && !room.is_busy && app.chat.direct.take(host, app.clock.now())
}

/// Tells the host, the moderators and a writer alone. Who misses it finds it where it stands.
pub(crate) async fn tell_moderators(app: &App, host: &UserId, room: &Room, writer: &str, event: Event) {
    if !room.is_open {
        return;
    }
    let mut to = app.chat.moderators(host).await;
    to.push(writer.to_owned());
    // Told in the log by the voice itself.
    _ = app.chat.voice.say(host, &[event], 0, &to).await;
}

/// What somebody is in a chat, and whether they could write something that no rule on texts keeps out.
pub(crate) fn you(
    rules: &ChatRules,
    writer: Writer,
    barred: Option<Refused>,
    identity: Option<String>,
    now: Time,
) -> You {
    let content = Content { is_emotes: true, ..Content::default() };
    let refused = rules.shut_to(writer).or(barred).or_else(|| rules.refuse(writer, content, now));
    You {
        identity,
        role: writer.standing,
        can_write: refused.is_none(),
        code: refused.map(|refused| refused.code),
        until: refused.and_then(|refused| refused.until),
    }
}

/// Tells somebody alone what an act made of them: which rank they have now, and what keeps them out. Who misses it finds it
/// in the chat's own answer. No trip, or one where it is a matter of following.
pub(crate) async fn tell_them(
    app: &App,
    host: &UserId,
    room: &Room,
    who: &str,
    (rank, barred): (Option<Rank>, Option<Refused>),
) {
    if !room.is_open || who == host.as_str() {
        return;
    }
    let user = UserId::parse(who).ok();
    let followed_at = match &user {
        Some(user) if room.rules.followers_only_minutes.is_some() => match app.store.watched(host, Some(user)).await {
            Ok(watched) => watched.followed_at,
            Err(cause) => {
                tracing::warn!(event = "chat_you_told", user_id = %host, outcome = "failed", %cause);
                return;
            }
        },
        _ => None,
    };
    let writer = Writer { standing: Standing::of(false, user.is_none(), rank), followed_at };
    let you = you(&room.rules, writer, barred, Some(who.to_owned()), app.clock.now());
    // Told in the log by the voice itself.
    _ = app.chat.voice.say(host, &[Event::You { you }], 0, &[who.to_owned()]).await;
}

/// Takes the pinned message off where an act took it out, and tells the room. One trip, and only then.
///
/// # Errors
/// The tables away: `chat_fan` does it.
pub(crate) async fn unpin_gone(
    app: &App,
    host: &UserId,
    room: &Room,
    is_gone: impl Fn(&domain::chat::ChatMessage) -> bool,
    now: Time,
) -> runtime::Result<()> {
    if let Some(pinned) = room.pinned.as_ref().filter(|pinned| is_gone(pinned))
        && app.store.unpin_this(host, &pinned.id, now).await?
    {
        app.chat.rooms.forget(host);
        app.chat.tell(host, room, Event::Pin { m: None }).await;
    }
    Ok(())
}
