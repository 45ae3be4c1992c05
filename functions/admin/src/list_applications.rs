//! GET /api/admin/applications: the applications of one status, oldest first.

use axum::extract::State;
use domain::{ApplicationStatus, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{
    Admin, Answer, App, ApplicationAnswer, CursorKind, Fields, Page, PageParams, PageQuery, Result, UserCard, Wanted,
};

/// An application and whose it is.
#[derive(Serialize, ToSchema)]
pub struct ListedApplication {
    #[serde(flatten)]
    application: ApplicationAnswer,
    /// The applicant, under their present name.
    user: Option<UserCard>,
}

fn parse(query: &PageQuery) -> Result<(ApplicationStatus, Wanted)> {
    let mut fields = Fields::default();
    let status = match query.get("status") {
        None => ApplicationStatus::Pending,
        Some(name) => ApplicationStatus::ALL.into_iter().find(|status| status.as_str() == name).unwrap_or_else(|| {
            let names = ApplicationStatus::ALL.map(ApplicationStatus::as_str);
            fields.error("status", format_args!("must be one of {}", names.join(", ")));
            ApplicationStatus::Pending
        }),
    };
    let wanted = query.wanted_beside(&mut fields);
    fields.finish()?;
    Ok((status, wanted))
}

/// The applications of one status, PENDING unless asked otherwise, by the time of their last sending in.
/// Two trips: the page, then the names.
///
/// # Errors
/// A `status` or `limit` that breaks its rule; `Invalid cursor`.
#[utoipa::path(
    get, path = "/api/admin/applications",
    params(
        ("status" = Option<web::schema::ApplicationStatus>, Query, description = "PENDING unless given"),
        PageParams,
    ),
    responses((status = 200, body = Page<ListedApplication>))
)]
pub async fn handle(State(app): State<App>, _admin: Admin, query: PageQuery) -> Answer<Page<ListedApplication>> {
    let (status, wanted) = parse(&query)?;
    let kind = CursorKind { operation: "list_applications", scope: status.as_str() };
    let after: Option<String> = wanted.place(&app, kind).await?;
    let slice = app.store.applications(status, after.as_deref(), wanted.limit).await?;
    let ids: Vec<UserId> = slice.items.iter().map(|application| application.user_id.clone()).collect();
    let users = if ids.is_empty() { Default::default() } else { app.store.profiles(&ids).await? };
    let listed = slice.items.into_iter().map(|application| {
        let user = users.get(&application.user_id).map(UserCard::from);
        ListedApplication { application: application.into(), user }
    });
    Ok(wanted.page(&app, kind, listed, slice.next).await?)
}
