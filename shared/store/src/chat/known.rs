//! Conditions on a chatter as they were read.

use domain::chat::{Ban, Rank};
use runtime::Result;
use table::Write;

use super::chatter::Chatter;

/// Neither a block nor a ban holds at `:time`.
pub(super) const NOT_BARRED: &str =
    "attribute_not_exists(#blockedAt) AND (attribute_not_exists(#ban) OR #ban.#until <= :time)";

/// On whether they were blocked, as it was read: a blocked one is kept, so nobody gives them an end.
pub(super) fn on_block(write: Write, chatter: &Chatter) -> Write {
    match chatter.blocked_at {
        Some(_) => write.when("attribute_exists(#blockedAt)"),
        None => write.when("attribute_not_exists(#blockedAt)"),
    }
}

/// On the ban that was read.
pub(super) fn on_ban(write: Write, ban: Option<&Ban>) -> Result<Write> {
    match ban {
        Some(ban) => write.when("#ban.#createdAt = :banned").bind(":banned", ban.created_at),
        None => Ok(write.when("attribute_not_exists(#ban)")),
    }
}

/// On the rank that was read.
pub(super) fn on_role(write: Write, role: Option<Rank>) -> Result<Write> {
    match role {
        Some(role) => write.when("#role = :known").bind(":known", role),
        None => Ok(write.when("attribute_not_exists(#role)")),
    }
}
