//! What a route is: its line in the route table.

use std::future::Future;
use std::pin::Pin;

use http::Method;

use super::limits::Limit;
use super::refusal::Refusal;
use crate::app::App;
use crate::error::Result;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone; a bearer token is not looked at.
    Public,
    /// Everyone; a good bearer token makes the caller known, a bad one is refused.
    Optional,
    /// A signed-in user.
    Viewer,
    /// An approved creator.
    Creator,
    /// An administrator.
    Admin,
    /// Who moderates the chat that the path names: its host, a moderator of it, an administrator.
    Moderator,
    /// The host of the chat that the path names, or an administrator.
    ChatHost,
    /// Who has a bearer token, or a chat token for the chat that the path names.
    Chat,
    /// LiveKit, by its signature.
    LiveKit,
}

/// Tells by a guest's request, which may be of any form, whether it is not counted against the limit of their address.
pub type Spares = for<'a> fn(&'a App, &'a [u8]) -> Pin<Box<dyn Future<Output = Result<bool>> + Send + 'a>>;

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path; parameters stand in braces.
    pub path: &'static str,
    /// Its name: the file that has it, its OpenAPI operation, its events.
    pub operation: &'static str,
    /// Who may call it.
    pub access: Access,
    /// How often.
    pub limit: Option<Limit>,
    /// Which guests' requests are not counted.
    pub spares: Option<Spares>,
    /// How long caches may keep its answers to guests, in seconds; `None`: not at all.
    pub cached_secs: Option<u32>,
    /// What its handler refuses, beside what any operation may end with.
    pub refusals: &'static [Refusal],
}

impl Route {
    /// Whether it takes an Idempotency-Key: a frontend's request that changes something.
    #[must_use]
    pub fn takes_a_key(&self) -> bool {
        self.method != Method::GET && self.access != Access::LiveKit
    }
}
