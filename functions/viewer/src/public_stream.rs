//! A stream as everybody sees it: never key, ingress id or server URL.

use domain::recording::preview_place;
use domain::{ChatSettings, State, Stream, StreamCard, Tag, Time, User, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use web::{App, UserCard};

/// A stream as everybody sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicStream {
    #[schema(value_type = web::schema::UserId)]
    id: UserId,
    title: String,
    description: Option<String>,
    thumbnail: Option<String>,
    is_live: bool,
    #[schema(value_type = web::schema::State)]
    state: State,
    #[schema(value_type = Option<web::schema::Time>)]
    started_at: Option<Time>,
    viewer_count: u32,
    #[serde(flatten)]
    #[schema(value_type = web::schema::ChatSettings)]
    chat: ChatSettings,
    /// What it is about, in its creator's own words.
    #[schema(value_type = Vec<String>)]
    tags: Vec<Tag>,
    /// Address of a picture of what is being sent, a new one each ten seconds; null where there is none: what is not live, and
    /// what is not recorded.
    preview: Option<String>,
    /// Whose live stream an offline one shows in its place; null where it shows none, and in lists.
    #[schema(no_recursion)]
    hosting: Option<Box<PublicStream>>,
    #[schema(value_type = web::schema::UserId)]
    user_id: UserId,
    #[schema(value_type = web::schema::Time)]
    created_at: Time,
    #[schema(value_type = web::schema::Time)]
    updated_at: Time,
    user: UserCard,
}

impl PublicStream {
    /// With the creator's profile as it is now.
    #[must_use]
    pub fn new(app: &App, stream: Stream, user: &User, viewers: u32) -> Self {
        Self::with_card(app, stream, StreamCard::of(user), viewers)
    }

    /// With the copy of the creator's profile that the stream carries.
    #[must_use]
    pub fn from_card(app: &App, stream: Stream, viewers: u32) -> Self {
        let card = stream.card.clone();
        Self::with_card(app, stream, card, viewers)
    }

    /// Showing another's live stream in its place.
    #[must_use]
    pub(crate) fn showing(mut self, hosted: Self) -> Self {
        self.hosting = Some(Box::new(hosted));
        self
    }

    /// How many watch.
    pub(crate) const fn viewers(&self) -> u32 {
        self.viewer_count
    }

    fn with_card(app: &App, stream: Stream, card: StreamCard, viewers: u32) -> Self {
        let now = app.clock.now();
        let state = stream.state(now);
        Self {
            preview: live_picture(app, &stream),
            id: stream.user_id.clone(),
            is_live: state == State::Live,
            state,
            started_at: stream.media.started_at(now),
            viewer_count: if state == State::Offline { 0 } else { viewers },
            title: stream.title,
            description: stream.description,
            thumbnail: stream.thumbnail,
            chat: stream.chat,
            tags: stream.tags,
            hosting: None,
            created_at: stream.created_at,
            updated_at: stream.updated_at,
            user: UserCard::of_stream(stream.user_id.clone(), card),
            user_id: stream.user_id,
        }
    }
}

/// Address of the picture of what is being sent; `None` where nothing is, or nothing is recorded.
pub(crate) fn live_picture(app: &App, stream: &Stream) -> Option<String> {
    let is_recorded = stream.state(app.clock.now()) == State::Live && stream.media.recorded_push().is_some();
    let urls = app.media_urls.as_ref().filter(|_| is_recorded)?;
    Some(urls.of_open(&preview_place(&stream.user_id)))
}
