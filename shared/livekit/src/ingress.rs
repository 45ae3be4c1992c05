//! Ingresses: what an encoder's push comes in by.

use domain::{IngressId, IngressInfo, IngressType, Quality, UserId};
use livekit_api::services::ingress::{CreateIngressOptions, IngressListFilter, UpdateIngressOptions};
use livekit_protocol as proto;
use proto::ingress_video_options::EncodingOptions as VideoEncoding;
use runtime::config::Secret;

use crate::call::{CallError, timed};
use crate::client::LiveKit;

/// A stream key: whoever holds it streams as the creator. Hidden in `Debug`, shown on creation only.
pub type StreamKey = Secret;

/// A new ingress, with its key.
pub struct CreatedIngress {
    /// What is stored.
    pub info: IngressInfo,
    /// What is shown once.
    pub stream_key: StreamKey,
}

/// An ingress as LiveKit lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stock {
    /// Its id.
    pub ingress_id: IngressId,
    /// The room that it publishes to: a creator's user id, if it is one of ours.
    pub room: String,
}

/// The key of an ingress, which never is without one.
fn key_in(answer: &str) -> Result<StreamKey, CallError> {
    Secret::new(answer).ok_or_else(|| CallError::Away("an ingress without a key".into()))
}

impl LiveKit {
    /// Makes an ingress that publishes into the creator's room under the creator's own identity.
    /// RTMP is transcoded with the creator's preset, WHIP where they want that; else it passes through.
    ///
    /// # Errors
    /// LiveKit away or refusing. It has no idempotency: an ingress may exist after a failure.
    pub async fn create_ingress(
        &self,
        user: &UserId,
        kind: IngressType,
        quality: Quality,
    ) -> Result<CreatedIngress, CallError> {
        let input = match kind {
            IngressType::Rtmp => proto::IngressInput::RtmpInput,
            IngressType::Whip => proto::IngressInput::WhipInput,
        };
        let (video, transcode) = self.encoding(kind, quality);
        let options = CreateIngressOptions {
            name: user.to_string(),
            room_name: user.to_string(),
            participant_identity: user.to_string(),
            participant_name: user.to_string(),
            video,
            enable_transcoding: Some(transcode),
            ..Default::default()
        };
        let info = timed(self.api().await?.ingress().create_ingress(input, options)).await?;
        Ok(CreatedIngress {
            stream_key: key_in(&info.stream_key)?,
            info: IngressInfo { ingress_id: IngressId::new(info.ingress_id), ingress_type: kind, server_url: info.url },
        })
    }

    /// Gives an ingress another encoding, for the next push. One that is live is killed by it: whoever calls this
    /// has seen that none is.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when the ingress is gone; LiveKit away or refusing.
    pub async fn shape_ingress(&self, ingress: &IngressInfo, quality: Quality) -> Result<(), CallError> {
        let (video, transcode) = self.encoding(ingress.ingress_type, quality);
        // The crate states audio and video always: what is left out here is LiveKit's default, as when it was made.
        let options = UpdateIngressOptions { video, enable_transcoding: Some(transcode), ..Default::default() };
        timed(self.api().await?.ingress().update_ingress(ingress.ingress_id.as_str(), options)).await?;
        Ok(())
    }

    /// What LiveKit is told of a push's encoding: the options, and whether it transcodes. What passes through takes no
    /// options, and RTMP never does.
    fn encoding(&self, kind: IngressType, quality: Quality) -> (proto::IngressVideoOptions, bool) {
        if kind == IngressType::Whip && !quality.is_whip_transcoded {
            return (proto::IngressVideoOptions::default(), false);
        }
        let own = quality.preset.name().and_then(proto::IngressVideoEncodingPreset::from_str_name);
        let preset = own.map_or(self.preset, i32::from);
        let encoding_options = Some(VideoEncoding::Preset(preset));
        (proto::IngressVideoOptions { encoding_options, ..Default::default() }, true)
    }

    /// Deletes an ingress: a live encoder is cut off and cannot come back.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when it is gone already; LiveKit away or refusing.
    pub async fn delete_ingress(&self, id: &IngressId) -> Result<(), CallError> {
        timed(self.api().await?.ingress().delete_ingress(id.as_str())).await?;
        Ok(())
    }

    /// The key of an ingress that still lives: for the repeated answer of a key creation only.
    ///
    /// # Errors
    /// [`CallError::NotFound`] when the ingress is gone; LiveKit away or refusing.
    pub async fn stream_key(&self, id: &IngressId) -> Result<StreamKey, CallError> {
        let filter = IngressListFilter::IngressId(id.as_str().to_owned());
        let found = timed(self.api().await?.ingress().list_ingress(filter)).await?;
        let info = found.into_iter().find(|info| info.ingress_id == id.as_str()).ok_or(CallError::NotFound)?;
        key_in(&info.stream_key)
    }

    /// The ingresses that publish into a creator's room, or all there are.
    ///
    /// # Errors
    /// LiveKit away or refusing.
    pub async fn list_ingresses(&self, room: Option<&UserId>) -> Result<Vec<Stock>, CallError> {
        let filter = room.map_or(IngressListFilter::All, |room| IngressListFilter::Room(room.to_string()));
        let found = timed(self.api().await?.ingress().list_ingress(filter)).await?;
        Ok(found
            .into_iter()
            .map(|info| Stock { ingress_id: IngressId::new(info.ingress_id), room: info.room_name })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use domain::Preset;

    use super::*;

    #[test]
    fn livekit_knows_every_preset() {
        for name in Preset::ALL.iter().filter_map(|preset| preset.name()) {
            assert!(proto::IngressVideoEncodingPreset::from_str_name(name).is_some(), "{name}");
        }
    }
}
