//! GET /api/chat/:hostId/messages: the history of a chat.

use axum::extract::{Path, State};
use domain::UserId;
use domain::chat::{ChatMessage, id};
use serde::Serialize;
use store::ChatPage;
use utoipa::ToSchema;
use web::{Answer, App, Caller, Fields, Page, PageQuery};

use crate::answers;

/// Messages of a page unless asked otherwise.
const DEFAULT_LIMIT: u32 = 50;

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoStream = NotFound("Stream not found"),
        Blocked = Forbidden("You are blocked by this creator"),
    }
}

/// Where the history goes on.
#[derive(Serialize, ToSchema)]
#[schema(as = HistoryPagination)]
pub struct HistoryPagination {
    /// Most messages that this page could have.
    limit: u32,
    /// What to send as `before` for older ones; null: there are none.
    before: Option<String>,
    /// What to send as `after` for newer ones; null: nothing was said yet.
    after: Option<String>,
}

/// The history of a chat, oldest first: the newest messages, those before an id, or those after one. What was cleared
/// leaves room in a page, which may be empty and go on. Two trips at most,
/// and one where the process knows the room.
///
/// # Errors
/// `Stream not found`; `You are blocked by this creator`; an id that is none.
#[utoipa::path(
    get, path = "/api/chat/{hostId}/messages",
    params(
        ("hostId" = String, Path, description = "the creator's user id"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "default 50"),
        ("before" = Option<String>, Query, description = "older than this message"),
        ("after" = Option<String>, Query, description = "newer than this message"),
    ),
    responses((status = 200, body = Page<answers::Message, HistoryPagination>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(host): Path<String>,
    query: PageQuery,
) -> Answer<Page<ChatMessage, HistoryPagination>, Refusal> {
    let mut fields = Fields::default();
    let limit = query.limit(DEFAULT_LIMIT, &mut fields);
    let (before, after) = (query.get("before"), query.get("after"));
    for (field, given) in [("before", before), ("after", after)] {
        if given.is_some_and(|given| id::sent_at(given).is_none()) {
            fields.error(field, "must be the id of a message");
        }
    }
    if before.is_some() && after.is_some() {
        fields.error("after", "cannot be given beside before");
    }
    fields.finish()?;
    let host = UserId::named(&host).map_err(|_| Refusal::NoStream)?;
    let blocked = async {
        match caller.id().filter(|caller| **caller != host) {
            Some(caller) => app.store.is_blocked(&host, caller).await,
            None => Ok(false),
        }
    };
    let (room, is_blocked) = tokio::try_join!(app.chat.rooms.get(&host), blocked)?;
    let room = room.ok_or(Refusal::NoStream)?;
    if is_blocked {
        return Err(Refusal::Blocked.into());
    }
    let page = after.map_or(ChatPage::Before(before), ChatPage::After);
    let horizon = app.chat.horizon(app.clock.now());
    let history = app.store.history(&host, page, limit as usize, (horizon, room.is_busy)).await?;
    let pagination = HistoryPagination {
        limit,
        // Behind `after` there are older ones: the caller has them.
        before: history.oldest.filter(|_| history.is_full || after.is_some()),
        after: history.newest.or_else(|| after.map(str::to_owned)),
    };
    Ok(Page::new(history.messages, pagination))
}
