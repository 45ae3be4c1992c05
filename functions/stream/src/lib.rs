//! A creator's own stream: stream key, settings, status. Every route is behind the creator gate.

pub mod cancel_raid;
pub mod create_ingress;
pub mod create_marker;
pub mod delete_ingress;
pub mod get_hosts;
pub mod get_info;
pub mod get_quality;
pub mod get_raid;
pub mod get_raid_settings;
pub mod get_recording_settings;
pub mod get_status;
mod quality_data;
mod raid_data;
pub mod raid_now;
mod raid_settings_data;
mod recording_settings;
pub mod start_raid;
mod stream_info;
mod tell_room;
pub mod update_chat_settings;
pub mod update_hosts;
pub mod update_info;
pub mod update_quality;
pub mod update_raid_settings;
pub mod update_recording_settings;

pub use stream_info::StreamInfo;

use web::limits;

web::routes! {
    post "/api/stream/ingress" create_ingress: Creator, limit(limits::INGRESS);
    delete "/api/stream/ingress" delete_ingress: Creator, limit(limits::INGRESS);
    get "/api/stream/info" get_info: Creator;
    put "/api/stream/info" update_info: Creator;
    put "/api/stream/chat-settings" update_chat_settings: Creator;
    get "/api/stream/status" get_status: Creator;
    get "/api/stream/hosts" get_hosts: Creator;
    put "/api/stream/hosts" update_hosts: Creator;
    get "/api/stream/quality" get_quality: Creator;
    put "/api/stream/quality" update_quality: Creator;
    get "/api/stream/recording-settings" get_recording_settings: Creator;
    put "/api/stream/recording-settings" update_recording_settings: Creator;
    post "/api/stream/markers" create_marker: Creator;
    post "/api/stream/raid" start_raid: Creator, limit(limits::RAID);
    get "/api/stream/raid" get_raid: Creator;
    delete "/api/stream/raid" cancel_raid: Creator;
    post "/api/stream/raid/now" raid_now: Creator;
    get "/api/stream/raid-settings" get_raid_settings: Creator;
    put "/api/stream/raid-settings" update_raid_settings: Creator;
}
