//! Bearer tokens for development, as an identity provider would hand them out.

use std::fmt;

use domain::{Time, Username};
use jiff::{Span, SpanRelativeTo, Unit};
use jwt::{EncodingKey, Header, encode};
use runtime::config::JwtConfig;
use serde_json::{Map, Value};

use crate::trouble::{Context as _, Trouble};

/// For how long a token is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime(i64);

impl Lifetime {
    /// What the banner's tokens have: a working day.
    pub const DAY: Self = Self::from_secs(24 * 60 * 60);

    /// So many seconds.
    pub(crate) const fn from_secs(secs: i64) -> Self {
        Self(secs)
    }

    /// In seconds.
    pub(crate) const fn secs(self) -> i64 {
        self.0
    }
}

impl std::str::FromStr for Lifetime {
    type Err = String;

    /// Reads `90s`, `30m`, `1h`, `7d` and the like.
    fn from_str(text: &str) -> Result<Self, String> {
        let span: Span = text.parse().map_err(|_| "write it as 90s, 30m, 1h or 7d".to_owned())?;
        let seconds = span.total((Unit::Second, SpanRelativeTo::days_are_24_hours()));
        match seconds {
            #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second is of no use here")]
            Ok(seconds) if seconds >= 1.0 => Ok(Self(seconds as i64)),
            _ => Err("it must be a second or more".to_owned()),
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

/// The id of whoever has this name here, demo user or not.
#[must_use]
pub fn user_id(username: &Username) -> String {
    format!("usr_{username}")
}

/// A token for `username`, as the given configuration accepts it.
///
/// # Errors
/// It cannot be signed.
pub fn token(
    secret: &str,
    jwt: &JwtConfig,
    username: &Username,
    role: Option<&str>,
    lifetime: Lifetime,
    now: Time,
) -> Result<String, Trouble> {
    let claims = claims(jwt, username, role, lifetime, now);
    encode(&Header::default(), &claims, &EncodingKey::from_secret(secret.as_bytes())).context("the token")
}

/// What a token says of `username`.
pub(crate) fn claims(
    jwt: &JwtConfig,
    username: &Username,
    role: Option<&str>,
    lifetime: Lifetime,
    now: Time,
) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut claim = |name: &str, value: Value| _ = claims.insert(name.to_owned(), value);
    claim("sub", user_id(username).into());
    claim("username", username.as_str().into());
    claim("name", capitalised(username.as_str()).into());
    claim("iat", now.as_secs().into());
    claim("exp", (now.as_secs() + lifetime.0).into());
    if let Some(role) = role {
        claim(&jwt.admin_claim, role.into());
    }
    if let Some(issuer) = &jwt.issuer {
        claim("iss", issuer.as_str().into());
    }
    if let Some(audience) = jwt.audiences.first() {
        claim("aud", audience.as_str().into());
    }
    claims
}

pub(crate) fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn a_token_says_who_and_until_when() {
        let jwt = JwtConfig { admin_claim: "role".into(), issuer: Some("https://id".into()), ..JwtConfig::default() };
        let name = Username::parse("Ada").unwrap();
        let token = token("secret", &jwt, &name, Some("admin"), "1h".parse().unwrap(), Time::from_secs(1_000)).unwrap();
        let parts: Vec<_> = token.split('.').collect();
        let part = |index: usize| -> Value {
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts[index]).unwrap()).unwrap()
        };
        assert_eq!(part(0)["alg"], "HS256");
        let claims = serde_json::json!({
            "sub": "usr_ada", "username": "ada", "name": "Ada", "role": "admin", "iss": "https://id",
            "iat": 1_000, "exp": 4_600
        });
        assert_eq!(part(1), claims);
    }

    #[test]
    fn lifetimes_are_read_as_people_write_them() {
        for (text, seconds) in [("90s", 90), ("30m", 1_800), ("1h", 3_600), ("7d", 604_800), ("1h 30m", 5_400)] {
            assert_eq!(text.parse(), Ok(Lifetime(seconds)), "{text}");
        }
        for text in ["", "1", "0s", "-1h", "soon"] {
            assert!(text.parse::<Lifetime>().is_err(), "{text}");
        }
    }
}
