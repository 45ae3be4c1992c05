//! The ingress worker dies under a broadcast: no `ingress_ended` ever comes.

use std::time::Duration;

use harness::{Bearer, Studio, Way};
use serde_json::Value;

/// Room for an encoder that a busy ingress worker refuses at first.
const PATIENCE: Duration = Duration::from_secs(60);
/// LiveKit misses the dead worker's connection after 20 to 29 s.
const MISSED_WITHIN: Duration = Duration::from_secs(45);

async fn started_at(studio: &Studio, creator: &Bearer) -> Value {
    studio.world().get("/api/stream/status").by(creator).expect(200).await.data()["startedAt"].clone()
}

#[tokio::test]
async fn a_dead_worker_interrupts_and_its_successor_goes_on() {
    let studio = Studio::open().await;
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    let encoder = studio.push(&key).await;
    studio.until(&alice, "live", "push to live", PATIENCE).await;
    let started = started_at(&studio, &alice).await;

    studio.kill_worker(&alice).await;
    studio.until(&alice, "interrupted", "worker killed to interrupted", MISSED_WITHIN).await;
    encoder.kill();
    studio.restart_worker().await;
    let _encoder = studio.push(&key).await;
    studio.until(&alice, "live", "return to live", PATIENCE).await;
    assert_eq!(started_at(&studio, &alice).await, started, "another broadcast");
    studio.remains("live", async || studio.world().state_of(&alice).await == "live").await;
}

/// As a supervisor and an encoder do it: both are back before LiveKit misses anybody.
#[tokio::test]
async fn a_worker_that_is_back_at_once_interrupts_nothing() {
    let studio = Studio::open().await;
    let alice = studio.creator("alice").await;
    let key = studio.key(&alice, Way::Rtmp).await;
    let encoder = studio.push(&key).await;
    studio.until(&alice, "live", "push to live", PATIENCE).await;
    let started = started_at(&studio, &alice).await;

    studio.kill_worker(&alice).await;
    encoder.kill();
    studio.restart_worker().await;
    let successor = studio.push(&key).await;
    studio.remains("the same broadcast, live", async || started_at(&studio, &alice).await == started).await;
    assert_eq!(studio.world().state_of(&alice).await, "live");
    successor.kill();
    studio.until(&alice, "interrupted", "kill to interrupted", PATIENCE).await;
}
