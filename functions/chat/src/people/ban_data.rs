//! A ban as moderators see it.

use domain::chat::Ban;
use domain::{Time, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// A ban, or a timeout where it has an end.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatBan)]
#[serde(rename_all = "camelCase")]
pub struct BanData {
    /// Who is banned: a user's id, or a guest's identity.
    user_id: String,
    /// When it ends; null: never by itself.
    #[schema(value_type = Option<web::schema::Time>)]
    until: Option<Time>,
    /// Why.
    reason: Option<String>,
    /// Who did it.
    #[schema(value_type = web::schema::UserId)]
    by: UserId,
    /// Since when.
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
}

impl BanData {
    /// Of somebody.
    pub(crate) fn new(user_id: String, ban: Ban) -> Self {
        Self { user_id, until: ban.until, reason: ban.reason, by: ban.by, created_at: ban.created_at }
    }
}
