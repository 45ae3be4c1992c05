//! What deciding on a held message has in common.

use domain::chat::automod::Cause;
use domain::chat::packet::Event;
use domain::chat::{ChatMessage, HeldMessage, LogAction, LogEntry};
use domain::{UserId, may_be_id};
use serde::Serialize;
use services::chat::Room;
use store::Found;
use utoipa::ToSchema;
use web::{Answer, App, Moderator};

use crate::{act, answers};

web::refusals! {
    /// What deciding refuses.
    pub enum DecideRefusal {
        NoStream = NotFound("Stream not found"),
        NoMessage = NotFound("Message not found"),
        Already = Conflict("Already decided"),
        Banned = Conflict("User is banned"),
    }
}

/// A held message.
#[derive(Serialize, ToSchema)]
#[schema(as = HeldMessage)]
#[serde(rename_all = "camelCase")]
pub struct HeldData {
    #[serde(flatten)]
    #[schema(inline, value_type = answers::Message)]
    message: ChatMessage,
    /// Why it is held: `TERM`, or what AutoMod found: `DISCRIMINATION`, `HOSTILITY`, `SEXUAL`, `PROFANITY`.
    #[schema(value_type = String)]
    cause: Cause,
}

impl From<HeldMessage> for HeldData {
    fn from(held: HeldMessage) -> Self {
        Self { message: held.message, cause: held.cause }
    }
}

/// The held message that is to be decided on, the room, and the line of the log.
pub(super) async fn waiting(
    app: &App,
    moderator: &Moderator,
    id: &str,
    action: LogAction,
) -> Answer<(HeldMessage, std::sync::Arc<Room>, LogEntry), DecideRefusal> {
    let room = act::room(app, moderator).ok_or(DecideRefusal::NoStream)?;
    if !may_be_id(id) {
        return Err(DecideRefusal::NoMessage.into());
    }
    let now = app.clock.now();
    let held: HeldMessage = match app.store.find_waiting(&moderator.host, id, now).await? {
        Found::Waiting(held) => held,
        Found::Decided => return Err(DecideRefusal::Already.into()),
        Found::Nowhere => return Err(DecideRefusal::NoMessage.into()),
    };
    let entry = act::entry(app, moderator, action, now).on(&held.message.user_id).of(&held.message.id);
    Ok((held, room, entry))
}

/// Tells the writer, the host and the moderators what was decided. Who misses it finds the message in the history, or not.
pub(super) async fn tell(app: &App, host: &UserId, room: &Room, held: &HeldMessage, is_approved: bool) {
    let event = Event::Decided { id: held.message.id.clone(), is_approved };
    act::tell_moderators(app, host, room, &held.message.user_id, event).await;
}
