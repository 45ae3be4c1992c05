//! All functions in one process, each with an [`App`] of its own: in Lambda each is a process of its
//! own, and nothing that one remembers is known to another.

use std::collections::HashMap;

use livekit::UnknownPreset;
use objects::Objects;
use runtime::{Clock, Config, aws};
use serde_json::Value;
use services::Connections;
use store::Store;
use web::{App, Error, Function, Result, Routes};

/// A group and how its route table is made.
pub type Group = (&'static str, fn() -> Routes);

/// The functions that answer HTTP.
pub const GROUPS: [Group; 9] = [
    ("stream", stream::routes),
    ("viewer", viewer::routes),
    ("social", social::routes),
    ("webhook", webhook::routes),
    ("creator", creator::routes),
    ("admin", admin::routes),
    ("analytics", analytics::routes),
    ("vod", vod::routes),
    ("chat", chat::routes),
];

/// Prefixes of the API that are another group's, beside its own.
pub const OTHERS: [(&str, &str); 1] = [("clip", "vod")];

/// The group whose function answers `/api/<prefix>/…`.
#[must_use]
pub fn group_of(prefix: &str) -> Option<&'static str> {
    let of_other = OTHERS.into_iter().find(|(other, _)| *other == prefix).map(|(_, group)| group);
    let name = of_other.unwrap_or(prefix);
    GROUPS.into_iter().map(|(group, _)| group).find(|group| *group == name)
}

/// The function that follows the table's stream.
pub const PROJECT: &str = "project";
/// The function that follows the stream of the table of chats.
pub const CHAT_FAN: &str = "chat_fan";
/// The function that runs each minute.
pub const RECONCILE: &str = "reconcile";

/// The functions over one table and one LiveKit.
pub struct Functions {
    by_group: HashMap<&'static str, Function>,
    project: project::App,
    chat_fan: chat_fan::App,
    reconcile: reconcile::App,
    base_path: Option<String>,
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
        let objects = config.recordings.as_ref().and_then(|_| Objects::of(config));
        let over = |function: &str| {
            let secrets_manager = || aws::secrets_manager(config, aws::http());
            Connections::with_store(config, clock.clone(), store_of(function), objects.clone(), secrets_manager)
        };
        let mut by_group = HashMap::new();
        for (group, routes) in GROUPS {
            by_group.insert(group, Function::new(routes(), App::over(over(group)?, config)));
        }
        let project = project::App::over(over(PROJECT)?);
        let chat_fan = chat_fan::App::over(over(CHAT_FAN)?, config);
        let reconcile = reconcile::App::over(over(RECONCILE)?);
        Ok(Self { by_group, project, chat_fan, reconcile, base_path: config.base_path.clone() })
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

    /// What stands before every path: `BASE_PATH`.
    #[must_use]
    pub fn base_path(&self) -> Option<&str> {
        self.base_path.as_deref()
    }

    /// The state of the function that follows the table's stream.
    #[must_use]
    pub fn project(&self) -> &project::App {
        &self.project
    }

    /// The state of the function that follows the stream of the table of chats.
    #[must_use]
    pub fn chat_fan(&self) -> &chat_fan::App {
        &self.chat_fan
    }

    /// The state of the function that runs each minute.
    #[must_use]
    pub fn reconcile(&self) -> &reconcile::App {
        &self.reconcile
    }
}
