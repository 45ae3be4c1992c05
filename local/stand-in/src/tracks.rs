//! The tracks that an encoder publishes, as recorded: a test picture of 640 x 360 with sound.

use livekit_protocol as proto;
use proto::video_layer::Mode;
use proto::{
    AudioTrackFeature, BackupCodecPolicy, SimulcastCodecInfo, TimedVersion, TrackInfo, TrackSource, TrackType,
    VideoLayer, VideoQuality,
};
use rand::Rng as _;

use crate::ids;

/// What is published by a push: sound, then picture. RTMP is transcoded into layers, WHIP passes through.
pub fn of_push(ingress_id: &str, whip: bool, now: i64) -> Vec<TrackInfo> {
    vec![audio(whip, now), video(ingress_id, whip, now)]
}

/// What the ingress says of the picture that comes in.
pub fn incoming_video(whip: bool) -> proto::InputVideoState {
    proto::InputVideoState {
        mime_type: video_mime(whip).to_owned(),
        width: 640,
        height: 360,
        // The worker does not look into what passes through.
        framerate: if whip { 0.0 } else { 15.0 },
        ..Default::default()
    }
}

/// What the ingress says of the sound that comes in.
pub fn incoming_audio(whip: bool) -> proto::InputAudioState {
    let (mime, sample_rate) = if whip { ("audio/opus", 48_000) } else { ("audio/aac", 44_100) };
    proto::InputAudioState { mime_type: mime.to_owned(), channels: 1, sample_rate, ..Default::default() }
}

#[expect(deprecated, reason = "servers still send these fields")]
fn audio(whip: bool, now: i64) -> TrackInfo {
    let mid = if whip { "2" } else { "1" };
    TrackInfo {
        sid: ids::id("TR_AM"),
        source: TrackSource::Microphone.into(),
        mime_type: "audio/opus".to_owned(),
        mid: mid.to_owned(),
        codecs: vec![codec("audio/opus", mid, &ids::id("TR_"), vec![])],
        stereo: !whip,
        stream: "camera".to_owned(),
        version: Some(version(now)),
        audio_features: if whip { vec![] } else { vec![AudioTrackFeature::TfStereo.into()] },
        backup_codec_policy: BackupCodecPolicy::Simulcast.into(),
        ..Default::default()
    }
}

#[expect(deprecated, reason = "servers still send these fields")]
fn video(ingress_id: &str, whip: bool, now: i64) -> TrackInfo {
    let mid = if whip { "1" } else { "2" };
    let layers = if whip {
        vec![layer(VideoQuality::High, (640, 360), 0, "")]
    } else {
        let medium = VideoLayer { spatial_layer: 1, ..layer(VideoQuality::Medium, (640, 360), 671_751, "h") };
        vec![layer(VideoQuality::Low, (320, 180), 237_500, "q"), medium]
    };
    TrackInfo {
        sid: ids::id("TR_VC"),
        r#type: TrackType::Video.into(),
        width: 640,
        height: 360,
        simulcast: !whip,
        source: TrackSource::Camera.into(),
        layers: layers.clone(),
        mime_type: video_mime(whip).to_owned(),
        mid: mid.to_owned(),
        codecs: vec![codec(video_mime(whip), mid, ingress_id, layers)],
        stream: "camera".to_owned(),
        version: Some(version(now)),
        ..Default::default()
    }
}

fn video_mime(whip: bool) -> &'static str {
    if whip { "video/VP8" } else { "video/H264" }
}

fn codec(mime: &str, mid: &str, cid: &str, layers: Vec<VideoLayer>) -> SimulcastCodecInfo {
    SimulcastCodecInfo {
        mime_type: mime.to_owned(),
        mid: mid.to_owned(),
        cid: cid.to_owned(),
        layers,
        video_layer_mode: Mode::OneSpatialLayerPerStream.into(),
        ..Default::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "the stand-in is a server of its own")]
fn layer(quality: VideoQuality, (width, height): (u32, u32), bitrate: u32, rid: &str) -> VideoLayer {
    VideoLayer {
        quality: quality.into(),
        width,
        height,
        bitrate,
        ssrc: rand::rng().random(),
        rid: rid.to_owned(),
        ..Default::default()
    }
}

fn version(now: i64) -> TimedVersion {
    TimedVersion { unix_micro: now * 1_000, ..Default::default() }
}
