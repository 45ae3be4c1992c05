//! GET /api/clip/creator/:username: the clips of a creator's recordings, newest first.

use axum::extract::{Path, State};
use domain::Username;
use domain::clip::ClipState;
use web::{Answer, App, Caller, CursorKind, Page, PageParams, PageQuery};

use crate::clip_view::ClipView;

web::refusals! {
    /// What the list refuses.
    pub enum Refusal {
        NoCreator = NotFound("Creator not found"),
    }
}

/// The clips and highlights of a creator's recordings that are ready, and not the creator's alone. A page may be short, or
/// empty, while a cursor follows. Three trips: the name, the list, and those whom the list names.
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
    let id = app.store.id_of_username(&username).await?.ok_or(Refusal::NoCreator)?;
    let kind = CursorKind { operation: "list_creator_clips", scope: id.as_str() };
    let after: Option<String> = wanted.place(&app, kind).await?;
    let (slice, creator) = tokio::try_join!(
        app.store.clips_of(&id, after.as_deref(), wanted.limit),
        app.store.creator_seen_by(&id, caller.id()),
    )?;
    let _seen = creator.ok_or(Refusal::NoCreator)?;
    let (now, is_owner) = (app.clock.now(), caller.id() == Some(&id));
    let ready = slice.items.into_iter().filter(|clip| clip.state(now) == ClipState::Ready).collect();
    let rows = app.store.clip_rows(ready, caller.id().filter(|_| !is_owner)).await?;
    let clips = rows.into_iter().filter_map(|row| ClipView::listed(&app, row, is_owner));
    Ok(wanted.page(&app, kind, clips, slice.next).await?)
}
