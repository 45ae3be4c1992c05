//! Who may raid a creator, as they see it.

use domain::{RaidSettings, RaidsFrom};
use serde::Serialize;
use utoipa::ToSchema;

/// Who may raid a creator.
#[derive(Serialize, ToSchema)]
#[schema(as = RaidSettings)]
#[serde(rename_all = "camelCase")]
pub struct RaidSettingsData {
    /// Everyone, creators whom they follow, or nobody.
    #[schema(value_type = web::schema::RaidsFrom)]
    raids_from: RaidsFrom,
    /// How many followers a raider has at least; null for any number.
    min_followers: Option<u32>,
}

impl From<RaidSettings> for RaidSettingsData {
    fn from(settings: RaidSettings) -> Self {
        let RaidSettings { raids_from, min_followers } = settings;
        Self { raids_from, min_followers }
    }
}
