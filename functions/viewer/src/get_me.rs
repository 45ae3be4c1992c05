//! GET /api/viewer/me: the caller's own profile.

use axum::extract::State;
use domain::{ApplicationStatus, Category, Time, User, UserId, Username};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Result, Success, Viewer};

/// A user as they see themselves.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwnProfile {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    #[schema(value_type = web::schema::Username)]
    username: Username,
    name: String,
    bio: Option<String>,
    image: Option<String>,
    /// Null: never applied.
    #[schema(value_type = Option<web::schema::ApplicationStatus>)]
    creator_status: Option<ApplicationStatus>,
    #[schema(value_type = Vec<web::schema::Category>)]
    categories: Vec<Category>,
    follower_count: u64,
    following_count: u64,
    is_admin: bool,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
    #[schema(value_type = web::schema::Time)]
    updated_at: Time,
}

/// What stands beside a profile, and does not change with it.
pub(crate) struct Standing {
    followers: u64,
    following: u64,
    is_admin: bool,
}

impl OwnProfile {
    pub(crate) fn new(user: User, standing: &Standing) -> Self {
        Self {
            id: user.id,
            username: user.username,
            name: user.name,
            bio: user.bio,
            image: user.image,
            creator_status: user.creator_status,
            categories: user.categories,
            follower_count: standing.followers,
            following_count: standing.following,
            is_admin: standing.is_admin,
            created_at: user.created_at,
            updated_at: user.updated_at,
        }
    }
}

/// The caller's profile and what stands beside it, read side by side. One trip.
pub(crate) async fn read<'a>(app: &App, viewer: &'a Viewer) -> Result<(&'a User, Standing)> {
    let id = viewer.id();
    let (user, followers, following) =
        tokio::try_join!(viewer.user(), app.store.follower_total(id), app.store.following_total(id))?;
    Ok((user, Standing { followers, following, is_admin: viewer.is_admin() }))
}

/// The caller's own profile, made from the token's claims if this is their very first call. One trip.
///
/// # Errors
/// The table away.
#[utoipa::path(
    get, path = "/api/viewer/me",
    responses((status = 200, body = Success<OwnProfile>))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer) -> Answer<Success<OwnProfile>> {
    let (user, standing) = read(&app, &viewer).await?;
    Ok(Success::ok(OwnProfile::new(user.clone(), &standing)))
}
