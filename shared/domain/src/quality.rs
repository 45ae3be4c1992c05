//! How a creator's pushes are encoded.

use serde::{Deserialize, Serialize};

macro_rules! presets {
    ($($variant:ident $name:literal,)+) => {
        /// What LiveKit makes of a push: picture sizes and rates, and how many layers of them a player chooses from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "LiveKit's names say it")]
        pub enum Preset {
            /// The one of the deployment.
            #[default]
            #[serde(rename = "AUTO")]
            Auto,
            $(#[serde(rename = $name)] $variant,)+
        }

        impl Preset {
            /// Every one.
            pub const ALL: &'static [Self] = &[Self::Auto, $(Self::$variant),+];
            /// Their names, as requests and answers have them.
            pub const NAMES: &'static [&'static str] = &["AUTO", $($name),+];
        }
    };
}

presets! {
    P720x3 "H264_720P_30FPS_3_LAYERS",
    P1080x3 "H264_1080P_30FPS_3_LAYERS",
    P540x2 "H264_540P_25FPS_2_LAYERS",
    P720x1 "H264_720P_30FPS_1_LAYER",
    P1080x1 "H264_1080P_30FPS_1_LAYER",
    P720x3HighMotion "H264_720P_30FPS_3_LAYERS_HIGH_MOTION",
    P1080x3HighMotion "H264_1080P_30FPS_3_LAYERS_HIGH_MOTION",
    P540x2HighMotion "H264_540P_25FPS_2_LAYERS_HIGH_MOTION",
    P720x1HighMotion "H264_720P_30FPS_1_LAYER_HIGH_MOTION",
    P1080x1HighMotion "H264_1080P_30FPS_1_LAYER_HIGH_MOTION",
}

impl Preset {
    /// LiveKit's name of it; `None` for the deployment's own.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let at = Self::ALL.iter().position(|preset| *preset == self)?;
        Self::NAMES.get(at).copied().filter(|_| self != Self::Auto)
    }
}

/// How a creator's pushes are encoded, from the next one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Quality {
    /// The encoding of RTMP, and of WHIP where that is transcoded.
    #[serde(skip_serializing_if = "is_default")]
    pub preset: Preset,
    /// Whether WHIP is transcoded too; else it passes through as the encoder sends it.
    #[serde(skip_serializing_if = "is_default")]
    pub is_whip_transcoded: bool,
}

/// What nobody chose is not stored.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_written_by_its_name() {
        for (preset, name) in Preset::ALL.iter().zip(Preset::NAMES) {
            assert_eq!(serde_json::to_value(preset).unwrap(), *name);
            assert_eq!(preset.name().unwrap_or("AUTO"), *name);
        }
        assert_eq!(Quality::default(), serde_json::from_str("{}").unwrap());
        assert_eq!(serde_json::to_value(Quality::default()).unwrap(), serde_json::json!({}));
    }
}
