//! What the lists of followers and of followed have in common.

use domain::{Time, UserId, Username};
use serde::Serialize;
use store::{FollowEntry, FollowPage};
use utoipa::ToSchema;
use web::{Answer, App, CursorKind, Page, PageQuery};

web::refusals! {
    /// What both lists refuse.
    pub enum Refusal {
        NoUser = NotFound("User not found"),
    }
}

/// A follower, or somebody followed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowLine {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    #[schema(value_type = web::schema::Username)]
    username: Username,
    name: String,
    image: Option<String>,
    #[schema(value_type = web::schema::Time)]
    followed_at: Time,
}

/// Which of the two lists.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FollowList {
    Followers,
    Following,
}

impl FollowList {
    const fn operation(self) -> &'static str {
        match self {
            Self::Followers => "list_followers",
            Self::Following => "list_following",
        }
    }

    async fn page(self, app: &App, id: &UserId, limit: u32, position: Option<&str>) -> runtime::Result<FollowPage> {
        match self {
            Self::Followers => app.store.followers(id, limit, position).await,
            Self::Following => app.store.following(id, limit, position).await,
        }
    }

    async fn total(self, app: &App, id: &UserId) -> runtime::Result<u64> {
        match self {
            Self::Followers => app.store.follower_total(id).await,
            Self::Following => app.store.following_total(id).await,
        }
    }

    /// A page with the size of the whole list, which is its `count` too. Two trips: page, total and user side by
    /// side, then the profiles, so names are current.
    pub(crate) async fn answer(self, app: &App, user_id: &str, query: &PageQuery) -> Answer<Page<FollowLine>, Refusal> {
        let wanted = query.wanted()?;
        let kind = CursorKind { operation: self.operation(), scope: user_id };
        let position: Option<String> = wanted.place(app, kind).await?;
        let id = UserId::named(user_id).map_err(|_| Refusal::NoUser)?;
        let (user, page, total) = tokio::try_join!(
            app.store.profile(&id),
            self.page(app, &id, wanted.limit, position.as_deref()),
            self.total(app, &id),
        )?;
        if user.is_none() {
            return Err(Refusal::NoUser.into());
        }
        let lines = lines(app, page.entries).await?;
        Ok(wanted.page(app, kind, lines, page.next).await?.of_total(total))
    }
}

async fn lines(app: &App, entries: Vec<FollowEntry>) -> runtime::Result<Vec<FollowLine>> {
    let ids: Vec<UserId> = entries.iter().map(|entry| entry.user_id.clone()).collect();
    let mut profiles = app.store.profiles(&ids).await?;
    let line = |entry: FollowEntry| {
        let user = profiles.remove(&entry.user_id)?;
        let FollowEntry { user_id: id, followed_at, .. } = entry;
        Some(FollowLine { id, username: user.username, name: user.name, image: user.image, followed_at })
    };
    Ok(entries.into_iter().filter_map(line).collect())
}
