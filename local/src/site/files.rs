//! Files of the built site.

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, StatusCode};

/// By the ending of the name. What is not here is no file of a site.
const TYPES: [(&str, &str); 13] = [
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("webp", "image/webp"),
    ("ico", "image/x-icon"),
    ("woff2", "font/woff2"),
    ("txt", "text/plain; charset=utf-8"),
    ("map", "application/json"),
];

/// The file that `path` names below `root`; `None` where there is none.
pub(super) async fn read(root: &Path, path: &str, headers: &HeaderMap) -> Option<Response> {
    let (file, kind) = named(root, path)?;
    let (text, tag) = tokio::task::spawn_blocking(move || contents(&file)).await.ok()?.ok()?;
    // Names under assets/ have the hash of what is in them.
    let caching = if path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let is_known = headers.get(IF_NONE_MATCH).and_then(|known| known.to_str().ok()) == Some(tag.as_str());
    let heads = [
        (CONTENT_TYPE, kind.to_owned()),
        (CACHE_CONTROL, caching.to_owned()),
        (ETAG, tag),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Some(if is_known { (StatusCode::NOT_MODIFIED, heads).into_response() } else { (heads, text).into_response() })
}

/// Its place and type. Only plain names: nothing above `root`, nothing hidden, nothing escaped.
fn named(root: &Path, path: &str) -> Option<(PathBuf, &'static str)> {
    let mut file = root.to_owned();
    for part in path.strip_prefix('/')?.split('/') {
        let is_plain = part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if part.is_empty() || part.starts_with('.') || !is_plain {
            return None;
        }
        file.push(part);
    }
    let ending = file.extension()?.to_str()?;
    let kind = TYPES.into_iter().find(|(of, _)| *of == ending).map(|(_, kind)| kind)?;
    Some((file, kind))
}

fn contents(file: &Path) -> io::Result<(Vec<u8>, String)> {
    let facts = file.metadata()?;
    let changed = facts.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    Ok((std::fs::read(file)?, format!("W/\"{changed:x}-{:x}\"", facts.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_above_the_root_has_a_name() {
        let named = |path: &str| named(Path::new("/dist"), path).map(|(file, _)| file);
        assert_eq!(named("/assets/index-a_1.js"), Some(PathBuf::from("/dist/assets/index-a_1.js")));
        for path in
            ["/../secret.txt", "/%2e%2e/secret.txt", "/a//b.js", "/.env", "/.git/x.txt", "//x.js", "/a\\b.js", "x.js"]
        {
            assert_eq!(named(path), None, "{path}");
        }
        assert_eq!(named("/program.sh"), None);
    }
}
