//! Becoming a creator: the caller's own application.

pub mod get_application;
pub mod get_application_status;
mod openapi;
pub mod submit_application;

pub use openapi::openapi;

use web::Access::Viewer;
use web::{Routes, limits};

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/api/creator/application", "submit_application", Viewer, submit_application::handle)
        .limit(limits::APPLICATION)
        .get("/api/creator/application", "get_application", Viewer, get_application::handle)
        .get("/api/creator/application/status", "get_application_status", Viewer, get_application_status::handle)
}
