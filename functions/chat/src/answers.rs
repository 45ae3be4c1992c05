//! What the document says of a chat's answers: types of `domain` that know nothing of it.

use domain::{Time, UserId};
use utoipa::ToSchema;

/// A message.
#[derive(ToSchema)]
#[schema(as = ChatMessage, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes, and is never made")]
pub struct Message {
    /// Ids sort by time.
    id: String,
    /// The writer: a user's id, or a guest's identity.
    user_id: String,
    /// Their username; a guest has none.
    username: Option<String>,
    /// Their name.
    name: String,
    /// Their picture.
    image: Option<String>,
    /// What they are in this chat.
    roles: Vec<Role>,
    /// What was said; null of a deleted one.
    text: Option<String>,
    /// The message that it answers.
    reply_to: Option<String>,
    /// Whom its text names.
    #[schema(value_type = Vec<String>)]
    mentions: Vec<UserId>,
    /// What kind it is.
    kind: Kind,
    /// Where it is on its way.
    state: State,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    sent_at: Time,
    /// When it was taken out.
    #[schema(value_type = Option<String>, format = DateTime)]
    deleted_at: Option<Time>,
    /// The client's own id of it.
    client_id: Option<String>,
}

/// A role that a message shows.
#[derive(ToSchema)]
#[schema(as = ChatRole, rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "describes, and is never made")]
pub enum Role {
    /// The creator.
    Host,
    /// A moderator, or an administrator.
    Moderator,
    /// A VIP.
    Vip,
    /// Follows the creator.
    Follower,
}

/// What kind of message.
#[derive(ToSchema)]
#[schema(as = MessageKind, rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "describes, and is never made")]
pub enum Kind {
    /// Said by somebody.
    Message,
    /// Told by a moderator, and set apart.
    Announcement,
}

/// Where a message is on its way.
#[derive(ToSchema)]
#[schema(as = MessageState, rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "describes, and is never made")]
pub enum State {
    /// In the room and in the history.
    Sent,
    /// Waits for a moderator.
    Held,
    /// Taken out: its text is gone.
    Deleted,
}

/// The rules of a chat.
#[derive(ToSchema)]
#[schema(as = ChatRules, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes, and is never made")]
pub struct Rules {
    /// Whether anybody may write.
    is_chat_enabled: bool,
    /// Whether slow mode is on.
    is_chat_delayed: bool,
    /// Whether only followers write.
    is_chat_followers_only: bool,
    /// Whether viewers may write into the room past the API.
    is_direct_chat_allowed: bool,
    /// Seconds between two messages of one writer.
    slow_mode_seconds: Option<u32>,
    /// Minutes that a follower must have followed.
    followers_only_minutes: Option<u32>,
    /// Seconds after which viewers see a message.
    delay_seconds: Option<u32>,
    /// Whether only emotes may be sent.
    is_emote_only: bool,
    /// Whether nobody may say again what was said lately.
    is_unique: bool,
    /// Whether messages may have links.
    are_links_allowed: bool,
    /// Whether guests may write.
    may_guests_write: bool,
    /// How much the moderation by itself holds back, 0 to 4.
    auto_mod_level: u32,
}

/// What a caller is in a chat.
#[derive(ToSchema)]
#[schema(as = ChatStanding, rename_all = "UPPERCASE")]
#[expect(dead_code, reason = "describes, and is never made")]
pub enum Standing {
    /// The creator.
    Host,
    /// A moderator, or an administrator.
    Moderator,
    /// A VIP.
    Vip,
    /// Signed in.
    Viewer,
    /// Anonymous.
    Guest,
}

/// What somebody is in a chat, and whether they can write in it.
#[derive(ToSchema)]
#[schema(as = ChatYou, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes, and is never made")]
pub struct You {
    /// Their identity in the room; null of a guest who has no token yet.
    identity: Option<String>,
    /// What they are.
    role: Standing,
    /// Whether they can write now, whatever the text.
    can_write: bool,
    /// Why they cannot.
    code: Option<String>,
    /// Until when, where it is a matter of time.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::chat::{ChatModes, ChatSettings, packet};
    use serde_json::{Value, json};
    use utoipa::PartialSchema;

    use super::*;

    fn fields<T: PartialSchema>(written: &impl serde::Serialize) {
        let described = serde_json::to_value(T::schema()).unwrap();
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&described["properties"]), keys(&json!(written)));
    }

    #[test]
    fn what_is_described_is_what_is_written() {
        fields::<Rules>(&domain::ChatRules::of(ChatSettings::default(), ChatModes::default(), true));
        let (role, code) = (domain::chat::Standing::Guest, None);
        fields::<You>(&packet::You { identity: None, role, can_write: true, code, until: None });
        let names = |schema: Value| schema["enum"].clone();
        assert_eq!(
            names(serde_json::to_value(Standing::schema()).unwrap()),
            json!(["HOST", "MODERATOR", "VIP", "VIEWER", "GUEST"])
        );
    }
}
