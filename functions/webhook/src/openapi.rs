//! The OpenAPI document of this function.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(crate::receive_webhook::handle, crate::health::handle))]
struct Document;

/// What the handlers say of themselves.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
