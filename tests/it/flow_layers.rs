//! What a creator's own sizes come to: a viewer asks for a small and for a large picture, and gets two heights.

use std::time::Duration;

use harness::{Bearer, Key, Presence, Studio, Way};
use serde_json::json;

use crate::flow_raid::went_live;

/// Pictures, and another size of them, come so soon.
const SOON: Duration = Duration::from_secs(20);
/// Two layers: 960x540, and half of that.
const PRESET: &str = "H264_540P_25FPS_2_LAYERS";

/// A key of a creator who chose their sizes before.
async fn sized_key(studio: &Studio, alice: &Bearer, way: Way) -> Key {
    let quality = json!({"preset": PRESET, "isWhipTranscoded": true});
    studio.key(alice, way).await;
    studio.world().put("/api/stream/quality").by(alice).json(&quality).expect(200).await;
    studio.key(alice, way).await
}

#[tokio::test]
async fn a_viewer_chooses_between_the_layers_of_an_rtmp_push() {
    let studio = Studio::open().await;
    let (alice, bob) = (studio.creator("alice").await, studio.viewer("bob").await);
    let key = sized_key(&studio, &alice, Way::Rtmp).await;
    let encoder = studio.push_sized(&key, "960x540").await;
    let _encoder = went_live(&studio, &alice, encoder).await;
    let watcher = studio.watch(&alice, &bob).await;
    studio.eventually("join", SOON, async || (watcher.presence() == Presence::There).then_some(())).await;
    if !studio.has_media() {
        // The key of before may be there for a moment more.
        let ingresses = studio.world().livekit().ingresses();
        let asked = ingresses.iter().filter(|ingress| ingress.preset == Some(PRESET)).count();
        assert_eq!(asked, 1, "no media on the stand-in: what LiveKit is asked for");
        return;
    }
    studio.eventually("frames", SOON, async || watcher.frames().filter(|frames| *frames > 15)).await;
    let height_of = async |quality: &str, fits: fn(u64) -> bool| {
        watcher.ask_for(quality).await;
        let of = async || watcher.picture().map(|(_, height)| height).filter(|height| fits(*height));
        studio.eventually(&format!("{quality} asked to its picture"), SOON, of).await
    };
    assert_eq!(height_of("LOW", |height| height < 400).await, 270);
    assert_eq!(height_of("HIGH", |height| height > 400).await, 540);
    assert_eq!(height_of("LOW", |height| height < 400).await, 270);
}
