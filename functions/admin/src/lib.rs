//! Administration: applications are reviewed, creators suspended and reinstated, and all of it is kept.

mod act;
pub mod approve_application;
pub mod list_applications;
pub mod list_audit;
mod openapi;
pub mod reinstate_creator;
pub mod reject_application;
pub mod suspend_creator;

pub use openapi::openapi;

use web::Access::Admin;
use web::Routes;

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/admin/applications", "list_applications", Admin, list_applications::handle)
        .post("/api/admin/applications/{userId}/approve", "approve_application", Admin, approve_application::handle)
        .post("/api/admin/applications/{userId}/reject", "reject_application", Admin, reject_application::handle)
        .post("/api/admin/creators/{userId}/suspend", "suspend_creator", Admin, suspend_creator::handle)
        .post("/api/admin/creators/{userId}/reinstate", "reinstate_creator", Admin, reinstate_creator::handle)
        .get("/api/admin/audit", "list_audit", Admin, list_audit::handle)
}
