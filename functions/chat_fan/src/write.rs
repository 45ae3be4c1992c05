//! What was said is written into the history.

use std::collections::BTreeMap;

use domain::UserId;
use domain::chat::ChatMessage;
use futures::StreamExt as _;
use futures::future::try_join_all;
use runtime::Result;
use runtime::metrics::{self, Metric};
use store::{Chatter, Framing, SaidAt};
use table::change::Record;

use crate::App;
use crate::image::read;
use crate::send::{self, To};

/// Rooms that are written at once.
const AT_ONCE: usize = 16;

/// A message as a change of its writer shows it.
struct New {
    /// Its place in the batch.
    at: usize,
    /// The key that its writer stands under.
    key: String,
    /// The number of the change.
    sequence: String,
    message: ChatMessage,
    is_sent: bool,
    /// Seconds after which viewers see it, where they do not at once.
    delay_seconds: Option<u32>,
    /// Whether it is in the history already, and whoever took it in could not send it.
    is_left_over: bool,
    /// Whether an item of its own carried it here.
    is_carried: bool,
}

/// Writes what is new in a batch. Returns the places of the records that are left.
pub(crate) async fn take_in(app: &App, records: &[Record]) -> Vec<usize> {
    let mut rooms: BTreeMap<UserId, Vec<New>> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        if let Some(host) = Chatter::host_of(record.pk())
            && let Some(new) = said(at, record)
        {
            rooms.entry(host).or_default().push(new);
        }
    }
    let rooms = rooms.into_iter().map(|(host, new)| async move {
        let places: Vec<usize> = new.iter().map(|new| new.at).collect();
        match room(app, &host, new).await {
            Ok(()) => vec![],
            Err(cause) => {
                tracing::error!(event = "chat_fan", user_id = %host, outcome = "failed", ?cause);
                places
            }
        }
    });
    futures::stream::iter(rooms).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await.concat()
}

/// The message that a change of a chatter brings, if it brings one: a ban or a rank brings none, nor does a text that
/// was taken off.
fn said(at: usize, record: &Record) -> Option<New> {
    if !record.has_changed(&["last", "isSent"]) {
        return None;
    }
    let chatter: Chatter = read(record, record.new_image())?;
    let before: Chatter = read(record, record.old_image()).unwrap_or_default();
    let last = chatter.last.filter(|last| last.text.is_some() && !last.is_held())?;
    let is_another = before.last.is_none_or(|before| before.id != last.id);
    let is_left_over = !is_another && before.is_sent && !chatter.is_sent;
    (is_another || is_left_over).then(|| New {
        at,
        key: record.pk().to_owned(),
        sequence: record.sequence_number().to_owned(),
        message: last.into(),
        is_sent: chatter.is_sent,
        delay_seconds: chatter.delay_seconds,
        is_left_over,
        is_carried: Chatter::is_carrier(record.sk()),
    })
}

fn heard(new: &New) -> SaidAt {
    SaidAt { partition: new.key.clone(), sequence: new.sequence.clone(), sent_at: new.message.sent_at }
}

async fn room(app: &App, host: &UserId, mut new: Vec<New>) -> Result<()> {
    new.sort_by(|a, b| a.message.id.cmp(&b.message.id));
    // The record before it of the same key brought it into the history.
    let (left_over, new): (Vec<New>, Vec<New>) = new.into_iter().partition(|new| new.is_left_over);
    let now = app.clock.now();
    let said = new.iter().map(|new| (new.message.sent_at, new.key.clone()));
    if let Some(until) = app.rates.count(host, said, now) {
        app.store.mark_busy(host, until).await?;
    }
    let heard: Vec<SaidAt> = new.iter().map(heard).collect();
    let carried: Vec<String> = new.iter().filter(|new| new.is_carried).map(|new| new.message.id.clone()).collect();
    let mut framings: BTreeMap<(bool, Option<u32>), Vec<ChatMessage>> = BTreeMap::new();
    for new in new {
        framings.entry((new.is_sent, new.delay_seconds)).or_default().push(new.message);
    }
    for ((is_sent, delay_seconds), messages) in framings {
        let oldest = messages.first().map(|message| message.sent_at);
        let framing = Framing { is_sent, delay_seconds, kept_secs: app.chat.history_secs() };
        app.store.write_frames(host, messages, framing).await?;
        if let Some(millis) = oldest.and_then(|oldest| u64::try_from(app.clock.now().millis_since(oldest)).ok()) {
            metrics::elapsed(Metric::ChatLag, std::time::Duration::from_millis(millis));
        }
    }
    app.store.count_said(host, &heard).await?;
    // Its text is where it can be taken out of now.
    try_join_all(carried.iter().map(|id| app.store.drop_carrier(host, id))).await?;
    // Of a room with a delay they are with the others for the viewers: who moderates has missed them.
    let (for_moderators, for_all): (Vec<New>, Vec<New>) =
        left_over.into_iter().partition(|new| new.delay_seconds.is_some());
    for (new, to) in [(for_all, To::All), (for_moderators, To::Moderators)] {
        send::room(app, host, new.into_iter().map(|new| new.message).collect(), to).await;
    }
    Ok(())
}
