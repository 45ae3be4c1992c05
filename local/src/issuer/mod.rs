//! A small OpenID provider, so that signing in works from the first minute, and works as it does in
//! production: Authorization Code with PKCE, keys by JWKS. Nobody is asked for a password, so it is for
//! this machine only: it hands codes to loopback addresses and to nothing else.

mod authorize;
mod discovery;
mod keys;
mod ledger;
mod provider;
mod request;
mod token;

pub use provider::{CLIENT_ID, Issuer, PATH};
pub(crate) use request::base;

use axum::Router;
use axum::routing::{get, post};
use http::header::CONTENT_TYPE;

impl Issuer {
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
}
