//! An administrator: by a claim of the token, never by anything that a user can write.

use axum::extract::FromRequestParts;
use domain::UserId;
use http::request::Parts;

use super::Viewer;
use crate::app::App;
use crate::error::{Error, Result};

/// An administrator.
pub struct Admin {
    viewer: Viewer,
}

impl Admin {
    /// Their id.
    #[must_use]
    pub fn id(&self) -> &UserId {
        self.viewer.id()
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let viewer = <Viewer as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if viewer.is_admin() { Ok(Self { viewer }) } else { Err(Error::NotAnAdmin) }
    }
}
