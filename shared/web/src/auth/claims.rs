//! What a bearer token says of its holder.

use domain::{Time, User, UserId, Username, text};
use serde_json::{Map, Value};

/// The claims that we use, read leniently: a claim of another type counts as missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// `sub`.
    pub user_id: UserId,
    /// `username` or `preferred_username`, if of our form.
    pub username: Option<Username>,
    /// `name`.
    pub name: Option<String>,
    /// `picture` or `image`.
    pub image: Option<String>,
    /// Whether the configured claim has the configured value.
    pub is_admin: bool,
}

impl Claims {
    /// Reads claims; `None` when `sub` is missing or none that a user may have.
    #[must_use]
    pub fn read(claims: &Map<String, Value>, admin_claim: &str, admin_value: &str) -> Option<Self> {
        let text_of = |name: &str| claims.get(name).and_then(Value::as_str);
        let first = |names: [&str; 2]| names.into_iter().find_map(text_of);
        Some(Self {
            user_id: UserId::parse(text_of("sub")?).ok()?,
            username: first(["username", "preferred_username"]).and_then(|name| Username::parse(name).ok()),
            name: text_of("name").and_then(|name| text::line(name, 1, 50).ok()),
            image: first(["picture", "image"]).and_then(|url| text::web_url(url, 2048).ok()),
            is_admin: claims.get(admin_claim).is_some_and(|claim| has_value(claim, admin_value)),
        })
    }

    /// The profile that a first call makes.
    #[must_use]
    pub fn to_user(&self, now: Time) -> User {
        let username = self.username.clone().unwrap_or_else(|| Username::fallback(&self.user_id));
        User {
            id: self.user_id.clone(),
            name: self.name.clone().unwrap_or_else(|| username.to_string()),
            username,
            bio: None,
            image: self.image.clone(),
            creator_status: None,
            categories: vec![],
            approved_at: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Identity providers state roles as one text or as a list of them.
fn has_value(claim: &Value, value: &str) -> bool {
    match claim {
        Value::String(text) => text == value,
        Value::Array(list) => list.iter().any(|text| text.as_str() == Some(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "so that a test can write its claims in place")]
    fn read(claims: Value) -> Option<Claims> {
        Claims::read(claims.as_object().unwrap(), "role", "admin")
    }

    #[test]
    fn claims_of_another_form_count_as_missing() {
        let claims = read(serde_json::json!({
            "sub": "usr_1", "username": "NO SPACES", "name": 7, "picture": "javascript:x", "role": true
        }))
        .unwrap();
        assert_eq!((claims.username, claims.name, claims.image, claims.is_admin), (None, None, None, false));
    }

    #[test]
    fn a_role_may_be_a_list() {
        assert!(read(serde_json::json!({"sub": "a", "role": ["x", "admin"]})).unwrap().is_admin);
        assert!(!read(serde_json::json!({"sub": "a", "role": "administrator"})).unwrap().is_admin);
    }

    #[test]
    fn nobody_is_called_like_a_guest_or_a_host() {
        for sub in ["guest-1", "Host-usr_1", "", "a#b"] {
            assert_eq!(read(serde_json::json!({ "sub": sub })), None, "{sub}");
        }
    }
}
