//! DELETE /api/stream/ingress.

use harness::{LiveKitFault as Fault, World};
use serde_json::json;

const INGRESS: &str = "/api/stream/ingress";

#[tokio::test]
async fn the_key_dies_and_the_settings_stay() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let answer = world.delete(INGRESS).by(&alice).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");

    world.post(INGRESS).by(&alice).expect(201).await;
    world.put("/api/stream/info").by(&alice).json(&json!({"title": "Late night"})).expect(200).await;
    for _ in 0..2 {
        let answer = world.delete(INGRESS).by(&alice).expect(200).await;
        assert_eq!(answer.body, json!({"success": true, "message": "Stream key deleted successfully"}));
    }
    world.settle().await;
    assert!(world.livekit().ingresses().is_empty());
    let info = world.get("/api/stream/info").by(&alice).expect(200).await;
    assert_eq!(info.data()["title"], "Late night");
    assert_eq!(info.data()["ingressId"], json!(null));
}

#[tokio::test]
async fn a_live_broadcast_ends_without_a_window() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");

    world.delete(INGRESS).by(&alice).expect(200).await;
    assert_eq!(world.state_of(&alice).await, "offline");
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "offline");
}

#[tokio::test]
async fn livekit_away_delays_the_deletion_and_loses_none() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().fault(Fault::close());
    world.delete(INGRESS).by(&alice).expect(200).await;
    world.settle().await;
    assert_eq!(world.livekit().ingresses().len(), 1, "LiveKit was away");
    let info = world.get("/api/stream/info").by(&alice).expect(200).await;
    assert_eq!(info.data()["ingressId"], json!(null));

    world.livekit().heal();
    world.clock().advance(60_000);
    world.reconcile().await;
    assert!(world.livekit().ingresses().is_empty());
}
