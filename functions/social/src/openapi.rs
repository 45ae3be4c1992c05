//! The OpenAPI document of this function.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(
    crate::follow::handle,
    crate::unfollow::handle,
    crate::get_follow::handle,
    crate::list_followers::handle,
    crate::list_following::handle,
    crate::block::handle,
    crate::unblock::handle,
    crate::list_creators::handle,
    crate::get_creator::handle,
))]
struct Document;

/// What the handlers say of themselves.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
