//! Which function answers, as `template.yaml` has it.

use crate::functions::{OTHERS, group_of};

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

/// The route of a decoded path: `/api/<prefix>/{proxy+}`; of a prefix beside the groups' own `/api/<prefix>` too; else
/// `$default`.
#[must_use]
pub fn route(path: &str) -> Route {
    let rest = path.strip_prefix("/api/").unwrap_or_default();
    let below = rest.split_once('/').filter(|(_, below)| !below.is_empty());
    let known = below.and_then(|(prefix, below)| {
        let key = format!("ANY /api/{prefix}/{{proxy+}}");
        Some(Route { group: group_of(prefix)?, key, proxy: Some(below.to_owned()) })
    });
    let bare = OTHERS.into_iter().find(|(prefix, _)| *prefix == rest);
    let bare = bare.map(|(prefix, group)| Route { group, key: format!("ANY /api/{prefix}"), proxy: None });
    known.or(bare).unwrap_or_else(|| Route { group: DEFAULT, key: "$default".to_owned(), proxy: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::GROUPS;

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
        assert_eq!(found("/api/clip/x"), ("vod", Some("x".to_owned())));
        assert_eq!((found("/api/clip"), route("/api/clip").key), (("vod", None), "ANY /api/clip".to_owned()));
    }

    #[test]
    fn the_rest_goes_to_the_default() {
        for path in [
            "/",
            "/api",
            "/api/",
            "/api/stream",
            "/api/stream/",
            "/api/clip/",
            "/clip",
            "/api/other/x",
            "/stream/info",
            "",
        ] {
            assert_eq!(found(path), ("viewer", None), "{path}");
        }
    }

    #[test]
    fn template_has_the_same_routes() {
        let template = include_str!("../../../template.yaml");
        let routes = template.lines().filter(|line| line.contains("Method: ANY")).count();
        assert_eq!(routes, GROUPS.len() + 2 * OTHERS.len());
        for prefix in GROUPS.iter().map(|(group, _)| group).chain(OTHERS.iter().map(|(prefix, _)| prefix)) {
            let path = format!("Path: \"/api/{prefix}/{{proxy+}}\"");
            assert!(template.contains(&path), "{path}");
        }
        for (prefix, _) in OTHERS {
            assert!(template.contains(&format!("Path: /api/{prefix},")), "{prefix}");
        }
    }
}
