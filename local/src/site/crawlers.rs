//! Who asks for a link's title and picture and runs no scripts, and where those are: as the CDN's function has it.

use std::sync::LazyLock;

use http::header::USER_AGENT;
use http::{HeaderMap, Uri};

const REWRITE: &str = include_str!("../../../web/hosting/rewrite.js");

static CRAWLERS: LazyLock<Vec<&str>> = LazyLock::new(|| words("CRAWLERS"));
static OTHERS: LazyLock<Vec<&str>> = LazyLock::new(|| words("OTHERS"));

/// The words of a constant of the CDN's function.
fn words(name: &str) -> Vec<&'static str> {
    let begun = REWRITE.split_once(&format!("const {name} =")).map(|(_, rest)| rest);
    let text = begun.and_then(|rest| rest.split('"').nth(1)).unwrap_or_default();
    text.split(' ').collect()
}

/// Whether a crawler asks.
pub(super) fn is_one(headers: &HeaderMap) -> bool {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_lowercase();
    let has = |word: &&str| agent.contains(word);
    CRAWLERS.iter().any(has) && !OTHERS.iter().any(has)
}

/// The preview of a screen; `None` where it has none of its own.
pub(super) fn preview_of(path: &str) -> Option<Uri> {
    let (kind, rest) = [("channel", "/@"), ("video", "/videos/"), ("clip", "/clips/")]
        .into_iter()
        .find_map(|(kind, prefix)| Some((kind, path.strip_prefix(prefix)?)))?;
    let (id, below) = rest.split_once('/').unwrap_or((rest, ""));
    let is_whole = kind == "channel" || below.is_empty();
    if id.is_empty() || !is_whole {
        return None;
    }
    format!("/api/viewer/preview/{kind}/{id}").parse().ok()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Case {
        agent: String,
        is_crawler: bool,
    }

    #[test]
    fn crawlers_are_those_of_the_cdn() {
        let cases: Vec<Case> = serde_json::from_str(include_str!("../../../web/hosting/agents.json")).unwrap();
        for Case { agent, is_crawler } in cases {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, agent.parse().unwrap());
            assert_eq!(is_one(&headers), is_crawler, "{agent}");
        }
        assert!(!is_one(&HeaderMap::new()));
    }
}
