//! GET /api/chat/:hostId/messages: the history of a chat.

use axum::extract::{Path, State};
use domain::UserId;
use domain::chat::{ChatMessage, Rank, Standing, id};
use serde::Serialize;
use store::{ChatPage, ChatView};
use utoipa::ToSchema;
use web::{Answer, App, Caller, Fields, Page, PageQuery, Viewer};

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
/// leaves room in a page, which may be empty and go on. Where
/// there is a delay, what is younger is shown to the host, the moderators and its writer alone. Two trips at most, and one
/// where the process knows the room.
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
    // Whether the room has a delay may not be known yet, and who moderates is never kept.
    let may_be_delayed = app.chat.rooms.known(&host).is_none_or(|room| room.rules.delay_seconds.is_some());
    let rank = async {
        match caller.id().filter(|caller| may_be_delayed && **caller != host) {
            Some(caller) => Ok(app.store.chatter(&host, caller.as_str()).await?.role),
            None => Ok(None),
        }
    };
    let (room, is_blocked, rank) = tokio::try_join!(app.chat.rooms.get(&host), blocked, rank)?;
    let room = room.ok_or(Refusal::NoStream)?;
    if is_blocked {
        return Err(Refusal::Blocked.into());
    }
    let page = after.map_or(ChatPage::Before(before), ChatPage::After);
    let now = app.clock.now();
    let until = room.rules.shown_until(standing(&caller, &host, rank), now);
    let view = ChatView { horizon: app.chat.horizon(now), until, reader: caller.id(), is_busy: room.is_busy };
    let history = app.store.history(&host, page, limit as usize, view).await?;
    let pagination = HistoryPagination {
        limit,
        // Behind `after` there are older ones: the caller has them.
        before: history.oldest.filter(|_| history.is_full || after.is_some()),
        after: history.newest.or_else(|| after.map(str::to_owned)),
    };
    Ok(Page::new(history.messages, pagination))
}

/// What the caller is in the chat, with this rank.
fn standing(caller: &Caller, host: &UserId, rank: Option<Rank>) -> Standing {
    let id = caller.id();
    match Standing::of(id == Some(host), id.is_none(), rank) {
        Standing::Viewer | Standing::Vip if caller.0.as_ref().is_some_and(Viewer::is_admin) => Standing::Moderator,
        standing => standing,
    }
}
