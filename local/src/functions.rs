//! All functions in one process, each with an [`App`] of its own: in Lambda each is a process of its
//! own, and nothing that one remembers is known to another.

use std::collections::HashMap;

use serde_json::Value;
use shared::clock::Clock;
use shared::config::Config;
use shared::http::{Function, Routes};
use shared::livekit::UnknownPreset;
use shared::store::{Store, client};
use shared::{App, Error, Result};

/// A group and how its route table is made.
pub type Group = (&'static str, fn() -> Routes);

/// The functions that answer HTTP.
pub const GROUPS: [Group; 6] = [
    ("stream", stream::routes),
    ("viewer", viewer::routes),
    ("social", social::routes),
    ("webhook", webhook::routes),
    ("creator", creator::routes),
    ("admin", admin::routes),
];

/// The function that follows the table's stream.
pub const PROJECT: &str = "project";
/// The function that runs each minute.
pub const RECONCILE: &str = "reconcile";

/// The functions over one table and one LiveKit.
pub struct Functions {
    by_group: HashMap<&'static str, Function>,
    project: App,
    reconcile: App,
}

impl Functions {
    /// Puts them together, each over the store that `store_of` gives it; nothing is sent yet.
    ///
    /// # Errors
    /// A configuration that LiveKit has no name for.
    pub fn new(
        config: &Config,
        clock: &Clock,
        store_of: impl Fn(&str) -> Store,
    ) -> std::result::Result<Self, UnknownPreset> {
        let app = |function: &str| {
            let secrets_manager = || client::secrets_manager(config, client::http());
            App::with_store(config, clock.clone(), store_of(function), secrets_manager)
        };
        let mut by_group = HashMap::new();
        for (group, routes) in GROUPS {
            by_group.insert(group, Function::new(routes(), app(group)?));
        }
        Ok(Self { by_group, project: app(PROJECT)?, reconcile: app(RECONCILE)? })
    }

    /// Invokes the function of `group` with an API Gateway event, as [`crate::gateway::event`] makes it;
    /// the answer is the response as Lambda hands it back.
    ///
    /// # Errors
    /// What Lambda calls a function error: no such function, an event that is none, a panic outside of
    /// the handler.
    pub async fn invoke(&self, group: &str, event: Value) -> Result<Value> {
        let function = self.by_group.get(group).ok_or_else(|| Error::fault("no such function"))?.clone();
        let request_id = event["requestContext"]["requestId"].as_str().unwrap_or_default().to_owned();
        // On a task of its own, a panic ends this invocation and not the gateway.
        tokio::spawn(async move { function.invoke(event, &request_id).await }).await.map_err(Error::internal)?
    }

    /// The function of `group`, for whoever has reasons not to run it on a task of its own.
    #[must_use]
    pub fn get(&self, group: &str) -> Option<&Function> {
        self.by_group.get(group)
    }

    /// The state of the function that follows the table's stream.
    #[must_use]
    pub fn project(&self) -> &App {
        &self.project
    }

    /// The state of the function that runs each minute.
    #[must_use]
    pub fn reconcile(&self) -> &App {
        &self.reconcile
    }
}
