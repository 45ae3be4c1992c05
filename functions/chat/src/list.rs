//! What the lists of moderators have in common.

use runtime::Result as StoreResult;
use serde::Serialize;
use store::Slice;
use web::{App, CursorKind, Moderator, Page, PageQuery, Result};

/// A page of a list of this chat, of what `read` finds after a place. The list's one trip is behind that of the right.
///
/// # Errors
/// A `limit` that breaks its rule; `Invalid cursor`; the table away.
pub(crate) async fn page<T, U: Serialize>(
    app: &App,
    moderator: &Moderator,
    operation: &'static str,
    query: &PageQuery,
    read: impl AsyncFnOnce(Option<&str>, u32) -> StoreResult<Slice<T>>,
    shown: impl Fn(T) -> Option<U>,
) -> Result<Page<U>> {
    let wanted = query.wanted()?;
    let kind = CursorKind { operation, scope: moderator.host.as_str() };
    let after: Option<String> = wanted.place(app, kind).await?;
    let slice = read(after.as_deref(), wanted.limit).await?;
    wanted.page(app, kind, slice.items.into_iter().filter_map(shown), slice.next).await
}
