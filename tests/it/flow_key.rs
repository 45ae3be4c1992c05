//! What becomes of a broadcast when its key goes, or is used twice.

use std::time::Duration;

use harness::{Bearer, Presence, Studio, Way};
use serde_json::Value;

/// Room for an encoder that a busy ingress worker refuses at first.
const PATIENCE: Duration = Duration::from_secs(60);
/// Viewers and creators see a change so soon.
const SOON: Duration = Duration::from_secs(10);

async fn started_at(studio: &Studio, creator: &Bearer) -> Value {
    studio.world().get("/api/stream/status").by(creator).expect(200).await.data()["startedAt"].clone()
}

#[tokio::test]
async fn a_key_replaced_while_live_ends_the_broadcast_and_keeps_the_viewers() {
    let studio = Studio::open().await;
    let (alice, bob) = (studio.creator("alice").await, studio.viewer("bob").await);
    let old = studio.key(&alice, Way::Rtmp).await;
    let with_old = studio.push(&old).await;
    studio.until(&alice, "live", "push to live", PATIENCE).await;
    let first = started_at(&studio, &alice).await;
    let watcher = studio.watch(&alice, &bob).await;
    studio.eventually("join", SOON, async || (watcher.presence() == Presence::There).then_some(())).await;

    let new = studio.key(&alice, Way::Rtmp).await;
    assert_ne!(new.stream_key, old.stream_key);
    studio.until(&alice, "offline", "replaced to offline", SOON).await;
    studio
        .remains("offline while the old key is tried", async || studio.world().state_of(&alice).await == "offline")
        .await;
    let late = studio.push(&old).await;
    studio
        .remains("offline for another encoder with it", async || studio.world().state_of(&alice).await == "offline")
        .await;
    assert_eq!(watcher.presence(), Presence::There, "the viewer was put out");

    let with_new = studio.push(&new).await;
    studio.until(&alice, "live", "new key to live", PATIENCE).await;
    assert_ne!(started_at(&studio, &alice).await, first, "a replaced key leaves no window");
    if studio.has_media() {
        studio
            .eventually("pictures of the new key", SOON, async || watcher.frames().filter(|frames| *frames > 0))
            .await;
    }
    for encoder in [with_old, late] {
        encoder.kill();
    }
    studio.remains("live when the old encoders go", async || studio.world().state_of(&alice).await == "live").await;
    with_new.stop().await;
    studio.until(&alice, "interrupted", "stop to interrupted", PATIENCE).await;
}

#[tokio::test]
async fn a_key_deleted_while_live_ends_the_broadcast_for_good() {
    let studio = Studio::open().await;
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    let _encoder = studio.push(&key).await;
    studio.until(&alice, "live", "push to live", PATIENCE).await;

    studio.world().delete("/api/stream/ingress").by(&alice).expect(200).await;
    assert_eq!(studio.world().state_of(&alice).await, "offline", "an end of our own doing is shown at once");
    studio.remains("offline while the key is tried", async || studio.world().state_of(&alice).await == "offline").await;
    let _another = studio.push(&key).await;
    studio.remains("offline for another encoder", async || studio.world().state_of(&alice).await == "offline").await;

    let key = studio.key(&alice, Way::Rtmp).await;
    let _encoder = studio.push(&key).await;
    studio.until(&alice, "live", "new key to live", PATIENCE).await;
}

#[tokio::test]
async fn a_second_encoder_with_the_same_key_takes_over() {
    let studio = Studio::open().await;
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    // One that came back would put the second out, and so on in turn.
    let first = studio.push_once(&key).await;
    studio.until(&alice, "live", "push to live", PATIENCE).await;
    let started = started_at(&studio, &alice).await;

    let second = studio.push(&key).await;
    let is_live = async || {
        let status = studio.world().get("/api/stream/status").by(&alice).expect(200).await;
        status.data()["state"] == "live" && status.data()["startedAt"] == started
    };
    studio.remains("the same broadcast, live", is_live).await;
    first.kill();
    studio.remains("live when the first one goes", is_live).await;
    second.kill();
    studio.until(&alice, "interrupted", "the second one goes to interrupted", PATIENCE).await;
}
