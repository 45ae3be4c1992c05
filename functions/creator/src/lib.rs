//! Becoming a creator: the caller's own application.

pub mod get_application;
pub mod get_application_status;
pub mod submit_application;

use web::limits;

web::routes! {
    post "/api/creator/application" submit_application: Viewer, limit(limits::APPLICATION);
    get "/api/creator/application" get_application: Viewer;
    get "/api/creator/application/status" get_application_status: Viewer;
}
