//! GET /api/admin/audit: what administrators did, newest first.

use axum::extract::State;
use domain::AuditEntry;
use web::{Admin, Answer, App, CursorKind, Page, PageParams, PageQuery};

const KIND: CursorKind<'_> = CursorKind { operation: "list_audit", scope: "" };

/// What administrators did: who, what, on whom, when and why. One trip.
///
/// # Errors
/// A `limit` that breaks its rule; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/admin/audit",
    params(PageParams),
    responses((status = 200, body = Page<web::schema::AuditEntry>))
)]
pub async fn handle(State(app): State<App>, _admin: Admin, query: PageQuery) -> Answer<Page<AuditEntry>> {
    let wanted = query.wanted()?;
    let after: Option<String> = wanted.place(&app, KIND).await?;
    let slice = app.store.audit(after.as_deref(), wanted.limit).await?;
    Ok(wanted.page(&app, KIND, slice.items, slice.next).await?)
}
