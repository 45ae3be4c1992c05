//! A message as it is stored: names of one letter, and nothing that is not there, since every kB is paid for.

use domain::chat::{Badge, ChatMessage, MessageKind, MessageState};
use domain::{Time, UserId, Username};
use serde::{Deserialize, Serialize};

/// A message as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its id.
    #[serde(rename = "i")]
    pub id: String,
    /// Its writer.
    #[serde(rename = "u")]
    pub user_id: String,
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    username: Option<Username>,
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<Badge>,
    /// What was said; none of a deleted one.
    #[serde(rename = "x", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<UserId>,
    #[serde(rename = "k", default, skip_serializing_if = "is_message")]
    kind: MessageKind,
    #[serde(rename = "s", default, skip_serializing_if = "is_sent")]
    state: MessageState,
    #[serde(rename = "t")]
    sent_at: Time,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    deleted_at: Option<Time>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
}

impl Said {
    /// Whether it waits for a moderator: it is in no history and in no room.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.state == MessageState::Held
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_message(kind: &MessageKind) -> bool {
    *kind == MessageKind::Message
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_sent(state: &MessageState) -> bool {
    *state == MessageState::Sent
}

impl From<ChatMessage> for Said {
    fn from(message: ChatMessage) -> Self {
        let ChatMessage {
            id,
            user_id,
            username,
            name,
            image,
            roles,
            text,
            reply_to,
            mentions,
            kind,
            state,
            sent_at,
            deleted_at,
            client_id,
        } = message;
        Self {
            id,
            user_id,
            username,
            name,
            image,
            roles,
            text,
            reply_to,
            mentions,
            kind,
            state,
            sent_at,
            deleted_at,
            client_id,
        }
    }
}

impl From<Said> for ChatMessage {
    fn from(said: Said) -> Self {
        let Said {
            id,
            user_id,
            username,
            name,
            image,
            roles,
            text,
            reply_to,
            mentions,
            kind,
            state,
            sent_at,
            deleted_at,
            client_id,
        } = said;
        Self {
            id,
            user_id,
            username,
            name,
            image,
            roles,
            text,
            reply_to,
            mentions,
            kind,
            state,
            sent_at,
            deleted_at,
            client_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_is_read() {
        let message = ChatMessage {
            id: "01ARZ3NDEKTSV4RRFFQ69G5FAV".to_owned(),
            user_id: "guest-1".to_owned(),
            username: Some(Username::parse("bob_1").unwrap()),
            name: "Bob".to_owned(),
            image: Some("https://a.b/c".to_owned()),
            roles: vec![Badge::Vip, Badge::Follower],
            text: Some("hi".to_owned()),
            reply_to: Some("x".to_owned()),
            mentions: vec![UserId::parse("usr_a").unwrap()],
            kind: MessageKind::Announcement,
            state: MessageState::Deleted,
            sent_at: Time::from_secs(7),
            deleted_at: Some(Time::from_secs(8)),
            client_id: Some("c".to_owned()),
        };
        let item: serde_dynamo::Item = serde_dynamo::to_item(Said::from(message.clone())).unwrap();
        assert!(item.keys().all(|name| name.len() == 1));
        let read: Said = serde_dynamo::from_item(item).unwrap();
        assert_eq!(ChatMessage::from(read), message);
        let plain = ChatMessage {
            username: None,
            image: None,
            roles: vec![],
            reply_to: None,
            mentions: vec![],
            kind: MessageKind::Message,
            state: MessageState::Sent,
            deleted_at: None,
            client_id: None,
            ..message
        };
        let item: serde_dynamo::Item = serde_dynamo::to_item(Said::from(plain.clone())).unwrap();
        assert_eq!(item.len(), 5);
        assert_eq!(ChatMessage::from(serde_dynamo::from_item::<_, Said>(item).unwrap()), plain);
    }
}
