//! Whose figures are asked for: a creator's own, or those of whom an administrator names.

use axum::extract::FromRequestParts;
use domain::{State, Stream, Time, UserId, may_be_id};
use http::request::Parts;
use store::Gate;
use web::{App, Creator, Failed, PageQuery, Viewer};

web::refusals! {
    /// What looking at a channel refuses.
    pub enum NoChannel {
        NoCreator = NotFound("Creator not found"),
    }
}

web::refusals! {
    /// What looking at a broadcast refuses.
    pub enum NoBroadcast {
        NoCreator = NotFound("Creator not found"),
        NotFound = NotFound("Broadcast not found"),
    }
}

/// Stands for the broadcast that is open, or was last.
const LATEST: &str = "latest";

/// A channel that the caller may see the figures of: their own, if they are an approved creator; an administrator names
/// any by `userId`, which of all others is not looked at. One trip.
pub struct Channel {
    /// Whose.
    pub id: UserId,
    /// Their stream, if they ever had a key.
    pub stream: Option<Stream>,
    /// The id of their newest broadcast, where the path asks for the latest one.
    newest: Option<String>,
}

/// The broadcast that is open.
pub struct Open<'a> {
    /// Its id.
    pub id: &'a str,
    /// Until when it has run.
    pub until: Time,
    /// Whether it is over by the times, though nobody has closed it yet.
    pub is_over: bool,
}

impl Channel {
    /// The broadcast that is open, if one is.
    pub fn open(&self, now: Time) -> Option<Open<'_>> {
        let stream = self.stream.as_ref()?;
        let open = stream.media.broadcast.as_ref()?;
        let is_over = stream.state(now) == State::Offline;
        Some(Open { id: &open.id, until: open.media_ended_at.unwrap_or(now), is_over })
    }

    /// The id of the broadcast that a caller names: `latest` is the one that is open, or was last. No trip.
    ///
    /// # Errors
    /// `Broadcast not found`: there never was one, or none can be called so.
    pub fn named(&self, now: Time, broadcast_id: String) -> Result<String, Failed<NoBroadcast>> {
        if broadcast_id != LATEST {
            return if may_be_id(&broadcast_id) { Ok(broadcast_id) } else { Err(NoBroadcast::NotFound.into()) };
        }
        let open = self.open(now).map(|open| open.id.to_owned());
        Ok(open.or_else(|| self.newest.clone()).ok_or(NoBroadcast::NotFound)?)
    }

    /// The stream's title now.
    pub fn title(&self) -> Option<&str> {
        self.stream.as_ref().map(|stream| stream.title.as_str())
    }
}

impl FromRequestParts<App> for Channel {
    type Rejection = Failed<NoChannel>;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let is_latest = parts.uri.path().split('/').any(|segment| segment == LATEST);
        if viewer.is_admin() {
            let query = PageQuery::from_request_parts(parts, app).await?;
            if let Some(user_id) = query.get("userId") {
                // A text that is no id is nobody's.
                let id = UserId::named(user_id).map_err(|_| NoChannel::NoCreator)?;
                let gate = async { Ok(app.store.gate(&id).await?) };
                let (Gate { user, stream, .. }, newest) = tokio::try_join!(gate, newest(app, &id, is_latest))?;
                let was_approved = user.is_some_and(|user| user.approved_at.is_some());
                return if was_approved { Ok(Self { id, stream, newest }) } else { Err(NoChannel::NoCreator.into()) };
            }
        }
        let gate = async { Ok(Creator::from_request_parts(parts, app).await?) };
        let (creator, newest) = tokio::try_join!(gate, newest(app, viewer.id(), is_latest))?;
        Ok(Self { id: creator.user.id, stream: creator.stream, newest })
    }
}

/// Beside the gate, so that asking for the latest one is no trip more.
async fn newest(app: &App, id: &UserId, is_wanted: bool) -> Result<Option<String>, Failed<NoChannel>> {
    if !is_wanted {
        return Ok(None);
    }
    Ok(app.store.broadcasts(id, None, 1).await?.items.into_iter().next().map(|broadcast| broadcast.id))
}
