//! PUT /api/stream/chat-settings.

use harness::{LiveKitFault as Fault, World};
use serde_json::json;

const SETTINGS: &str = "/api/stream/chat-settings";

#[tokio::test]
async fn settings_change_and_are_refused() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let answer = world.put(SETTINGS).by(&alice).json(&json!({})).expect(400).await;
    assert_eq!(answer.error(), "No settings provided");
    let answer = world.put(SETTINGS).by(&alice).json(&json!({"isChatEnabled": true})).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");

    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let bad = json!({"isChatEnabled": "yes", "isChatDelayed": 1, "isChatFollowersOnly": null});
    let answer = world.put(SETTINGS).by(&alice).json(&bad).expect(400).await;
    assert_eq!(answer.fields(), ["isChatEnabled", "isChatDelayed", "isChatFollowersOnly"]);

    let answer = world.put(SETTINGS).by(&alice).json(&json!({"isChatDelayed": true})).expect(200).await;
    // Frontends put the answer in the place of what they knew.
    assert_eq!(answer.data(), world.get("/api/stream/info").by(&alice).expect(200).await.data());
    assert_eq!(answer.body["message"], "Chat settings updated successfully");
    assert_eq!(answer.data()["isChatDelayed"], true);
    // The chat's log has it as it has those of the chat's own route.
    let log = world.get("/api/chat/usr_alice/log").by(&alice).expect(200).await;
    assert_eq!((log.each("action"), log.each("by")), (vec!["SETTINGS_CHANGED"], vec!["usr_alice"]));
    assert_eq!(log.data()[0]["text"], "isChatDelayed");
}

#[tokio::test]
async fn connected_viewers_get_the_right_that_the_rules_give_them() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    let guest = world.watch(&alice.id, "gina").await;
    let host = world.watch_as(&alice.id, &alice).await;
    world.settle().await;
    assert!(world.may_write(&alice.id, &guest.identity));

    world.put(SETTINGS).by(&alice).json(&json!({"isChatFollowersOnly": true})).expect(200).await;
    world.settle().await;
    assert!(!world.may_write(&alice.id, &guest.identity));
    assert!(world.may_write(&alice.id, &host.identity));

    world.put(SETTINGS).by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    world.settle().await;
    assert!(!world.may_write(&alice.id, &host.identity));
}

#[tokio::test]
async fn livekit_away_delays_the_change_and_loses_none() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    let guest = world.watch(&alice.id, "gina").await;
    world.settle().await;

    world.livekit().fault(Fault::close());
    world.put(SETTINGS).by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    world.settle().await;
    assert!(world.may_write(&alice.id, &guest.identity), "LiveKit was away");
    world.livekit().heal();
    world.clock().advance(60_000);
    world.reconcile().await;
    assert!(!world.may_write(&alice.id, &guest.identity));
}
