//! A signed-in caller, and a caller who may be one.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use domain::{User, UserId};
use http::request::Parts;

use super::Account;
use crate::app::App;
use crate::error::{Error, Result};

/// A signed-in caller.
#[derive(Clone)]
pub struct Viewer {
    account: Account,
}

/// A caller who may be signed in; routes marked *optional* in the contract.
#[derive(Clone)]
pub struct Caller(pub Option<Viewer>);

impl Viewer {
    /// Their id.
    #[must_use]
    pub fn id(&self) -> &UserId {
        &self.account.claims().user_id
    }

    /// Their profile. One trip, unless this request read it before.
    ///
    /// # Errors
    /// The table away.
    pub async fn user(&self) -> runtime::Result<&User> {
        self.account.user().await
    }

    /// Whether their token makes them an administrator; to act as one takes [`super::Admin`].
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.account.claims().is_admin
    }

    pub(super) const fn account(&self) -> &Account {
        &self.account
    }
}

impl Caller {
    /// The caller's id, if they are signed in.
    #[must_use]
    pub fn id(&self) -> Option<&UserId> {
        self.0.as_ref().map(Viewer::id)
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let account = parts.extensions.get::<Account>().cloned().ok_or(Error::Unauthenticated)?;
        Ok(Self { account })
    }
}

impl OptionalFromRequestParts<App> for Viewer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Option<Self>> {
        Ok(parts.extensions.get::<Account>().cloned().map(|account| Self { account }))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        <Viewer as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await.map(Self)
    }
}
