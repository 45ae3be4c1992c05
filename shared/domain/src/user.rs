//! A user's profile and name.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ApplicationStatus, Category, ChannelSettings, Time, UserId};

/// A name that is given begins so,
const FALLBACK: &str = "user_";
/// and has so many hexadecimal digits.
const FALLBACK_LETTERS: usize = 16;

/// A name of another form than 3–30 of `a-z0-9_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 3 to 30 characters of a-z, 0-9 and _")]
pub struct UsernameError;

/// A user's name in addresses: 3–30 of `a-z0-9_`, unique whatever the case, kept in lower case.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// Accepts a name in any case.
    ///
    /// # Errors
    /// [`UsernameError`] when it has another form.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let name = text.to_ascii_lowercase();
        let fits = (3..=30).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if fits { Ok(Self(name)) } else { Err(UsernameError) }
    }

    /// The name of a user whose claims bring none that can be used: `user_` and a hash of their id, so that
    /// the same user gets the same name however often it is made; another one where `taken` of these are.
    #[must_use]
    pub fn fallback(id: &UserId, taken: u32) -> Self {
        let digest = match taken {
            0 => Sha256::digest(id.as_str()),
            // No id has a `#` in it.
            _ => Sha256::digest(format!("{id}#{taken}")),
        };
        let hash: String = digest.iter().take(FALLBACK_LETTERS / 2).map(|byte| format!("{byte:02x}")).collect();
        Self(format!("{FALLBACK}{hash}"))
    }

    /// Whether it has the form of [`Username::fallback`]: such a name is given and cannot be chosen, else
    /// somebody could take in advance the one that another user is to get.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        let hash = self.0.strip_prefix(FALLBACK);
        hash.is_some_and(|hash| {
            hash.len() == FALLBACK_LETTERS && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        })
    }

    /// The name in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Username {
    type Error = UsernameError;

    fn try_from(text: String) -> Result<Self, UsernameError> {
        Self::parse(&text)
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Longest name that is shown, in characters.
pub const MAX_NAME: usize = 50;
/// Longest of what somebody says of themselves, in characters.
pub const MAX_BIO: usize = 500;

/// A user's profile, made from the token's claims at their first call, theirs to change after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The `sub` of the bearer token.
    pub id: UserId,
    /// Unique, changeable.
    pub username: Username,
    /// Shown to others, 1 to [`MAX_NAME`] characters.
    pub name: String,
    /// At most [`MAX_BIO`] characters.
    #[serde(default)]
    pub bio: Option<String>,
    /// Address of a picture.
    #[serde(default)]
    pub image: Option<String>,
    /// Status of the creator application, moved in the same transaction as the application itself.
    #[serde(default)]
    pub creator_status: Option<ApplicationStatus>,
    /// Categories of the approved application.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// When first approved: the order of the creator directory.
    #[serde(default)]
    pub approved_at: Option<Time>,
    /// What they have set for their channel.
    #[serde(flatten)]
    pub channel: ChannelSettings,
    /// When the profile was made.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

impl User {
    /// Whether they may stream and be followed now.
    #[must_use]
    pub fn is_approved_creator(&self) -> bool {
        self.creator_status == Some(ApplicationStatus::Approved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_in_lower_case() {
        assert_eq!(Username::parse("Alice_01").unwrap().as_str(), "alice_01");
    }

    #[test]
    fn only_the_form_of_a_given_name_is_reserved() {
        let is_reserved = |name: &str| Username::parse(name).unwrap().is_reserved();
        assert!(is_reserved("user_0123456789abcdef") && is_reserved("USER_0123456789ABCDEF"));
        for name in [
            "user_1",
            "user_0123456789abcde",
            "user_0123456789abcdef0",
            "user_0123456789abcdeg",
            "users_0123456789abcdef",
        ] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let long = "a".repeat(31);
        for name in ["", "ab", "a b c", "álice", "a-b-c", "a.b.c", long.as_str()] {
            assert_eq!(Username::parse(name), Err(UsernameError), "{name}");
        }
    }

    #[test]
    fn the_fallback_is_a_name_and_always_the_same() {
        let id = UserId::parse("auth0|1").unwrap();
        let names: Vec<_> = (0..20).map(|taken| Username::fallback(&id, taken)).collect();
        for (taken, name) in (0..).zip(&names) {
            assert_eq!(*name, Username::fallback(&id, taken));
            assert_eq!(Username::parse(name.as_str()).as_ref(), Ok(name));
            assert!(name.is_reserved() && names.iter().filter(|other| *other == name).count() == 1);
        }
        assert_eq!(Username::fallback(&UserId::parse("usr_zoe").unwrap(), 0).as_str(), "user_5a7a53ecf3a71c80");
    }
}
