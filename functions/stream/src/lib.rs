//! A creator's own stream: stream key, settings, status. Every route is behind the creator gate.

pub mod create_ingress;
pub mod delete_ingress;
pub mod get_info;
pub mod get_status;
mod openapi;
mod stream_info;
mod tell_room;
pub mod update_chat_settings;
pub mod update_info;

pub use openapi::openapi;
pub use stream_info::StreamInfo;

use web::Access::Creator;
use web::{Routes, limits};

/// The routes of this function.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .post("/api/stream/ingress", "create_ingress", Creator, create_ingress::handle)
        .limit(limits::INGRESS)
        .delete("/api/stream/ingress", "delete_ingress", Creator, delete_ingress::handle)
        .limit(limits::INGRESS)
        .get("/api/stream/info", "get_info", Creator, get_info::handle)
        .put("/api/stream/info", "update_info", Creator, update_info::handle)
        .put("/api/stream/chat-settings", "update_chat_settings", Creator, update_chat_settings::handle)
        .get("/api/stream/status", "get_status", Creator, get_status::handle)
}
