//! GET /api/vod/creator/:username: a creator's recordings, newest first.

use axum::extract::{Path, State};
use domain::Username;
use web::{Answer, App, Caller, CursorKind, Page, PageParams, PageQuery};

use crate::vod_view::VodView;

web::refusals! {
    /// What the list refuses.
    pub enum Refusal {
        NoCreator = NotFound("Creator not found"),
    }
}

/// A creator's recordings: those that run or are ready, and not private ones. A page may be short, or empty, while a cursor
/// follows. Two trips: the name, then the list beside the creator.
///
/// # Errors
/// `Creator not found`: no such user, no approved creator, or one who blocks the caller; a `limit` that breaks its rule;
/// `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/vod/creator/{username}",
    params(
        ("username" = String, Path, description = "in any case"),
        PageParams,
    ),
    responses((status = 200, body = Page<VodView>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(username): Path<String>,
    query: PageQuery,
) -> Answer<Page<VodView>, Refusal> {
    let wanted = query.wanted()?;
    let username = Username::parse(&username).map_err(|_| Refusal::NoCreator)?;
    let id = app.store.id_of_username(&username).await?.ok_or(Refusal::NoCreator)?;
    let kind = CursorKind { operation: "list_creator_vods", scope: id.as_str() };
    let after: Option<String> = wanted.place(&app, kind).await?;
    let (slice, creator) = tokio::try_join!(
        app.store.vods_of(&id, after.as_deref(), wanted.limit),
        app.store.creator_seen_by(&id, caller.id()),
    )?;
    let creator = creator.ok_or(Refusal::NoCreator)?;
    let shown = slice.items.into_iter().filter(|vod| vod.is_listed_for_others());
    let shown = shown.map(|vod| VodView::new(&app, vod, &creator));
    Ok(wanted.page(&app, kind, shown, slice.next).await?)
}
