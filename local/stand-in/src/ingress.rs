//! The calls of LiveKit's ingress service.

use livekit_protocol as proto;
use proto::ingress_state::Status;
use proto::{DisconnectReason, IngressInfo, IngressInput};

use crate::ids;
use crate::state::{Ingress, State};
use crate::twirp_error::TwirpError;

impl State {
    /// `CreateIngress`: a new key each time; LiveKit has neither quota nor idempotency.
    pub fn create_ingress(&mut self, request: proto::CreateIngressRequest) -> Result<IngressInfo, TwirpError> {
        let url = match IngressInput::try_from(request.input_type) {
            Ok(IngressInput::RtmpInput) => &self.rtmp_base_url,
            Ok(IngressInput::WhipInput) => &self.whip_base_url,
            // Nothing here pulls from a URL.
            Ok(IngressInput::UrlInput) | Err(_) => return Err(invalid("invalid ingress type")),
        };
        let mut info = IngressInfo {
            ingress_id: ids::id("IN_"),
            name: request.name,
            stream_key: ids::id(""),
            url: url.clone(),
            input_type: request.input_type,
            audio: request.audio,
            video: request.video,
            enable_transcoding: request.enable_transcoding,
            room_name: request.room_name,
            participant_identity: request.participant_identity,
            participant_name: request.participant_name,
            participant_metadata: request.participant_metadata,
            reusable: true,
            state: Some(proto::IngressState::default()),
            enabled: request.enabled,
            ..Default::default()
        };
        validate(&info)?;
        state_transcoding(&mut info);
        self.ingresses.push(Ingress { info: info.clone(), live: None });
        Ok(info)
    }

    /// `UpdateIngress`: what is empty stays. A live stream is killed by it.
    pub fn update_ingress(&mut self, request: proto::UpdateIngressRequest) -> Result<IngressInfo, TwirpError> {
        let at = self.ingress_at(&request.ingress_id)?;
        let mut info = self.ingresses[at].info.clone();
        let replace = |text: &mut String, with: String| {
            if !with.is_empty() {
                *text = with;
            }
        };
        replace(&mut info.name, request.name);
        replace(&mut info.room_name, request.room_name);
        replace(&mut info.participant_identity, request.participant_identity);
        replace(&mut info.participant_name, request.participant_name);
        replace(&mut info.participant_metadata, request.participant_metadata);
        info.enable_transcoding = request.enable_transcoding.or(info.enable_transcoding);
        info.audio = request.audio.or(info.audio);
        info.video = request.video.or(info.video);
        info.enabled = request.enabled.or(info.enabled);
        validate(&info)?;
        state_transcoding(&mut info);
        self.end_push(at);
        info.state.clone_from(&self.ingresses[at].info.state);
        self.ingresses[at].info = info.clone();
        Ok(info)
    }

    /// `ListIngress`: one by its id, those of a room, or all.
    pub fn list_ingress(&self, request: &proto::ListIngressRequest) -> Result<proto::ListIngressResponse, TwirpError> {
        let items = if request.ingress_id.is_empty() {
            let wanted = |info: &IngressInfo| request.room_name.is_empty() || info.room_name == request.room_name;
            self.ingresses.iter().map(|ingress| &ingress.info).filter(|info| wanted(info)).cloned().collect()
        } else {
            vec![self.ingresses[self.ingress_at(&request.ingress_id)?].info.clone()]
        };
        Ok(proto::ListIngressResponse { items, ..Default::default() })
    }

    /// `DeleteIngress`: a live encoder is cut off; there is no `ingress_ended`, ever.
    pub fn delete_ingress(&mut self, request: &proto::DeleteIngressRequest) -> Result<IngressInfo, TwirpError> {
        let at = self.ingress_at(&request.ingress_id)?;
        let Ingress { mut info, live } = self.ingresses.remove(at);
        if let Some(live) = live {
            self.put_out(&live.room, &live.sid, DisconnectReason::ClientInitiated);
        }
        if let Some(state) = &mut info.state {
            state.status = Status::EndpointInactive.into();
        }
        Ok(info)
    }

    fn ingress_at(&self, id: &str) -> Result<usize, TwirpError> {
        let at = self.ingresses.iter().position(|ingress| ingress.info.ingress_id == id);
        at.ok_or_else(|| TwirpError::new("not_found", "ingress does not exist"))
    }
}

fn invalid(why: &str) -> TwirpError {
    TwirpError::new("invalid_argument", why)
}

/// What LiveKit refuses.
fn validate(info: &IngressInfo) -> Result<(), TwirpError> {
    use proto::ingress_video_options::EncodingOptions;
    if info.participant_identity.is_empty() {
        return Err(invalid("invalid ingress: no participant identity"));
    }
    let encoding = info.video.as_ref().and_then(|video| video.encoding_options.as_ref());
    if let Some(EncodingOptions::Preset(preset)) = encoding
        && proto::IngressVideoEncodingPreset::try_from(*preset).is_err()
    {
        return Err(invalid("invalid video preset"));
    }
    let whip = info.input_type == i32::from(IngressInput::WhipInput);
    match info.enable_transcoding {
        Some(false) if !whip => Err(invalid("invalid ingress: bypass transcoding impossible with RTMP")),
        None | Some(false) if whip => {
            let audio = info.audio.as_ref().and_then(|audio| audio.encoding_options.as_ref());
            if encoding.is_some() || audio.is_some() {
                return Err(invalid("invalid ingress: encoding options without transcoding"));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// States whether it transcodes, in the old field too.
#[expect(deprecated, reason = "servers still state it")]
fn state_transcoding(info: &mut IngressInfo) {
    let whip = info.input_type == i32::from(IngressInput::WhipInput);
    let enabled = info.enable_transcoding.unwrap_or(!whip);
    info.enable_transcoding = Some(enabled);
    info.bypass_transcoding = !enabled;
}
