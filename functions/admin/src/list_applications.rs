//! GET /api/admin/applications: the applications of one status, oldest first.

use axum::extract::State;
use domain::{ApplicationStatus, User, UserId, Username};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Admin, Answer, App, ApplicationAnswer, Cursor, CursorKind, Fields, Page, PageQuery, Pagination, Result};

/// An application and whose it is.
#[derive(Serialize, ToSchema)]
pub struct ListedApplication {
    #[serde(flatten)]
    application: ApplicationAnswer,
    /// The applicant, under their present name.
    user: Option<Applicant>,
}

/// Who applied.
#[derive(Serialize, ToSchema)]
pub struct Applicant {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    #[schema(value_type = web::schema::Username)]
    username: Username,
    name: String,
    image: Option<String>,
}

impl From<&User> for Applicant {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.clone(),
            username: user.username.clone(),
            name: user.name.clone(),
            image: user.image.clone(),
        }
    }
}

struct ApplicationsQuery<'a> {
    status: ApplicationStatus,
    limit: u32,
    cursor: Option<&'a str>,
}

fn parse(query: &PageQuery) -> Result<ApplicationsQuery<'_>> {
    let mut fields = Fields::default();
    let status = match query.get("status") {
        None => ApplicationStatus::Pending,
        Some(name) => ApplicationStatus::ALL.into_iter().find(|status| status.as_str() == name).unwrap_or_else(|| {
            let names = ApplicationStatus::ALL.map(ApplicationStatus::as_str);
            fields.error("status", format_args!("must be one of {}", names.join(", ")));
            ApplicationStatus::Pending
        }),
    };
    let limit = query.limit(&mut fields);
    fields.finish()?;
    Ok(ApplicationsQuery { status, limit, cursor: query.get("cursor") })
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
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "20 unless given"),
        ("cursor" = Option<String>, Query, description = "from the page before")
    ),
    responses((status = 200, body = Page<ListedApplication>))
)]
pub async fn handle(State(app): State<App>, _admin: Admin, query: PageQuery) -> Answer<Page<ListedApplication>> {
    let wanted = parse(&query)?;
    let kind = CursorKind { operation: "list_applications", scope: wanted.status.as_str() };
    let after: Option<String> = match wanted.cursor {
        Some(cursor) => Some(Cursor::open(&app, kind, cursor).await?),
        None => None,
    };
    let slice = app.store.applications(wanted.status, after.as_deref(), wanted.limit).await?;
    let ids: Vec<UserId> = slice.items.iter().map(|application| application.user_id.clone()).collect();
    let users = if ids.is_empty() { Default::default() } else { app.store.profiles(&ids).await? };
    let listed = slice.items.into_iter().map(|application| {
        let user = users.get(&application.user_id).map(Applicant::from);
        ListedApplication { application: application.into(), user }
    });
    let next_cursor = match slice.next {
        Some(place) => Some(Cursor::issue(&app, kind, &place).await?),
        None => None,
    };
    Ok(Page::new(listed.collect(), Pagination { limit: wanted.limit, next_cursor }))
}
