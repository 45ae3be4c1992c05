//! Pictures of the demo, drawn for it.

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};

/// Where they are, below the gateway.
const PATH: &str = "/_dev/demo";

macro_rules! pictures {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../assets/demo/", $name, ".svg")))),*]
    };
}

const PICTURES: [(&str, &str); 27] = pictures![
    "ada",
    "alice",
    "alice-thumbnail",
    "bob",
    "carol",
    "june_and_the_long_afternoon",
    "june_and_the_long_afternoon-thumbnail",
    "lena_moves",
    "lena_moves-thumbnail",
    "mika_plays",
    "mika_plays-thumbnail",
    "noor",
    "noor-thumbnail",
    "obi_cooks",
    "obi_cooks-thumbnail",
    "pavel_and_dasha",
    "pavel_and_dasha-thumbnail",
    "prof_adeyemi",
    "prof_adeyemi-thumbnail",
    "rio_on_tour",
    "rio_on_tour-thumbnail",
    "samir_talks",
    "samir_talks-thumbnail",
    "tomasz_codes",
    "tomasz_codes-thumbnail",
    "yuki_ink",
    "yuki_ink-thumbnail",
];

/// Path of a picture: of a person, or with `-thumbnail` of their stream.
#[must_use]
pub fn picture(name: &str) -> String {
    format!("{PATH}/{name}.svg")
}

/// Whether there is a picture of this person.
#[must_use]
pub fn is_known(name: &str) -> bool {
    PICTURES.iter().any(|(known, _)| *known == name)
}

/// Serves them.
pub fn router() -> Router {
    Router::new().route(&format!("{PATH}/{{file}}"), get(serve))
}

async fn serve(Path(file): Path<String>) -> Response {
    let name = file.strip_suffix(".svg");
    let Some((_, svg)) = name.and_then(|name| PICTURES.iter().find(|(known, _)| *known == name)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "public, max-age=3600"),
        // One opened by itself is a document, and runs nothing.
        (CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ];
    (headers, *svg).into_response()
}
