//! Figures of a creator's broadcasts and days, for the creator and for administrators, and for nobody else.

mod channel;
mod csv;
mod dates;
mod day_figures;
mod figures;
pub mod get_broadcast;
pub mod get_channel;
pub mod get_channel_csv;
pub mod get_viewers;
pub mod get_viewers_csv;
pub mod list_broadcasts;
mod viewers;

web::routes! {
    get "/api/analytics/broadcasts" list_broadcasts: Creator;
    get "/api/analytics/broadcasts/{broadcastId}" get_broadcast: Creator;
    get "/api/analytics/broadcasts/{broadcastId}/viewers" get_viewers: Creator;
    get "/api/analytics/broadcasts/{broadcastId}/viewers.csv" get_viewers_csv: Creator;
    get "/api/analytics/channel" get_channel: Creator;
    get "/api/analytics/channel.csv" get_channel_csv: Creator;
}
