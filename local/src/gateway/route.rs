//! Which function answers, as `template.yaml` has it.

use crate::functions::GROUPS;

/// The function behind a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Route {
    /// Its group.
    pub group: &'static str,
    /// API Gateway's name of the route.
    pub key: String,
    /// What `{proxy+}` stands for.
    pub proxy: Option<String>,
}

/// The group behind `$default`, which answers 404 in the contract's envelope.
const DEFAULT: &str = "viewer";

/// The route of a decoded path: `/api/<group>/{proxy+}`, else `$default`.
#[must_use]
pub fn route(path: &str) -> Route {
    let parts = path.strip_prefix("/api/").and_then(|rest| rest.split_once('/')).filter(|(_, rest)| !rest.is_empty());
    let known = parts.and_then(|(name, rest)| {
        let group = GROUPS.into_iter().map(|(group, _)| group).find(|group| *group == name)?;
        Some(Route { group, key: format!("ANY /api/{group}/{{proxy+}}"), proxy: Some(rest.to_owned()) })
    });
    known.unwrap_or_else(|| Route { group: DEFAULT, key: "$default".to_owned(), proxy: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str) -> (&'static str, Option<String>) {
        let route = route(path);
        (route.group, route.proxy)
    }

    #[test]
    fn each_group_has_its_function() {
        assert_eq!(found("/api/webhook/livekit/health"), ("webhook", Some("livekit/health".to_owned())));
        for (group, _) in GROUPS {
            assert_eq!(found(&format!("/api/{group}/x")), (group, Some("x".to_owned())));
        }
    }

    #[test]
    fn the_rest_goes_to_the_default() {
        for path in ["/", "/api", "/api/", "/api/stream", "/api/stream/", "/api/other/x", "/stream/info", ""] {
            assert_eq!(found(path), ("viewer", None), "{path}");
        }
    }

    #[test]
    fn template_has_the_same_routes() {
        let template = include_str!("../../../template.yaml");
        let routes = template.lines().filter(|line| line.contains("Method: ANY")).count();
        assert_eq!(routes, GROUPS.len());
        for (group, _) in GROUPS {
            let path = format!("Path: \"/api/{group}/{{proxy+}}\"");
            assert!(template.contains(&path), "{path}");
        }
    }
}
