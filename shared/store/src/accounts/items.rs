//! What stands in the table of users.

use domain::{User, UserId, Username};
use serde::{Deserialize, Serialize};
use table::{Entity, KeyOf, Pattern};

/// A user's profile.
pub struct Profile;

impl Entity for Profile {
    type Value = User;
    const PATTERN: Pattern = ("USER#id", "PROFILE");
}

impl Profile {
    /// Of this user.
    #[must_use]
    pub fn key(id: &UserId) -> KeyOf<Self> {
        KeyOf::new(format!("USER#{id}"), "PROFILE")
    }
}

/// Who has a name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NameItem {
    pub user_id: UserId,
}

impl Entity for NameItem {
    type Value = Self;
    const PATTERN: Pattern = ("NAME#lowercase", "NAME");
}

impl NameItem {
    pub fn key(name: &Username) -> KeyOf<Self> {
        KeyOf::new(format!("NAME#{name}"), "NAME")
    }
}
