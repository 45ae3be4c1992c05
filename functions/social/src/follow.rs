//! POST /api/social/follow/:userId: follows a creator.

use axum::extract::{Path, State};
use domain::UserId;
use store::Followed;
use web::{App, Done, Error, Result, Viewer};

const BLOCKED: Error = Error::Forbidden("You cannot follow this creator");

/// Follows a creator: one read, one transaction. Two trips.
///
/// # Errors
/// As the contract has them, in its order: oneself, nobody, a block, no approved creator, already; then
/// the limit.
#[utoipa::path(
    post, path = "/api/social/follow/{userId}", operation_id = "follow", tag = "social",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Result<Done> {
    let follower = viewer.id();
    let not_found = Error::not_found("User not found");
    let Ok(followed) = UserId::named(&user_id) else { return Err(not_found) };
    if followed == *follower {
        return Err(Error::Refused("You cannot follow yourself"));
    }
    let followee = app.store.followee(&followed, follower).await?;
    let user = followee.user.ok_or(not_found)?;
    if followee.is_blocked {
        return Err(BLOCKED);
    }
    // They may be suspended between this read and the write; such a follow stands, like those before it.
    if !user.is_approved_creator() {
        return Err(Error::Refused("You can only follow approved creators"));
    }
    let categories = user.categories.iter().copied().collect();
    match app.store.follow(follower, &followed, categories, app.clock.now()).await? {
        Followed::Done => {
            tracing::info!(event = "follow", user_id = %follower, %followed, outcome = "ok");
            Ok(Done::new("Successfully followed creator"))
        }
        Followed::Blocked => Err(BLOCKED),
        Followed::Already => Err(Error::Refused("Already following this creator")),
        Followed::LimitReached => Err(Error::Refused("Follow limit reached")),
    }
}
