//! A raid as its creator sees it.

use domain::{Raid, RaidTarget, Time};
use serde::Serialize;
use utoipa::ToSchema;
use web::UserCard;

web::refusals! {
    /// What the routes of a raid that counts down refuse.
    pub enum NoRaidPending {
        NoRaid = NotFound("No raid pending"),
    }
}

/// A raid.
#[derive(Serialize, ToSchema)]
#[schema(as = Raid)]
#[serde(rename_all = "camelCase")]
pub struct RaidData {
    id: String,
    /// Who is raided.
    target: UserCard,
    /// How many watched when it was started, by our own count.
    viewers: u32,
    #[schema(value_type = web::schema::Time)]
    goes_at: Time,
    /// Within so many seconds after that the viewers join, each at a moment of its own.
    spread_seconds: u32,
}

impl From<Raid> for RaidData {
    fn from(raid: Raid) -> Self {
        let RaidTarget { id, username, name, image } = raid.target;
        Self {
            id: raid.id,
            target: UserCard { id, username, name, image },
            viewers: raid.viewers,
            goes_at: raid.goes_at,
            spread_seconds: raid.spread_seconds,
        }
    }
}
