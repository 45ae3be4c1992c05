//! GET /api/clip/mine: the clips that the caller made, newest first, whatever their state.

use axum::extract::State;
use web::{Answer, App, CursorKind, Page, PageParams, PageQuery, Viewer};

use crate::clip_view::ClipView;

/// The clips and highlights that the caller made, failed ones among them; not those that they may not see any more: whose
/// creator is suspended, blocks them, or shows the video to nobody. A page may be short, or empty, while a cursor follows.
/// Two trips: the list, and those whom it names.
///
/// # Errors
/// A `limit` that breaks its rule; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/clip/mine",
    params(PageParams),
    responses((status = 200, body = Page<ClipView>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, query: PageQuery) -> Answer<Page<ClipView>> {
    let wanted = query.wanted()?;
    let kind = CursorKind { operation: "list_my_clips", scope: viewer.id().as_str() };
    let after: Option<String> = wanted.place(&app, kind).await?;
    let slice = app.store.clips_by(viewer.id(), after.as_deref(), wanted.limit).await?;
    let rows = app.store.clip_rows(slice.items, Some(viewer.id())).await?;
    let clips = rows.into_iter().filter_map(|row| {
        let is_owner = row.clip.user_id == *viewer.id();
        ClipView::listed(&app, row, is_owner)
    });
    Ok(wanted.page(&app, kind, clips, slice.next).await?)
}
