//! The OpenAPI document of this function.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(paths(
    crate::list_applications::handle,
    crate::approve_application::handle,
    crate::reject_application::handle,
    crate::suspend_creator::handle,
    crate::reinstate_creator::handle,
    crate::list_audit::handle,
))]
struct Document;

/// What the handlers say of themselves.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
