//! Who is who in a chat, who is banned, and what moderators did.

pub mod add_moderator;
pub mod add_vip;
pub mod approve_unban;
mod ban_data;
pub mod create_ban;
pub mod deny_unban;
pub mod list_bans;
pub mod list_log;
pub mod list_moderators;
pub mod list_unban_requests;
pub mod list_vips;
mod rank;
pub mod remove_moderator;
pub mod remove_vip;
pub mod request_unban;
pub mod unban;
mod unban_data;
