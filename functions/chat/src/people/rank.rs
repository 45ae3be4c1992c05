//! What the routes of moderators and VIPs have in common.

use domain::chat::{LogAction, Rank};
use domain::{Time, UserId};
use serde::Serialize;
use store::{RankChange, RankItem, Ranked};
use utoipa::ToSchema;
use web::{Answer, App, ChatHost, Moderator, Page, PageQuery};

use crate::{act, list};

web::refusals! {
    /// What giving a rank refuses.
    pub enum GiveRefusal {
        NoStream = NotFound("Stream not found"),
        NoUser = NotFound("User not found"),
        Banned = Conflict("User is banned"),
        LimitReached = Conflict("Limit reached"),
    }
}

web::refusals! {
    /// What taking a rank refuses.
    pub enum TakeRefusal {
        NoStream = NotFound("Stream not found"),
        NoUser = NotFound("User not found"),
    }
}

web::refusals! {
    /// What the lists refuse.
    pub enum ListRefusal {
        NoStream = NotFound("Stream not found"),
    }
}

/// What the host makes of a user.
#[derive(ToSchema)]
#[schema(as = ChatRank, rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "describes, and is never made")]
pub enum RankName {
    /// Moderates; exempt from all but bans and the flood limit.
    Moderator,
    /// Exempt from slow mode and followers-only.
    Vip,
}

/// Somebody's rank in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatRankData)]
#[serde(rename_all = "camelCase")]
pub struct RankData {
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    /// Null: none.
    #[schema(value_type = Option<RankName>)]
    role: Option<Rank>,
}

/// Somebody with a rank in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatRankLine)]
#[serde(rename_all = "camelCase")]
pub struct RankLine {
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    #[schema(value_type = RankName)]
    role: Rank,
    /// Since when.
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
}

impl From<RankItem> for RankLine {
    fn from(item: RankItem) -> Self {
        Self { user_id: item.user_id, role: item.role, created_at: item.created_at }
    }
}

/// Gives or takes a rank, and tells the log. Who has the rank, or has it not, is told the same. Two trips; three of a user
/// who had another rank, was banned, or had it already.
///
/// # Errors
/// How it ended otherwise.
async fn change(app: &App, host: &ChatHost, user_id: &UserId, rank: Rank, is_given: bool) -> runtime::Result<Ranked> {
    let moderator = &host.0;
    let action = match (rank, is_given) {
        (Rank::Moderator, true) => LogAction::ModeratorAdded,
        (Rank::Moderator, false) => LogAction::ModeratorRemoved,
        (Rank::Vip, true) => LogAction::VipAdded,
        (Rank::Vip, false) => LogAction::VipRemoved,
    };
    let entry = act::entry(app, moderator, action, app.clock.now()).on(user_id.as_str());
    let change = RankChange { host: &moderator.host, user: user_id, rank, is_given, entry: &entry };
    let ranked = app.store.change_rank(&change).await?;
    if ranked == Ranked::Done {
        act::done(moderator, &entry);
        if let Some(room) = act::room(app, moderator) {
            act::tell_them(app, &moderator.host, &room, user_id.as_str(), (is_given.then_some(rank), None)).await;
        }
    }
    Ok(ranked)
}

/// Gives a rank.
pub(crate) async fn give(app: &App, host: &ChatHost, user_id: &str, rank: Rank) -> Answer<RankData, GiveRefusal> {
    act::room(app, &host.0).ok_or(GiveRefusal::NoStream)?;
    let user_id = UserId::named(user_id).map_err(|_| GiveRefusal::NoUser)?;
    match change(app, host, &user_id, rank, true).await? {
        Ranked::Done | Ranked::Already => Ok(RankData { user_id, role: Some(rank) }),
        Ranked::NoUser => Err(GiveRefusal::NoUser.into()),
        Ranked::Banned => Err(GiveRefusal::Banned.into()),
        Ranked::LimitReached => Err(GiveRefusal::LimitReached.into()),
    }
}

/// Takes a rank.
pub(crate) async fn take(app: &App, host: &ChatHost, user_id: &str, rank: Rank) -> Answer<RankData, TakeRefusal> {
    act::room(app, &host.0).ok_or(TakeRefusal::NoStream)?;
    let user_id = UserId::named(user_id).map_err(|_| TakeRefusal::NoUser)?;
    match change(app, host, &user_id, rank, false).await? {
        Ranked::NoUser => Err(TakeRefusal::NoUser.into()),
        _ => Ok(RankData { user_id, role: None }),
    }
}

/// A page of those with a rank.
pub(crate) async fn listed(
    app: &App,
    moderator: &Moderator,
    rank: Rank,
    operation: &'static str,
    query: &PageQuery,
) -> Answer<Page<RankLine>, ListRefusal> {
    act::room(app, moderator).ok_or(ListRefusal::NoStream)?;
    let read = async |after: Option<&str>, limit| app.store.ranked(&moderator.host, rank, after, limit).await;
    Ok(list::page(app, moderator, operation, query, read, |item| Some(item.into())).await?)
}
