//! Chats: what is said, its history, the rules and the people.

mod answers;
pub mod clear_chat;
pub mod create_chat_token;
pub mod delete_message;
pub mod get_chat;
pub mod list_messages;
pub mod send_message;
pub mod update_chat_rules;
mod who;

use web::limits;

web::routes! {
    get "/api/chat/{hostId}" get_chat: Optional;
    post "/api/chat/{hostId}/token" create_chat_token: Optional, limit(limits::TOKEN);
    post "/api/chat/{hostId}/messages" send_message: Chat;
    get "/api/chat/{hostId}/messages" list_messages: Optional, cached(1);
    delete "/api/chat/{hostId}/messages" clear_chat: Moderator;
    delete "/api/chat/{hostId}/messages/{messageId}" delete_message: Chat;
    put "/api/chat/{hostId}/settings" update_chat_rules: Moderator;
}
