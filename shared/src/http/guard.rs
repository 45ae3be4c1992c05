//! What stands before every handler: the size of the body, then the caller.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::future::join;
use http_body_util::BodyExt as _;

use super::request_log::CallerId;
use super::routes::{Access, Route};
use crate::app::App;
use crate::auth::Account;
use crate::error::{Error, Result};

/// Largest body of a frontend, in bytes: 100 kB as the old system's body parser counted them.
const MAX_BODY: usize = 100 * 1024;
/// Largest webhook, in bytes: a room's metadata alone may have 512 KiB, and a refused webhook is lost.
const MAX_WEBHOOK: usize = 1024 * 1024;

/// One route's guard. Cheap to clone.
#[derive(Clone)]
pub(super) struct Guard {
    app: App,
    route: Arc<Route>,
}

impl Guard {
    pub(super) fn new(app: App, route: Route) -> Self {
        Self { app, route: Arc::new(route) }
    }

    fn max_body(&self) -> usize {
        if self.route.access == Access::LiveKit { MAX_WEBHOOK } else { MAX_BODY }
    }
}

pub(super) async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match admit(&guard, request).await {
        Ok((request, account)) => pass(request, account, next).await,
        Err(error) => error.into_response(),
    }
}

/// Checks body and caller. Whether the caller may do it is for the handler's parameters to say.
async fn admit(guard: &Guard, request: Request) -> Result<(Request, Option<Account>)> {
    let (parts, body) = request.into_parts();
    let body = http_body_util::Limited::new(body, guard.max_body()).collect().await.map_err(|_| Error::TooLarge)?;
    let mut request = Request::from_parts(parts, axum::body::Body::from(body.to_bytes()));
    let claims = match guard.route.access {
        Access::Public | Access::LiveKit => None,
        Access::Optional => guard.app.tokens.caller(request.headers()).await?,
        Access::Viewer | Access::Creator | Access::Admin => {
            Some(guard.app.tokens.caller(request.headers()).await?.ok_or_else(Error::unauthenticated)?)
        }
    };
    let account = claims.map(|claims| Account::new(guard.app.clone(), claims));
    if let Some(account) = &account {
        request.extensions_mut().insert(account.clone());
    }
    Ok((request, account))
}

/// Runs the handler, and beside it makes the profile of a user who never called before. The handler is
/// polled first: if it reads the profile itself, nobody else does.
async fn pass(request: Request, account: Option<Account>, next: Next) -> Response {
    let Some(account) = account else { return next.run(request).await };
    let (mut response, ()) = join(next.run(request), account.ensure()).await;
    response.extensions_mut().insert(CallerId(account.claims().user_id.clone()));
    response
}
