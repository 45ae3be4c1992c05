//! What busy rooms say is sent in batches, from the frames that it was written to: one shard of the stream has all of
//! a room's, so their order holds, and four packets a second are the most whatever is said. Where there is a delay the
//! moderators are sent it so, and the viewers later.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::UserId;
use domain::chat::ChatMessage;
use domain::chat::packet::shown;
use futures::StreamExt as _;
use store::Frame;
use table::change::Record;
use tokio::time::Instant;

use crate::App;
use crate::image::read;

/// Packets a second into a room, at most, and in one invocation.
const PACKETS: usize = 4;
/// Rooms that are told at once.
const AT_ONCE: usize = 32;

/// Who in a room is sent something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    /// All, at once.
    All,
    /// The host and the moderators, where there is a delay.
    Moderators,
    /// All, when it is due.
    AllLater,
}

impl To {
    /// Packets a second: moderators and viewers of a room with a delay share what it may have.
    const fn packets(self) -> usize {
        match self {
            Self::All => PACKETS,
            Self::Moderators | Self::AllLater => PACKETS / 2,
        }
    }

    /// Between two of them.
    const fn pace(self) -> Duration {
        match self {
            Self::All => Duration::from_millis(250),
            Self::Moderators | Self::AllLater => Duration::from_millis(500),
        }
    }
}

/// Sends the frames of a batch that nobody sent, and lets those wait that viewers see later. One that cannot be sent is in
/// the history, and not sent again: later ones would wait. Returns the places of the records that are left.
pub(crate) async fn take_in(app: &App, records: &[Record]) -> Vec<usize> {
    let (mut rooms, mut later) = (BTreeMap::<(UserId, bool), Vec<ChatMessage>>::new(), vec![]);
    for (at, record) in records.iter().enumerate() {
        // A frame that was only changed was sent.
        let (Some(host), None) = (Frame::host_of(record.pk()), record.old_image()) else { continue };
        let Some(frame) = read::<Frame>(record, record.new_image()) else { continue };
        if let (Some(seconds), Some(last)) = (frame.delay_seconds, frame.messages.last()) {
            let due_at = ChatMessage::from(last.clone()).sent_at.plus_secs(i64::from(seconds));
            later.push((at, host.clone(), record.sk().to_owned(), due_at));
        }
        if !frame.is_sent {
            let messages = frame.messages.into_iter().map(ChatMessage::from);
            let room = rooms.entry((host, frame.delay_seconds.is_some())).or_default();
            room.extend(messages.filter(|message| message.text.is_some()));
        }
    }
    let waiting = later.into_iter().map(|(at, host, frame, due_at)| async move {
        let cause = app.store.show_later(&host, &frame, due_at).await.err()?;
        tracing::error!(event = "chat_later", user_id = %host, outcome = "failed", ?cause);
        Some(at)
    });
    // First: their time runs.
    let left = futures::stream::iter(waiting).buffer_unordered(AT_ONCE).filter_map(async |left| left).collect().await;
    let rooms = rooms.into_iter().map(|((host, is_delayed), messages)| async move {
        room(app, &host, messages, if is_delayed { To::Moderators } else { To::All }).await;
    });
    futures::stream::iter(rooms).buffer_unordered(AT_ONCE).collect::<()>().await;
    left
}

/// Sends a room what was said in it, and takes as long as that many packets may take.
pub(crate) async fn room(app: &App, host: &UserId, mut messages: Vec<ChatMessage>, to: To) {
    if messages.is_empty() {
        return;
    }
    match app.chat.rooms.get(host).await {
        Ok(Some(room)) if room.is_open => {}
        Ok(_) => return,
        Err(cause) => {
            tracing::warn!(event = "chat_send", user_id = %host, outcome = "failed", ?cause);
            return;
        }
    }
    let identities = match to {
        To::Moderators => app.chat.moderators(host).await,
        To::All | To::AllLater => vec![],
    };
    messages.sort_by(|a, b| a.id.cmp(&b.id));
    messages.dedup_by(|a, b| a.id == b.id);
    let budget = app.chat.config.shown_per_second.div_ceil(to.packets());
    let packets = messages.len().div_ceil(budget).clamp(1, to.packets());
    let size = messages.len().div_ceil(packets).max(1);
    while !messages.is_empty() {
        // Who had to wait sends all that is left at once: there are turns too few.
        let size = match app.chat.voice.turn().await {
            Ok(Some(has_waited)) => {
                if has_waited {
                    messages.len()
                } else {
                    size
                }
            }
            Ok(None) => {
                _ = app.chat.voice.pass(host);
                return;
            }
            Err(cause) => {
                tracing::warn!(event = "chat_send", user_id = %host, outcome = "failed", ?cause);
                return;
            }
        };
        let rest = messages.split_off(size.min(messages.len()));
        // What waited here may have been taken out meanwhile, and the room was told so already.
        let left = app.store.still_said(host, messages).await;
        // From one packet's begin to the next one's, whatever the table took: a slow one is not made up for.
        let next_at = Instant::now() + to.pace();
        match left {
            Ok(left) if !left.is_empty() => {
                let (events, skipped) = shown(left, budget, |n| app.random.up_to(n));
                // Told in the log and the metrics by the voice itself.
                _ = app.chat.voice.say_in_turn(host, &events, skipped, &identities).await;
            }
            Ok(_) => {}
            Err(cause) => tracing::warn!(event = "chat_send", user_id = %host, outcome = "failed", ?cause),
        }
        messages = rest;
        tokio::time::sleep_until(next_at).await;
    }
}
