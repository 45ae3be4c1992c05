//! What was taken out of a chat is taken out of its history, and off its page.

use domain::UserId;
use domain::chat::packet::Event;
use futures::StreamExt as _;
use runtime::Result;
use store::GoneItem;
use table::change::Record;

use crate::App;
use crate::image::read;

/// Marks that are followed at once.
const AT_ONCE: usize = 8;

/// Follows the marks of a batch. Returns the places of the records that are left.
pub(crate) async fn take_in(app: &App, records: &[Record]) -> Vec<usize> {
    let mut marks = vec![];
    for (at, record) in records.iter().enumerate() {
        // A mark that went takes nothing out.
        if let Some(host) = GoneItem::host_of(record.pk())
            && let Some(mark) = read::<GoneItem>(record, record.new_image())
        {
            marks.push((at, host, mark));
        }
    }
    let erasing = marks.into_iter().map(|(at, host, mark)| async move {
        match take_out(app, &host, &mark).await {
            Ok(()) => None,
            Err(cause) => {
                tracing::error!(event = "chat_erase", user_id = %host, outcome = "failed", ?cause);
                Some(at)
            }
        }
    });
    futures::stream::iter(erasing).buffer_unordered(AT_ONCE).filter_map(async |left| left).collect().await
}

/// What its handler began, or died before: the text, and the pinned message where it is that.
async fn take_out(app: &App, host: &UserId, mark: &GoneItem) -> Result<()> {
    let (is_unpinned, ()) =
        tokio::try_join!(app.store.unpin_gone(host, mark, app.clock.now()), app.store.erase(host, mark))?;
    if is_unpinned {
        app.chat.rooms.forget(host);
        // The room's metadata follow by the outbox entry, whoever misses this.
        if let Ok(Some(room)) = app.chat.rooms.get(host).await {
            app.chat.tell(host, &room, Event::Pin { m: None }).await;
        }
    }
    Ok(())
}
