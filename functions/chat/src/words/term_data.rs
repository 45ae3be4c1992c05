//! A term as moderators see it.

use domain::chat::automod::TermAction;
use domain::{Time, UserId};
use serde::Serialize;
use store::TermItem;
use utoipa::ToSchema;

/// What becomes of a message that a term is in.
#[derive(ToSchema)]
#[schema(as = TermAction, rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "describes, and is never made")]
pub enum Action {
    /// It is refused.
    Block,
    /// It waits for a moderator.
    Hold,
}

/// A term.
#[derive(Serialize, ToSchema)]
#[schema(as = ChatTerm)]
#[serde(rename_all = "camelCase")]
pub struct TermData {
    id: String,
    /// The words; a `*` at an end stands for whatever a word goes on with.
    text: String,
    #[schema(value_type = Action)]
    action: TermAction,
    /// Who made it.
    #[schema(value_type = web::schema::UserId)]
    by: UserId,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
}

impl From<TermItem> for TermData {
    fn from(term: TermItem) -> Self {
        let TermItem { id, text, action, by, created_at } = term;
        Self { id, text: text.as_str().to_owned(), action, by, created_at }
    }
}
