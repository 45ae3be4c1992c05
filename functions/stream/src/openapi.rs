//! The OpenAPI document of this function.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(
    crate::create_ingress::handle,
    crate::delete_ingress::handle,
    crate::get_info::handle,
    crate::update_info::handle,
    crate::update_chat_settings::handle,
    crate::get_status::handle,
))]
struct Document;

/// What the handlers say of themselves.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
