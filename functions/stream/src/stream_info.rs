//! A stream as its creator sees it: what reading it answers, and every change of it.

use domain::{ChatSettings, IngressId, IngressType, State as LiveState, Stream, Tag, Time, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// A stream as its creator sees it; never the key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StreamInfo {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    title: String,
    description: Option<String>,
    thumbnail: Option<String>,
    /// What it is about, in the creator's own words.
    #[schema(value_type = Vec<String>)]
    tags: Vec<Tag>,
    is_live: bool,
    #[schema(value_type = web::schema::State)]
    state: LiveState,
    #[serde(flatten)]
    #[schema(value_type = web::schema::ChatSettings)]
    chat: ChatSettings,
    reconnect_window: u32,
    #[schema(value_type = Option<web::schema::IngressId>)]
    ingress_id: Option<IngressId>,
    #[schema(value_type = Option<web::schema::IngressType>)]
    ingress_type: Option<IngressType>,
    server_url: Option<String>,
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
    #[schema(value_type = web::schema::Time)]
    updated_at: Time,
}

impl StreamInfo {
    /// The stream as it stands at `now`.
    #[must_use]
    pub fn new(stream: Stream, now: Time) -> Self {
        let state = stream.state(now);
        let (ingress_id, ingress_type, server_url) = match stream.ingress {
            Some(ingress) => (Some(ingress.ingress_id), Some(ingress.ingress_type), Some(ingress.server_url)),
            None => (None, None, None),
        };
        Self {
            id: stream.user_id.clone(),
            title: stream.title,
            description: stream.description,
            thumbnail: stream.thumbnail,
            tags: stream.tags,
            is_live: state == LiveState::Live,
            state,
            chat: stream.chat,
            reconnect_window: stream.reconnect_window,
            ingress_id,
            ingress_type,
            server_url,
            user_id: stream.user_id,
            created_at: stream.created_at,
            updated_at: stream.updated_at,
        }
    }
}
