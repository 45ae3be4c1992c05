//! Ids: opaque to the frontends, checked where they enter.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest id that is accepted, in bytes. A table key may have 2048 bytes for its partition half and
/// 1024 for its sort half; two ids and their prefixes stay well inside.
const MAX_BYTES: usize = 128;

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct InvalidId;

/// An id is printable ASCII without the separator of the table's keys (`#`), without white space,
/// quotes and slashes, so that it can stand in a key, a path, a log line and a LiveKit room name.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_BYTES
        && text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'#' | b'/' | b'\\' | b'"' | b'\'' | b'`'))
}

/// A user's id: the `sub` of their bearer token, the name of their LiveKit room.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct UserId(String);

impl UserId {
    /// Identities that we give to guests begin so; no user may be called like one.
    pub const GUEST_PREFIX: &str = "guest-";
    /// A creator who watches their own stream has this before the user id as identity.
    pub const HOST_PREFIX: &str = "Host-";

    /// Accepts a text as user id.
    ///
    /// # Errors
    /// [`InvalidId`] when it has another form than our ids, or begins like an identity of ours.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        if is_id(text) && !text.starts_with(Self::GUEST_PREFIX) && !text.starts_with(Self::HOST_PREFIX) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId)
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identity of this user when they watch their own stream.
    #[must_use]
    pub fn host_identity(&self) -> String {
        format!("{}{}", Self::HOST_PREFIX, self.0)
    }
}

impl TryFrom<String> for UserId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// LiveKit's id of an ingress (`IN_…`). Not secret; the stream key is another value.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct IngressId(String);

impl IngressId {
    /// Takes LiveKit's word for it: the id comes from LiveKit or from the table, never from a caller.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IngressId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IngressId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_forms_that_identity_providers_use() {
        for id in ["usr_alice", "auth0|5f7c8ec7c33c6c004bbafe82", "7d3f-…".trim_end_matches('…'), "a@b.c"] {
            assert!(UserId::parse(id).is_ok(), "{id}");
        }
    }

    #[test]
    fn refuses_what_would_break_a_key_or_pass_for_an_identity_of_ours() {
        let long = "x".repeat(129);
        for id in ["", "a#b", "a b", "a/b", "é", "a\u{0}", "guest-1", "Host-usr_alice", long.as_str()] {
            assert_eq!(UserId::parse(id), Err(InvalidId), "{id}");
        }
    }
}
