//! Whose figures are asked for: a creator's own, or those of whom an administrator names.

use axum::extract::FromRequestParts;
use domain::{State, Stream, Time, UserId};
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

    /// The id of the broadcast that a caller names: `latest` is the one that is open, or was last. One trip where that is
    /// asked for and none is open, else none.
    ///
    /// # Errors
    /// `Broadcast not found`: there never was one.
    pub async fn named(&self, app: &App, broadcast_id: String) -> Result<String, Failed<NoBroadcast>> {
        if broadcast_id != LATEST {
            return Ok(broadcast_id);
        }
        if let Some(open) = self.open(app.clock.now()) {
            return Ok(open.id.to_owned());
        }
        let newest = app.store.broadcasts(&self.id, None, 1).await?.items.into_iter().next();
        Ok(newest.ok_or(NoBroadcast::NotFound)?.id)
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
        if viewer.is_admin() {
            let query = PageQuery::from_request_parts(parts, app).await?;
            if let Some(user_id) = query.get("userId") {
                // A text that is no id is nobody's.
                let id = UserId::named(user_id).map_err(|_| NoChannel::NoCreator)?;
                let Gate { user, stream, .. } = app.store.gate(&id).await?;
                let was_approved = user.is_some_and(|user| user.approved_at.is_some());
                return if was_approved { Ok(Self { id, stream }) } else { Err(NoChannel::NoCreator.into()) };
            }
        }
        let creator = Creator::from_request_parts(parts, app).await?;
        Ok(Self { id: creator.user.id, stream: creator.stream })
    }
}
