//! Changed settings reach the room before the answer does.

use domain::Stream;
use services::outbox::tell_metadata;
use web::App;

/// Tells the viewers in the room at once. The outbox entry that was stored with the change tells them
/// again, and sees to their permissions, so nothing depends on this one: LiveKit may be away.
pub async fn tell_room(app: &App, stream: &Stream) {
    let user_id = &stream.user_id;
    match tell_metadata(&app.livekit, stream, app.clock.now()).await {
        // The room's call that was stored has a line of its own where it is made.
        Ok(told) => tracing::debug!(event = "room_told", %user_id, outcome = if told { "ok" } else { "no room" }),
        Err(error) => tracing::warn!(event = "room_told", %user_id, outcome = "later", cause = %error),
    }
}
