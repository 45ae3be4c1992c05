//! One live run, from start to end, with its figures.

use serde::{Deserialize, Serialize};

use super::{IngressId, Time, UserId};

/// One live run of a creator. Open while it has no `ended_at`; a creator has at most one open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Broadcast {
    /// Sorts by start: the start's time and the resource id of its first publish.
    pub id: String,
    /// Whose.
    pub user_id: UserId,
    /// The ingress that carried its first publish.
    pub ingress_id: IngressId,
    /// LiveKit's id of its first publish; an encoder that returns has another.
    pub resource_id: String,
    /// When media first flowed.
    pub started_at: Time,
    /// When media last ended, once that is known for good.
    #[serde(default)]
    pub ended_at: Option<Time>,
    /// Most viewers at once, as counted.
    #[serde(default)]
    pub peak_viewers: u32,
}

impl Broadcast {
    /// The id of a broadcast that starts now: sorts by start, and two signals of one publish make the
    /// same one.
    #[must_use]
    pub fn id_of(started_at: Time, resource_id: &str) -> String {
        format!("{started_at}_{resource_id}")
    }
}
