//! Chats: what is said, its history, the rules and the people.

mod act;
mod answers;
pub mod clear_chat;
pub mod create_chat_token;
pub mod delete_message;
pub mod get_chat;
mod list;
pub mod list_messages;
mod on_its_way;
pub mod people;
pub mod send_message;
pub mod update_chat_rules;
mod who;
pub mod words;

use people::{
    add_moderator, add_vip, approve_unban, create_ban, deny_unban, list_bans, list_log, list_moderators,
    list_unban_requests, list_vips, remove_moderator, remove_vip, request_unban, unban,
};
use web::limits;
use words::{
    add_term, announce, approve_held, deny_held, dismiss_report, list_held, list_reports, list_terms, pin, remove_term,
    report_message, unpin,
};

web::routes! {
    get "/api/chat/{hostId}" get_chat: Optional;
    post "/api/chat/{hostId}/token" create_chat_token: Optional, limit(limits::TOKEN);
    post "/api/chat/{hostId}/messages" send_message: Chat;
    get "/api/chat/{hostId}/messages" list_messages: Optional, cached(1);
    delete "/api/chat/{hostId}/messages" clear_chat: Moderator;
    delete "/api/chat/{hostId}/messages/{messageId}" delete_message: Chat;
    put "/api/chat/{hostId}/settings" update_chat_rules: Moderator;
    get "/api/chat/{hostId}/moderators" list_moderators: Moderator;
    put "/api/chat/{hostId}/moderators/{userId}" add_moderator: ChatHost;
    delete "/api/chat/{hostId}/moderators/{userId}" remove_moderator: ChatHost;
    get "/api/chat/{hostId}/vips" list_vips: Moderator;
    put "/api/chat/{hostId}/vips/{userId}" add_vip: ChatHost;
    delete "/api/chat/{hostId}/vips/{userId}" remove_vip: ChatHost;
    post "/api/chat/{hostId}/bans" create_ban: Moderator;
    get "/api/chat/{hostId}/bans" list_bans: Moderator;
    delete "/api/chat/{hostId}/bans/{userId}" unban: Moderator;
    post "/api/chat/{hostId}/unban-requests" request_unban: Viewer, limit(limits::ASK);
    get "/api/chat/{hostId}/unban-requests" list_unban_requests: Moderator;
    post "/api/chat/{hostId}/unban-requests/{id}/approve" approve_unban: Moderator;
    post "/api/chat/{hostId}/unban-requests/{id}/deny" deny_unban: Moderator;
    get "/api/chat/{hostId}/log" list_log: Moderator;
    get "/api/chat/{hostId}/held" list_held: Moderator;
    post "/api/chat/{hostId}/held/{id}/approve" approve_held: Moderator;
    post "/api/chat/{hostId}/held/{id}/deny" deny_held: Moderator;
    post "/api/chat/{hostId}/terms" add_term: Moderator;
    get "/api/chat/{hostId}/terms" list_terms: Moderator;
    delete "/api/chat/{hostId}/terms/{id}" remove_term: Moderator;
    post "/api/chat/{hostId}/messages/{messageId}/reports" report_message: Viewer, limit(limits::ASK);
    get "/api/chat/{hostId}/reports" list_reports: Moderator;
    post "/api/chat/{hostId}/reports/{id}/dismiss" dismiss_report: Moderator;
    post "/api/chat/{hostId}/announcements" announce: Moderator;
    put "/api/chat/{hostId}/pinned" pin: Moderator;
    delete "/api/chat/{hostId}/pinned" unpin: Moderator;
}
