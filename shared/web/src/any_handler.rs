//! The handlers of all routes as one type.

use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use futures::future::BoxFuture;

use crate::app::App;

/// A handler whose own type is forgotten. What axum makes of a handler (routes, services, layers) is compiled once for
/// this type, and not for each handler: that was a third of what a function took to compile (bench/RESULTS.md, "The first
/// build"). It costs an allocation a request.
#[derive(Clone)]
pub struct AnyHandler(Arc<dyn Fn(Request, App) -> BoxFuture<'static, Response> + Send + Sync>);

impl AnyHandler {
    /// Forgets the type of `handler`.
    pub fn new<H, T>(handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self(Arc::new(move |request, app| Box::pin(handler.clone().call(request, app))))
    }
}

impl Handler<(), App> for AnyHandler {
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, app: App) -> Self::Future {
        (self.0)(request, app)
    }
}
