//! Suspending a creator who is live, as LiveKit sees it.

use harness::{Bearer, LiveKitFault as Fault, World};
use serde_json::{Value, json};

const INGRESS: &str = "/api/stream/ingress";

/// A world in which alice is live, with the secret of her stream key.
#[expect(clippy::unwrap_used, reason = "a test's own helper")]
async fn live() -> (World, Bearer, Bearer, String) {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let alice = world.creator("alice").await;
    let key = world.post(INGRESS).by(&alice).expect(201).await;
    let key = key.data()["streamKey"].as_str().unwrap().to_owned();
    world.livekit().push(&key).unwrap();
    world.settle().await;
    world.watch(&alice.id, "Gus").await;
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
    (world, ada, alice, key)
}

async fn suspend(world: &World, ada: &Bearer) {
    let path = "/api/admin/creators/usr_alice/suspend";
    world.post(path).by(ada).json(&json!({"reason": "Broke the rules"})).expect(200).await;
}

fn is_shut_out(world: &World, key: &str) -> bool {
    world.livekit().ingresses().is_empty()
        && world.livekit().room("usr_alice").is_none()
        && world.livekit().push(key).is_err()
}

#[tokio::test]
async fn the_key_is_dead_and_the_room_is_gone() {
    let (world, ada, alice, key) = live().await;
    suspend(&world, &ada).await;
    world.settle().await;
    assert!(is_shut_out(&world, &key));
    let methods: Vec<_> = world.livekit().calls().into_iter().map(|call| call.method).collect();
    let first = |method: &str| methods.iter().position(|called| called == method).unwrap();
    assert!(first("DeleteIngress") < first("DeleteRoom"), "{methods:?}");

    // Nothing that LiveKit told of it afterwards raised the broadcast again.
    let path = "/api/admin/creators/usr_alice/reinstate";
    world.post(path).by(&ada).expect(200).await;
    assert_eq!(world.state_of(&alice).await, "offline");
    assert!(world.livekit().push(&key).is_err(), "the right is back, the old key is not");
    let anew = world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().push(anew.data()["streamKey"].as_str().unwrap()).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
}

#[tokio::test]
async fn with_livekit_away_it_stands_and_the_rest_follows() {
    let (world, ada, _, key) = live().await;
    world.livekit().fault(Fault::close());
    suspend(&world, &ada).await;
    world.settle().await;
    assert_eq!(world.livekit().ingresses().len(), 1, "LiveKit was away");
    let token = json!({"hostId": "usr_alice", "guestName": "Gus"});
    assert_eq!(world.post("/api/viewer/token").json(&token).expect(404).await.error(), "Stream not found");

    world.livekit().heal();
    world.clock().advance(60_000);
    world.reconcile().await;
    world.settle().await;
    assert!(is_shut_out(&world, &key));
}

#[tokio::test]
async fn the_ingress_goes_before_the_room_though_its_own_call_fails() {
    let (world, ada, _, key) = live().await;
    world.livekit().fault(Fault::close().on("DeleteIngress"));
    suspend(&world, &ada).await;
    world.settle().await;
    assert!(world.livekit().room("usr_alice").is_some(), "closed now, the encoder would make it anew");
    world.livekit().heal();
    world.clock().advance(60_000);
    world.reconcile().await;
    world.settle().await;
    assert!(is_shut_out(&world, &key));
}

#[tokio::test]
async fn a_room_that_was_to_be_closed_is_kept_by_a_reinstatement() {
    let (world, ada, alice, _) = live().await;
    world.livekit().fault(Fault::close());
    suspend(&world, &ada).await;
    world.settle().await;
    world.post("/api/admin/creators/usr_alice/reinstate").by(&ada).expect(200).await;
    world.livekit().heal();
    let anew = world.post(INGRESS).by(&alice).expect(201).await;
    let ingress: &Value = &anew.data()["ingressId"];
    world.livekit().push(anew.data()["streamKey"].as_str().unwrap()).unwrap();
    world.clock().advance(60_000);
    world.reconcile().await;
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
    let held: Vec<_> = world.livekit().ingresses().into_iter().map(|held| held.ingress_id).collect();
    assert_eq!(json!(held), json!([ingress]), "the old one is gone, the new one is hers");
}
