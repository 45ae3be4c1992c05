//! Conditions on a chatter as they were read.

use domain::chat::{Ban, Rank};
use runtime::Result;
use table::Write;

/// No ban holds at `:time`.
pub(super) const NO_BAN: &str = "attribute_not_exists(#ban) OR #ban.#until <= :time";

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
