//! Ids: opaque to the frontends, checked where they enter.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Longest id that is accepted, in bytes. A table key may have 2048 bytes for its partition half and
/// 1024 for its sort half; two ids and their prefixes stay well inside.
const MAX_BYTES: usize = 128;
/// Longest `sub`, in characters (OpenID Connect Core, 2).
const MAX_SUBJECT: usize = 255;
/// An id that was made from a `sub` begins so, and no other does.
const MADE: char = '~';
/// Letters of such an id behind its mark: the base64 of 256 bits.
const MADE_LETTERS: usize = 43;

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct InvalidId;

/// The alphabet of ids: letters, digits and a few signs, so that an id can stand in a key, a path, a log
/// line and a LiveKit room name.
fn is_of_our_alphabet(text: &str) -> bool {
    let signs = b"._-|@:+=~";
    (1..=MAX_BYTES).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || signs.contains(&b))
}

/// A user's id, the name of their LiveKit room: the `sub` of their bearer token, or made from it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId(String);

impl UserId {
    /// Identities that we give to guests begin so; no user may be called like one. Case matters here, as
    /// it does to LiveKit and to the players that tell guests by it.
    pub const GUEST_PREFIX: &str = "guest-";
    /// A creator who watches their own stream has this before the user id as identity.
    pub const HOST_PREFIX: &str = "Host-";

    /// Accepts a text that is a user's id already: from the table, from LiveKit.
    ///
    /// # Errors
    /// [`InvalidId`] when it has another form than our ids, or begins like an identity of ours.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let is_made = |rest: &str| {
            rest.len() == MADE_LETTERS && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        let has_form = is_of_our_alphabet(text) && text.strip_prefix(MADE).is_none_or(is_made);
        if has_form && !is_identity_of_ours(text) { Ok(Self(text.to_owned())) } else { Err(InvalidId) }
    }

    /// The id of whoever has this `sub`, the same for ever: the text itself where it can be an id, else `~`
    /// and the SHA-256 of its UTF-8 in the base64 of addresses.
    ///
    /// # Errors
    /// [`InvalidId`] when it is empty, longer than 255 characters, or begins like an identity of ours.
    pub fn of_subject(sub: &str) -> Result<Self, InvalidId> {
        if !(1..=MAX_SUBJECT).contains(&sub.chars().count()) || is_identity_of_ours(sub) {
            return Err(InvalidId);
        }
        if is_of_our_alphabet(sub) && !sub.starts_with(MADE) {
            return Ok(Self(sub.to_owned()));
        }
        Ok(Self(format!("{MADE}{}", URL_SAFE_NO_PAD.encode(Sha256::digest(sub)))))
    }

    /// Whom a caller names: by the id, or by the `sub` that it was made from.
    ///
    /// # Errors
    /// [`InvalidId`] when the text is nobody's.
    pub fn named(text: &str) -> Result<Self, InvalidId> {
        Self::parse(text).or_else(|_| Self::of_subject(text))
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

fn is_identity_of_ours(text: &str) -> bool {
    text.starts_with(UserId::GUEST_PREFIX) || text.starts_with(UserId::HOST_PREFIX)
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

/// Longest id that a caller names one of our items by, in bytes: longer than any that we make, and a key with two of them
/// and their prefixes stays within the 1024 bytes of a sort key.
const MAX_NAMED: usize = 255;

/// Whether an item of ours could have this id: a broadcast, a Vod, a message. What could not is nobody's, and no key is made
/// of it: DynamoDB refuses one that is too long. Every id of a path or a body that becomes a key, and is no user's, is asked
/// about here.
#[must_use]
pub fn may_be_id(text: &str) -> bool {
    (1..=MAX_NAMED).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
}

/// LiveKit's id of an ingress (`IN_…`). Not secret; the stream key is another value.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
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
    fn a_sub_of_our_alphabet_is_the_id() {
        let longest = "x".repeat(128);
        for sub in
            ["usr_alice", "auth0|5f7c8ec7c33c6c004bbafe82", "a@b.c", "a:b+c=d~e-F", "..", "Guest-1", "host-1", &longest]
        {
            let id = UserId::of_subject(sub).unwrap();
            assert_eq!((id.as_str(), UserId::parse(sub)), (sub, Ok(id.clone())));
            assert_eq!(UserId::named(sub), Ok(id));
        }
    }

    /// The ids that are in tables, tokens and rooms: never another one for the same `sub`.
    #[test]
    fn any_other_sub_makes_the_same_id_for_ever() {
        let long = "a".repeat(200);
        for (sub, made) in [
            ("corp/jane", "~wNRdmB6eS6sM0eZ61HtmmYc-5DhstA9ov1K1L6Uo6ow"),
            ("o'brien@x.example", "~dme4S50jEj7xX6ThX_MVbSg87opq-a-dTL4duuZ8_RA"),
            ("~a", "~jVZ57JTmWOHeMoQBOTyqkLNSzFvCi2o2AfOPf98d48s"),
            ("é", "~SplVfkAzw1Od4utlRyAXytX5VX96BiWgnxw_biumnEw"),
            ("usr_a%41", "~80uEuoW91cieJRRqo7ZbJVBsOyrrkfDLI_-U5PgoTJw"),
            (&long, "~wqkI2Y9d-Yet5BtfziEwZ--8wh7yJAISpB5UtefCiuU"),
        ] {
            let id = UserId::of_subject(sub).unwrap();
            assert_eq!(id.as_str(), made, "{sub}");
            assert_eq!((UserId::parse(made), UserId::named(sub)), (Ok(id.clone()), Ok(id.clone())));
            // Who has another's made id as their `sub` is somebody else.
            assert_ne!(UserId::of_subject(made).unwrap(), id);
        }
        assert!(UserId::of_subject(&"é".repeat(255)).is_ok());
        assert!(UserId::of_subject("a\u{0}#b").is_ok());
    }

    #[test]
    fn ids_of_ours_may_be_and_no_text_that_breaks_a_key() {
        for id in ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "2026-11-29T23:59:59.999Z_EN_x", "x", &"x".repeat(255)] {
            assert!(may_be_id(id), "{id}");
        }
        for text in ["", "a#b", "a b", "a\u{0}", "é", &"x".repeat(256)] {
            assert!(!may_be_id(text), "{text}");
        }
    }

    #[test]
    fn refuses_what_would_break_a_key_or_pass_for_an_identity_of_ours() {
        let (long, made) = ("x".repeat(129), format!("~{}", "a".repeat(44)));
        for id in ["", "a#b", "a b", "a/b", "a%b", "é", "a\u{0}", "guest-1", "Host-usr_alice", "~", "~a", &made, &long]
        {
            assert_eq!(UserId::parse(id), Err(InvalidId), "{id}");
        }
        let long = "é".repeat(256);
        for sub in ["", "guest-1", "guest-é", "Host-usr_alice", "Host-", &long] {
            assert_eq!((UserId::of_subject(sub), UserId::named(sub)), (Err(InvalidId), Err(InvalidId)), "{sub}");
        }
    }
}
