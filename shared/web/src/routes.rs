//! The route table of a function: method, path, operation and access of every route, and the router
//! made from it. Tests go through the same table.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};
use http::Method;

use super::any_handler::AnyHandler;
use super::guard::{Guard, guard};
use super::kept_answers::KeptAnswers;
use super::limits::Limit;
use super::refusal::Refuses;
use super::request_log;
use super::route::{Access, Route, Spares};
use crate::app::App;
use crate::error::Error;

/// The routes of a function, with their handlers.
#[derive(Default)]
pub struct Routes(Vec<(Route, MethodRouter<App, Infallible>)>);

/// The route table of a function: a line a route, with its method, path, operation, who may call it, and its limit and
/// caching where it has them. The operation is the module that has the handler. Makes `routes()`, and `openapi()`: what
/// the handlers say of themselves.
///
/// ```ignore
/// web::routes! {
///     post "/api/social/follow/{userId}" follow: Viewer, limit(limits::FOLLOW);
///     get "/api/social/follow/{userId}" get_follow: Optional;
/// }
/// ```
#[macro_export]
macro_rules! routes {
    ($($method:ident $path:literal $operation:ident: $access:ident $(, $setting:ident($value:expr))*;)+) => {
        /// The routes of this function.
        #[must_use]
        pub fn routes() -> $crate::Routes {
            $crate::Routes::new()$(
                .$method($path, stringify!($operation), $crate::Access::$access, $operation::handle)
                $(.$setting($value))*
            )+
        }

        /// What the handlers say of themselves.
        #[must_use]
        pub fn openapi() -> utoipa::openapi::OpenApi {
            #[derive(utoipa::OpenApi)]
            #[openapi(paths($($operation::handle),+))]
            struct Document;
            <Document as utoipa::OpenApi>::openapi()
        }
    };
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a route.
    #[must_use]
    pub fn add<H, T, A>(
        mut self,
        method: Method,
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App> + Refuses<A>,
        T: 'static,
    {
        let filter = match method {
            Method::POST => MethodFilter::POST,
            Method::PUT => MethodFilter::PUT,
            Method::PATCH => MethodFilter::PATCH,
            Method::DELETE => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let route = Route {
            method,
            path,
            operation,
            access,
            limit: None,
            spares: None,
            cached_secs: None,
            refusals: H::REFUSALS,
        };
        self.0.push((route, on(filter, AnyHandler::new(handler))));
        self
    }

    /// Limits how often one caller may call the route that was added last.
    #[must_use]
    pub fn limit(mut self, limit: Limit) -> Self {
        if let Some((route, _)) = self.0.last_mut() {
            route.limit = Some(limit);
        }
        self
    }

    /// Leaves some guests' requests out of the limit of the route that was added last.
    #[must_use]
    pub fn spared(mut self, spares: Spares) -> Self {
        if let Some((route, _)) = self.0.last_mut() {
            route.spares = Some(spares);
        }
        self
    }

    /// Lets caches keep the answers to guests of the route that was added last, for `secs` seconds.
    #[must_use]
    pub fn cached(mut self, secs: u32) -> Self {
        if let Some((route, _)) = self.0.last_mut() {
            route.cached_secs = Some(secs);
        }
        self
    }

    /// Adds a GET route.
    #[must_use]
    pub fn get<H, T, A>(self, path: &'static str, operation: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App> + Refuses<A>,
        T: 'static,
    {
        self.add(Method::GET, path, operation, access, handler)
    }

    /// Adds a POST route.
    #[must_use]
    pub fn post<H, T, A>(self, path: &'static str, operation: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App> + Refuses<A>,
        T: 'static,
    {
        self.add(Method::POST, path, operation, access, handler)
    }

    /// Adds a PUT route.
    #[must_use]
    pub fn put<H, T, A>(self, path: &'static str, operation: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App> + Refuses<A>,
        T: 'static,
    {
        self.add(Method::PUT, path, operation, access, handler)
    }

    /// Adds a PATCH route.
    #[must_use]
    pub fn patch<H, T, A>(self, path: &'static str, operation: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App> + Refuses<A>,
        T: 'static,
    {
        self.add(Method::PATCH, path, operation, access, handler)
    }

    /// Adds a DELETE route.
    #[must_use]
    pub fn delete<H, T, A>(self, path: &'static str, operation: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App> + Refuses<A>,
        T: 'static,
    {
        self.add(Method::DELETE, path, operation, access, handler)
    }

    /// The table.
    pub fn table(&self) -> impl Iterator<Item = &Route> {
        self.0.iter().map(|(route, _)| route)
    }

    /// The router: each route behind its guard; everything else in the contract's envelope.
    pub fn into_router(self, app: App) -> Router {
        let mut router = Router::new();
        let kept = Arc::new(KeptAnswers::new(app.kept_answers_bytes));
        for (route, handler) in self.0 {
            let path = route.path;
            let guarded = handler.route_layer(from_fn_with_state(Guard::new(app.clone(), route, kept.clone()), guard));
            router = router.route(path, guarded);
        }
        router
            .fallback(async || Error::NoRoute)
            .method_not_allowed_fallback(async || Error::MethodNotAllowed)
            .layer(from_fn_with_state(app.clone(), request_log::request_log))
            .with_state(app)
    }
}
