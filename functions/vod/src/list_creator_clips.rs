//! GET /api/clip/creator/:username: the clips of a creator's recordings, newest first.

use axum::extract::{Path, State};
use domain::clip::{Clip, ClipState};
use domain::{UserId, Username};
use serde::{Deserialize, Serialize};
use store::Slice;
use web::{Answer, App, Caller, CursorKind, Page, PageParams, PageQuery};

use crate::clip_view::ClipView;

web::refusals! {
    /// What the list refuses.
    pub enum Refusal {
        NoCreator = NotFound("Creator not found"),
    }
}

/// Where a list goes on: a cursor tells whose it is too, so that the next page need not wait for the name.
#[derive(Serialize, Deserialize)]
struct Place {
    of: UserId,
    after: String,
}

/// The clips of the creator of this name, and who that is. One trip behind a place, else two.
async fn clips(
    app: &App,
    username: &Username,
    place: Option<&Place>,
    limit: u32,
) -> Answer<(UserId, Slice<Clip>), Refusal> {
    let named = app.store.id_of_username(username);
    let Some(Place { of, after }) = place else {
        let id = named.await?.ok_or(Refusal::NoCreator)?;
        let slice = app.store.clips_of(&id, None, limit).await?;
        return Ok((id, slice));
    };
    let (named, slice) = tokio::try_join!(named, app.store.clips_of(of, Some(after), limit))?;
    let id = named.ok_or(Refusal::NoCreator)?;
    // The name is somebody else's by now: their list is another one.
    if id == *of { Ok((id, slice)) } else { Err(web::Error::InvalidCursor.into()) }
}

/// The clips and highlights of a creator's recordings that are ready, and not the creator's alone. A page may be short, or
/// empty, while a cursor follows. Three trips: the name, the list, and those whom the list names; two behind a cursor.
///
/// # Errors
/// `Creator not found`: no such user, no approved creator, or one who blocks the caller; a `limit` that breaks its rule;
/// `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/clip/creator/{username}",
    params(
        ("username" = String, Path, description = "in any case"),
        PageParams,
    ),
    responses((status = 200, body = Page<ClipView>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(username): Path<String>,
    query: PageQuery,
) -> Answer<Page<ClipView>, Refusal> {
    let wanted = query.wanted()?;
    let username = Username::parse(&username).map_err(|_| Refusal::NoCreator)?;
    let kind = CursorKind { operation: "list_creator_clips", scope: username.as_str() };
    let place: Option<Place> = wanted.place(&app, kind).await?;
    let (id, slice) = clips(&app, &username, place.as_ref(), wanted.limit).await?;
    let (now, is_owner) = (app.clock.now(), caller.id() == Some(&id));
    let ready = slice.items.into_iter().filter(|clip| clip.state(now) == ClipState::Ready).collect();
    let (rows, creator) = tokio::try_join!(
        app.store.clip_rows(ready, caller.id().filter(|_| !is_owner)),
        app.store.creator_seen_by(&id, caller.id()),
    )?;
    let _seen = creator.ok_or(Refusal::NoCreator)?;
    let next = slice.next.map(|after| Place { of: id, after });
    let clips = rows.into_iter().filter_map(|row| ClipView::listed(&app, row, is_owner));
    Ok(wanted.page(&app, kind, clips, next).await?)
}
