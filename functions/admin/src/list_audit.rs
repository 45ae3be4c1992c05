//! GET /api/admin/audit: what administrators did, newest first.

use axum::extract::State;
use domain::AuditEntry;
use web::{Admin, Answer, App, Cursor, CursorKind, Page, PageQuery, Pagination};

const KIND: CursorKind<'_> = CursorKind { operation: "list_audit", scope: "" };

/// What administrators did: who, what, on whom, when and why. One trip.
///
/// # Errors
/// A `limit` that breaks its rule; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/admin/audit",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "20 unless given"),
        ("cursor" = Option<String>, Query, description = "from the page before")
    ),
    responses((status = 200, body = Page<web::schema::AuditEntry>))
)]
pub async fn handle(State(app): State<App>, _admin: Admin, query: PageQuery) -> Answer<Page<AuditEntry>> {
    let wanted = query.wanted()?;
    let after: Option<String> = match &wanted.cursor {
        Some(cursor) => Some(Cursor::open(&app, KIND, cursor).await?),
        None => None,
    };
    let slice = app.store.audit(after.as_deref(), wanted.limit).await?;
    let next_cursor = match slice.next {
        Some(place) => Some(Cursor::issue(&app, KIND, &place).await?),
        None => None,
    };
    Ok(Page::new(slice.items, Pagination { limit: wanted.limit, next_cursor }))
}
