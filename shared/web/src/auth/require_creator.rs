//! The creator gate: only an approved creator passes.

use axum::extract::FromRequestParts;
use domain::{Stream, User, UserId};
use http::request::Parts;
use store::Count;

use super::Viewer;
use crate::app::App;
use crate::error::{Error, Result};

/// An approved creator, with what their routes start from: one read serves the right and the route.
pub struct Creator {
    /// Their profile.
    pub user: User,
    /// Their stream, if they ever had a key.
    pub stream: Option<Stream>,
    /// Its viewer count.
    pub count: Count,
}

impl Creator {
    /// Their id.
    #[must_use]
    pub const fn id(&self) -> &UserId {
        &self.user.id
    }

    /// Their stream, if they ever had a key.
    #[must_use]
    pub const fn stream(&self) -> Option<&Stream> {
        self.stream.as_ref()
    }
}

impl FromRequestParts<App> for Creator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        let gate = viewer.account().gate().await?;
        match gate.user {
            Some(user) if user.is_approved_creator() => {
                Ok(Self { user, stream: gate.stream, count: gate.count.unwrap_or_default() })
            }
            user => Err(Error::not_a_creator(user.and_then(|user| user.creator_status))),
        }
    }
}
