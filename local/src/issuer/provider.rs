//! The provider's state: its key, its sessions, and what its tokens are like.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Username;
use runtime::Clock;
use runtime::config::JwtConfig;

use super::keys::Keys;
use super::ledger::Ledger;
use crate::demo;
use crate::token::Lifetime;
use crate::trouble::Trouble;

/// Where it is, below the gateway.
pub const PATH: &str = "/_dev/oidc";
/// The client id of the site; any other is as good.
pub const CLIENT_ID: &str = "onair";

/// Short, so that a working day sees the refresh too.
pub(super) const ACCESS: Lifetime = Lifetime::from_secs(15 * 60);

/// The provider. Cheap to clone; clones share keys and sessions.
#[derive(Clone)]
pub struct Issuer(pub(super) Arc<Inner>);

pub(super) struct Inner {
    /// The gateway's address, where a request does not say under which name it came.
    pub(super) api: String,
    pub(super) jwt: JwtConfig,
    pub(super) clock: Clock,
    pub(super) keys: Keys,
    ledger: Mutex<Ledger>,
}

impl Issuer {
    /// A provider behind the gateway at `api`, with a key made now; its tokens are such as `jwt` accepts.
    ///
    /// # Errors
    /// No key could be made.
    pub fn new(api: &str, jwt: &JwtConfig, clock: Clock) -> Result<Self, Trouble> {
        Ok(Self(Arc::new(Inner {
            api: api.to_owned(),
            jwt: jwt.clone(),
            clock,
            keys: Keys::generate()?,
            ledger: Mutex::default(),
        })))
    }

    /// Where its public keys are, for `JWT_JWKS_URL`.
    #[must_use]
    pub fn jwks_url(&self) -> String {
        format!("{}{PATH}/jwks", self.0.api)
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The role that goes into a user's token.
    pub(super) fn role(&self, username: &Username) -> Option<&str> {
        (username.as_str() == demo::ADMIN).then_some(self.0.jwt.admin_value.as_str())
    }
}
