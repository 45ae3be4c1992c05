//! What busy rooms say is sent in batches, from the frames that it was written to: one shard of the stream has all of
//! a room's, so their order holds, and four packets a second are the most whatever is said.

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
/// Between two of them.
const PACE: Duration = Duration::from_millis(250);
/// Rooms that are told at once.
const AT_ONCE: usize = 32;

/// Sends the frames of a batch that nobody sent. One that fails is in the history, and not sent again: later ones
/// would wait.
pub(crate) async fn take_in(app: &App, records: &[Record]) {
    let mut rooms: BTreeMap<UserId, Vec<ChatMessage>> = BTreeMap::new();
    for record in records {
        // A frame that was only changed was sent.
        if let (Some(host), None) = (Frame::host_of(record.pk()), record.old_image())
            && let Some(frame) = read::<Frame>(record, record.new_image()).filter(|frame| !frame.is_sent)
        {
            let messages = frame.messages.into_iter().map(ChatMessage::from);
            rooms.entry(host).or_default().extend(messages.filter(|message| message.text.is_some()));
        }
    }
    let rooms = rooms.into_iter().map(|(host, messages)| async move { room(app, &host, messages).await });
    futures::stream::iter(rooms).buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// Sends a room what was said in it, and takes as long as that many packets may take.
pub(crate) async fn room(app: &App, host: &UserId, mut messages: Vec<ChatMessage>) {
    match app.chat.rooms.get(host).await {
        Ok(Some(room)) if room.is_open => {}
        Ok(_) => return,
        Err(cause) => {
            tracing::warn!(event = "chat_send", user_id = %host, outcome = "failed", ?cause);
            return;
        }
    }
    messages.sort_by(|a, b| a.id.cmp(&b.id));
    messages.dedup_by(|a, b| a.id == b.id);
    let budget = app.chat.config.shown_per_second.div_ceil(PACKETS);
    let packets = messages.len().div_ceil(budget).clamp(1, PACKETS);
    let size = messages.len().div_ceil(packets).max(1);
    let mut next_at = Instant::now();
    while !messages.is_empty() {
        let rest = messages.split_off(size.min(messages.len()));
        // What waited here may have been taken out meanwhile, and the room was told so already.
        match app.store.still_said(host, messages).await {
            Ok(left) if !left.is_empty() => {
                let (events, skipped) = shown(left, budget, |n| app.random.up_to(n));
                // Told in the log and the metrics by the voice itself.
                _ = app.chat.voice.say(host, &events, skipped, &[]).await;
            }
            Ok(_) => {}
            Err(cause) => tracing::warn!(event = "chat_send", user_id = %host, outcome = "failed", ?cause),
        }
        messages = rest;
        next_at += PACE;
        tokio::time::sleep_until(next_at).await;
    }
}
