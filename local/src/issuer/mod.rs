//! A small OpenID provider, so that signing in works from the first minute, and works as it does in
//! production: Authorization Code with PKCE, keys by JWKS. Nobody is asked for a password, so it is for
//! this machine only: it hands codes to loopback addresses and to nothing else.

mod authorize;
mod discovery;
mod keys;
mod ledger;
mod request;
mod token;

pub(crate) use request::base;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use domain::Username;
use http::header::CONTENT_TYPE;
use runtime::Clock;
use runtime::config::JwtConfig;

use crate::demo;
use crate::token::Lifetime;
use crate::trouble::Trouble;
use keys::Keys;
use ledger::Ledger;

/// Where it is, below the gateway.
pub const PATH: &str = "/_dev/oidc";
/// The client id of the site; any other is as good.
pub const CLIENT_ID: &str = "onair";

/// Short, so that a working day sees the refresh too.
const ACCESS: Lifetime = Lifetime::from_secs(15 * 60);

/// The provider. Cheap to clone; clones share keys and sessions.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    /// The gateway's address, where a request does not say under which name it came.
    api: String,
    jwt: JwtConfig,
    clock: Clock,
    keys: Keys,
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

    /// Its routes, below [`PATH`].
    pub fn router(&self) -> Router {
        let style = async || ([(CONTENT_TYPE, "text/css; charset=utf-8")], authorize::STYLE);
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery::document))
            .route("/jwks", get(discovery::jwks))
            .route("/authorize", get(authorize::ask).post(authorize::answer))
            .route("/sign-in.css", get(style))
            .route("/token", post(token::exchange))
            .route("/userinfo", get(token::userinfo).post(token::userinfo))
            .route("/end-session", get(token::end_session).post(token::end_session));
        Router::new().nest(PATH, routes).with_state(self.clone())
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The role that goes into a user's token.
    fn role(&self, username: &Username) -> Option<&str> {
        (username.as_str() == demo::ADMIN).then_some(self.0.jwt.admin_value.as_str())
    }
}
