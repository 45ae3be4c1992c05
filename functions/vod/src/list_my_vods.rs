//! GET /api/vod/mine: the creator's own recordings, newest first, whatever their state.

use axum::extract::State;
use web::{Answer, App, Creator, CursorKind, Page, PageParams, PageQuery};

use crate::vod_view::VodView;

/// The creator's own recordings, private and failed ones among them. Two trips: the gate and the list.
///
/// # Errors
/// A `limit` that breaks its rule; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/vod/mine",
    params(PageParams),
    responses((status = 200, body = Page<VodView>))
)]
pub async fn handle(State(app): State<App>, creator: Creator, query: PageQuery) -> Answer<Page<VodView>> {
    let wanted = query.wanted()?;
    let kind = CursorKind { operation: "list_my_vods", scope: creator.id().as_str() };
    let after: Option<String> = wanted.place(&app, kind).await?;
    let slice = app.store.vods_of(creator.id(), after.as_deref(), wanted.limit).await?;
    let vods = slice.items.into_iter().map(|vod| VodView::new(&app, vod, &creator.user));
    Ok(wanted.page(&app, kind, vods, slice.next).await?)
}
