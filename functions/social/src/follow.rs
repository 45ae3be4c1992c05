//! POST /api/social/follow/:userId: follows a creator.

use axum::extract::{Path, State};
use domain::UserId;
use store::Followed;
use web::{Answer, App, Done, Viewer};

web::refusals! {
    /// What following refuses, in the order in which it is looked at.
    pub enum Refusal {
        Oneself = Refused("You cannot follow yourself"),
        NoUser = NotFound("User not found"),
        Blocked = Forbidden("You cannot follow this creator"),
        NoCreator = Refused("You can only follow approved creators"),
        Already = Refused("Already following this creator"),
        LimitReached = Refused("Follow limit reached"),
    }
}

/// Follows a creator: one read, one transaction. Two trips.
///
/// # Errors
/// As the contract has them, in its order: oneself, nobody, a block, no approved creator, already; then
/// the limit.
#[utoipa::path(
    post, path = "/api/social/follow/{userId}",
    params(("userId" = String, Path, description = "the creator")),
    responses((status = 200, body = Done))
)]
pub async fn handle(State(app): State<App>, viewer: Viewer, Path(user_id): Path<String>) -> Answer<Done, Refusal> {
    let follower = viewer.id();
    let followed = UserId::named(&user_id).map_err(|_| Refusal::NoUser)?;
    if followed == *follower {
        return Err(Refusal::Oneself.into());
    }
    let followee = app.store.followee(&followed, follower).await?;
    let user = followee.user.ok_or(Refusal::NoUser)?;
    if followee.is_blocked {
        return Err(Refusal::Blocked.into());
    }
    // They may be suspended between this read and the write; such a follow stands, like those before it.
    if !user.is_approved_creator() {
        return Err(Refusal::NoCreator.into());
    }
    let categories = user.categories.iter().copied().collect();
    match app.store.follow(follower, &followed, categories, app.clock.now()).await? {
        Followed::Done => {
            tracing::info!(event = "follow", user_id = %follower, %followed, outcome = "ok");
            Ok(Done::new("Successfully followed creator"))
        }
        Followed::Blocked => Err(Refusal::Blocked.into()),
        Followed::Already => Err(Refusal::Already.into()),
        Followed::LimitReached => Err(Refusal::LimitReached.into()),
    }
}
