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
        CreatorGate::from_request_parts(parts, app).await?.pass().await
    }
}

/// A signed-in caller before the creator gate, for a route that knows without the gate's answer what else it has to read:
/// both are one trip then. What was read is had with the [`Creator`] only.
pub struct CreatorGate {
    viewer: Viewer,
}

impl CreatorGate {
    /// The caller's id, as the token has it: they may be no creator.
    #[must_use]
    pub fn caller(&self) -> &UserId {
        self.viewer.id()
    }

    /// Passes the gate. One trip.
    ///
    /// # Errors
    /// Who is no approved creator; the table away.
    pub async fn pass(&self) -> Result<Creator> {
        let gate = self.viewer.account().gate().await?;
        match gate.user {
            Some(user) if user.is_approved_creator() => {
                Ok(Creator { user, stream: gate.stream, count: gate.count.unwrap_or_default() })
            }
            user => Err(Error::not_a_creator(user.and_then(|user| user.creator_status))),
        }
    }

    /// What a request says, or what is wrong with it, of which creators alone are told. No trip where nothing is.
    ///
    /// # Errors
    /// What is wrong with the request; before it, who is no approved creator; the table away.
    pub async fn behind<T, E: From<Error>>(&self, parsed: Result<T, E>) -> Result<T, E> {
        if parsed.is_err() {
            self.pass().await?;
        }
        parsed
    }

    /// Passes the gate, and reads beside it. A read that fails is told of to creators only.
    ///
    /// # Errors
    /// Who is no approved creator; the table away; what the read fails with.
    pub async fn pass_beside<T>(&self, read: impl Future<Output = runtime::Result<T>>) -> Result<(Creator, T)> {
        let (creator, read) = tokio::join!(self.pass(), read);
        Ok((creator?, read?))
    }
}

impl FromRequestParts<App> for CreatorGate {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        Ok(Self { viewer })
    }
}
