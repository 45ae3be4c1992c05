//! How a creator's pushes are encoded, as they see it.

use domain::{Preset, Quality};
use serde::Serialize;
use utoipa::ToSchema;

/// How a creator's pushes are encoded, from the next one on.
#[derive(Serialize, ToSchema)]
#[schema(as = Quality)]
#[serde(rename_all = "camelCase")]
pub struct QualityData {
    /// The encoding of RTMP, and of WHIP where that is transcoded; AUTO is the deployment's.
    #[schema(value_type = web::schema::Preset)]
    preset: Preset,
    /// Whether WHIP is transcoded; else it passes through as the encoder sends it.
    is_whip_transcoded: bool,
}

impl From<Quality> for QualityData {
    fn from(quality: Quality) -> Self {
        let Quality { preset, is_whip_transcoded } = quality;
        Self { preset, is_whip_transcoded }
    }
}
