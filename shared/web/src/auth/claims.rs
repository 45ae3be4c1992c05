//! What a bearer token says of its holder.

use domain::text::MAX_URL;
use domain::{ChannelSettings, MAX_NAME, Time, User, UserId, Username, text};
use serde_json::{Map, Value};

/// The claims that we use, read leniently: one of another type, one that is empty, and one that its field
/// cannot take counts as missing, and the next that may stand for it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Of `sub`.
    pub user_id: UserId,
    /// `username` or `preferred_username`, if of our form.
    pub username: Option<Username>,
    /// `name`, cut to its length.
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
        let username = |text: &str| Username::parse(text.trim()).ok().filter(|name| !name.is_reserved());
        let image = |url: &str| text::web_url(url, MAX_URL).ok();
        Some(Self {
            user_id: UserId::of_subject(text_of("sub")?).ok()?,
            username: ["username", "preferred_username"].into_iter().filter_map(text_of).find_map(username),
            name: text_of("name").and_then(|name| text::cut_line(name, MAX_NAME)),
            image: ["picture", "image"].into_iter().filter_map(text_of).find_map(image),
            is_admin: at(claims, admin_claim).is_some_and(|claim| has_value(claim, admin_value)),
        })
    }

    /// The profile that a first call makes.
    #[must_use]
    pub fn to_user(&self, now: Time) -> User {
        let username = self.username.clone().unwrap_or_else(|| Username::fallback(&self.user_id, 0));
        User {
            id: self.user_id.clone(),
            name: self.name.clone().unwrap_or_else(|| username.to_string()),
            username,
            bio: None,
            image: self.image.clone(),
            creator_status: None,
            categories: vec![],
            approved_at: None,
            channel: ChannelSettings::default(),
            created_at: now,
            updated_at: now,
        }
    }
}

/// A claim by its name; where none has it, by the way to it, its steps parted by dots: `realm_access.roles`
/// is `roles` within `realm_access`. A step may have dots itself.
fn at<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(claim) = claims.get(path) {
        return Some(claim);
    }
    path.match_indices('.').find_map(|(dot, _)| at(claims.get(&path[..dot])?.as_object()?, &path[dot + 1..]))
}

/// Identity providers state roles as one text, as several in one, parted by spaces, or as a list of them.
fn has_value(claim: &Value, value: &str) -> bool {
    match claim {
        Value::String(text) => text == value || text.split_whitespace().any(|word| word == value),
        Value::Array(list) => list.iter().any(|text| text.as_str() == Some(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "so that a test can write its claims in place")]
    fn read(claims: Value) -> Option<Claims> {
        Claims::read(claims.as_object().unwrap(), "role", "admin")
    }

    #[test]
    fn claims_of_another_form_count_as_missing() {
        let claims = read(json!({
            "sub": "usr_1", "username": "NO SPACES", "name": 7, "picture": "javascript:x", "role": true
        }))
        .unwrap();
        assert_eq!((claims.username, claims.name, claims.image, claims.is_admin), (None, None, None, false));
    }

    #[test]
    fn a_claim_that_says_nothing_hides_none() {
        let long = "x".repeat(3_000);
        for nothing in [json!(""), json!("  "), json!("\u{3164}"), json!(7), Value::Null, json!([])] {
            let claims = read(json!({
                "sub": "usr_1", "username": nothing, "preferred_username": " Bob ", "picture": nothing,
                "image": "https:example.com/b.png", "name": nothing,
            }))
            .unwrap();
            assert_eq!(claims.username.as_ref().map(Username::as_str), Some("bob"), "{nothing}");
            assert_eq!(claims.image.as_deref(), Some("https://example.com/b.png"), "{nothing}");
            assert_eq!(claims.name, None, "{nothing}");
        }
        for picture in ["javascript:x", "https://user:secret@a/b", &format!("https://a/{long}")] {
            let claims = read(json!({"sub": "usr_1", "picture": picture, "image": "https://a/b"})).unwrap();
            assert_eq!(claims.image.as_deref(), Some("https://a/b"), "{picture}");
        }
        // A form that is given only.
        let claims = read(json!({"sub": "usr_1", "username": "user_0123456789abcdef"})).unwrap();
        assert_eq!(claims.username, None);
    }

    #[test]
    fn a_name_too_long_is_cut() {
        let claims = read(json!({"sub": "usr_1", "name": "n".repeat(60)})).unwrap();
        assert_eq!(claims.name, Some("n".repeat(50)));
    }

    #[test]
    fn a_role_may_be_a_list() {
        let is_admin = |role: Value| read(json!({"sub": "a", "role": role})).unwrap().is_admin;
        for role in [json!("admin"), json!(["x", "admin"]), json!("user admin"), json!(" admin\tx")] {
            assert!(is_admin(role.clone()), "{role}");
        }
        for role in
            [json!("administrator"), json!("user,admin"), json!(["user admin"]), json!({"admin": true}), json!(true)]
        {
            assert!(!is_admin(role.clone()), "{role}");
        }
    }

    #[test]
    fn a_claim_is_found_by_its_name_or_by_the_way_to_it() {
        let claims = json!({
            "sub": "a",
            "realm_access": {"roles": ["admin"]},
            "resource_access": {"my.client": {"roles": "user admin"}},
            "https://x.example/role": "admin",
            "cognito:groups": ["admin"],
            "a.b": "x",
            "a": {"b": "admin"},
        });
        let is_admin = |claim: &str| Claims::read(claims.as_object().unwrap(), claim, "admin").unwrap().is_admin;
        for claim in
            ["realm_access.roles", "resource_access.my.client.roles", "https://x.example/role", "cognito:groups"]
        {
            assert!(is_admin(claim), "{claim}");
        }
        // The whole name goes first.
        for claim in ["a.b", "realm_access", "realm_access.roles.0", "roles", ".", "", "realm_access.", "sub.x"] {
            assert!(!is_admin(claim), "{claim}");
        }
    }

    #[test]
    fn nobody_is_called_like_a_guest_or_a_host() {
        for sub in ["guest-1", "Host-usr_1", ""] {
            assert_eq!(read(json!({ "sub": sub })), None, "{sub}");
        }
        assert_eq!(read(json!({"sub": 7})), None);
        assert!(read(json!({"sub": "a#b"})).unwrap().user_id.as_str().starts_with('~'));
    }
}
