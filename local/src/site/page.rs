//! What is shown where the site is not there yet.

use axum::Router;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

use super::build::State;

const PAGE: &str = include_str!("../../assets/site.html");
const STYLE: &str = include_str!("../../assets/site.css");

/// Serves what the page looks like.
pub fn router() -> Router {
    Router::new().route("/_dev/site.css", get(async || ([(CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)))
}

/// The page of a state. It loads itself again while something is being done.
pub(super) fn page(state: &State) -> Response {
    let (title, text, lines) = match state {
        State::Working { what, lines } => ("The site is being built", (*what).to_owned(), lines.join("\n")),
        State::Failed { what, lines } => ("The site could not be built", format!("{what} failed:"), lines.join("\n")),
        State::NoNode { found } => ("The site needs Node.js", no_node(found.as_deref()), String::new()),
        State::Idle | State::Built => (
            "The site is not built",
            "Build it, and load this page again:".to_owned(),
            "cd web\nnpm ci\nnpm run build".to_owned(),
        ),
    };
    let again = if state.is_working() { "<meta http-equiv=\"refresh\" content=\"2\">" } else { "" };
    let lines = if lines.is_empty() { String::new() } else { format!("<pre>{}</pre>", escaped(&lines)) };
    let html = PAGE.replace("{again}", again).replace("{title}", title).replace("{text}", &escaped(&text));
    let html = html.replace("{lines}", &lines);
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_SECURITY_POLICY, policy)];
    (StatusCode::SERVICE_UNAVAILABLE, headers, Html(html)).into_response()
}

fn no_node(found: Option<&str>) -> String {
    let has = found.map_or_else(|| "is not here".to_owned(), |version| format!("is {version} here"));
    format!(
        "Node.js {has}. Install 20.19 or newer (nodejs.org, or your system's package), and start cargo dev again: it builds the site then."
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
