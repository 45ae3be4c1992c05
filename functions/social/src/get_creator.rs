//! GET /api/social/creator/:username: a creator as everybody sees them.

use axum::extract::{Path, State};
use domain::{Category, State as LiveState, Stream, Time, User, UserId, Username};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Caller, Success};

web::refusals! {
    /// What it refuses.
    pub enum Refusal {
        NoCreator = NotFound("Creator not found"),
    }
}

/// A creator's page.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatorPage {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    #[schema(value_type = web::schema::Username)]
    username: Username,
    name: String,
    image: Option<String>,
    bio: Option<String>,
    #[schema(value_type = Vec<web::schema::Category>)]
    categories: Vec<Category>,
    is_live: bool,
    #[schema(value_type = web::schema::State)]
    state: LiveState,
    stream_title: Option<String>,
    stream_thumbnail: Option<String>,
    is_chat_enabled: bool,
    is_chat_followers_only: bool,
    follower_count: u64,
    following_count: u64,
    is_following: bool,
}

/// What stands around a creator and their stream.
struct Relations {
    followers: u64,
    following: u64,
    is_following: bool,
}

impl CreatorPage {
    /// A creator who never had a stream shows the settings that a new one has.
    fn new(user: User, stream: Option<Stream>, relations: &Relations, now: Time) -> Self {
        let state = stream.as_ref().map_or(LiveState::Offline, |stream| stream.state(now));
        let chat = stream.as_ref().map(|stream| stream.chat).unwrap_or_default();
        let (stream_title, stream_thumbnail) = stream.map(|stream| (stream.title, stream.thumbnail)).unzip();
        Self {
            id: user.id,
            username: user.username,
            name: user.name,
            image: user.image,
            bio: user.bio,
            categories: user.categories,
            is_live: state == LiveState::Live,
            state,
            stream_title,
            stream_thumbnail: stream_thumbnail.flatten(),
            is_chat_enabled: chat.is_chat_enabled,
            is_chat_followers_only: chat.is_chat_followers_only,
            follower_count: relations.followers,
            following_count: relations.following,
            is_following: relations.is_following,
        }
    }
}

/// A creator, by username in any case. Two trips: the name, then everything behind it side by side.
///
/// # Errors
/// `Creator not found`: no such user, no approved creator, or one who blocks the caller.
#[utoipa::path(
    get, path = "/api/social/creator/{username}",
    params(("username" = String, Path, description = "in any case")),
    responses((status = 200, body = Success<CreatorPage>))
)]
pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(username): Path<String>,
) -> Answer<Success<CreatorPage>, Refusal> {
    let username = Username::parse(&username).map_err(|_| Refusal::NoCreator)?;
    let id = app.store.id_of_username(&username).await?.ok_or(Refusal::NoCreator)?;
    let (watched, followers, following) = tokio::try_join!(
        app.store.watched(&id, caller.id()),
        app.store.follower_total(&id),
        app.store.following_total(&id),
    )?;
    let user =
        watched.user.filter(User::is_approved_creator).filter(|_| !watched.is_blocked).ok_or(Refusal::NoCreator)?;
    let relations = Relations { followers, following, is_following: watched.is_following };
    Ok(Success::ok(CreatorPage::new(user, watched.stream, &relations, app.clock.now())))
}
