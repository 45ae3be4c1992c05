//! The OpenAPI document of this function.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(
    crate::get_stream::handle,
    crate::create_token::handle,
    crate::list_live::handle,
    crate::list_recommended::handle,
    crate::list_following::handle,
    crate::search::handle,
    crate::get_me::handle,
    crate::update_me::handle,
))]
struct Document;

/// What the handlers say of themselves.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
