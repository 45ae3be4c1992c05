//! One live run, from start to end, with its figures.

use serde::{Deserialize, Serialize};

use super::audience::{Day, RaidOut, Summary};
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
    /// Most viewers at once, as counted; told once it is over.
    #[serde(default)]
    pub peak_viewers: u32,
    /// The stream's title when it ended.
    #[serde(default)]
    pub title: Option<String>,
    /// Its figures, some seconds after it was closed.
    #[serde(default)]
    pub summary: Option<Summary>,
    /// Of one that lasted for very long: up to which day its days have their figures, until it has a summary.
    #[serde(default)]
    pub settled_until: Option<Day>,
    /// Messages of its chat.
    #[serde(default)]
    pub chat_messages: u64,
    /// Viewers who came by raids.
    #[serde(default)]
    pub raids_in: u64,
    /// Where its viewers were sent.
    #[serde(default)]
    pub raid_out: Option<RaidOut>,
}

impl Broadcast {
    /// One that begins.
    #[must_use]
    pub fn new(id: &str, user_id: &UserId, ingress_id: &IngressId, resource_id: &str, started_at: Time) -> Self {
        Self {
            id: id.to_owned(),
            user_id: user_id.clone(),
            ingress_id: ingress_id.clone(),
            resource_id: resource_id.to_owned(),
            started_at,
            ended_at: None,
            peak_viewers: 0,
            title: None,
            summary: None,
            settled_until: None,
            chat_messages: 0,
            raids_in: 0,
            raid_out: None,
        }
    }

    /// The id of a broadcast that starts now: sorts by start, and two signals of one publish make the
    /// same one.
    #[must_use]
    pub fn id_of(started_at: Time, resource_id: &str) -> String {
        format!("{started_at}_{resource_id}")
    }
}
