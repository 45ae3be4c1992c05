//! Administration: applications are reviewed, creators suspended and reinstated, and all of it is kept.

mod act;
pub mod approve_application;
pub mod list_applications;
pub mod list_audit;
pub mod reinstate_creator;
pub mod reject_application;
pub mod suspend_creator;

web::routes! {
    get "/api/admin/applications" list_applications: Admin;
    post "/api/admin/applications/{userId}/approve" approve_application: Admin;
    post "/api/admin/applications/{userId}/reject" reject_application: Admin;
    post "/api/admin/creators/{userId}/suspend" suspend_creator: Admin;
    post "/api/admin/creators/{userId}/reinstate" reinstate_creator: Admin;
    get "/api/admin/audit" list_audit: Admin;
}
