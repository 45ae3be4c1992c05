//! The life of a broadcast, told by the stand-in's webhooks.

use harness::World;
use serde_json::json;

async fn live_alice() -> (World, harness::Bearer) {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
    (world, alice)
}

async fn started_at(world: &World, who: &harness::Bearer) -> String {
    let status = world.get("/api/stream/status").by(who).expect(200).await;
    status.data()["startedAt"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_encoder_that_returns_within_the_window_goes_on() {
    let (world, alice) = live_alice().await;
    let started = started_at(&world, &alice).await;
    world.clock().advance(10_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "interrupted");
    assert_eq!(started_at(&world, &alice).await, started);

    world.clock().advance(59_000);
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
    assert_eq!(started_at(&world, &alice).await, started);
}

#[tokio::test]
async fn past_the_window_it_is_another_broadcast_and_nothing_had_to_run() {
    let (world, alice) = live_alice().await;
    let started = started_at(&world, &alice).await;
    world.clock().advance(10_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    world.clock().advance(60_000);
    let status = world.get("/api/stream/status").by(&alice).expect(200).await;
    assert_eq!(status.data()["state"], "offline");
    assert_eq!(status.data()["startedAt"], json!(null));
    assert_eq!(status.data()["viewerCount"], 0);

    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live");
    assert_ne!(started_at(&world, &alice).await, started);
}

#[tokio::test]
async fn a_window_of_nothing_ends_at_once() {
    let (world, alice) = live_alice().await;
    world.put("/api/stream/info").by(&alice).json(&json!({"reconnectWindow": 0})).expect(200).await;
    world.clock().advance(1_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "offline");
}

#[tokio::test]
async fn any_one_sign_of_the_end_is_enough() {
    for lost in ["ingress_ended", "participant_left"] {
        let (world, alice) = live_alice().await;
        world.livekit().lose(lost);
        world.clock().advance(1_000);
        world.livekit().stop(&alice.id);
        world.settle().await;
        assert_eq!(world.state_of(&alice).await, "interrupted", "without {lost}");
    }
}

#[tokio::test]
async fn the_reconciler_sees_an_end_that_nobody_told() {
    let (world, alice) = live_alice().await;
    for lost in ["ingress_ended", "participant_left", "room_finished"] {
        world.livekit().lose(lost);
    }
    world.clock().advance(1_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "live", "nobody told");
    world.reconcile().await;
    assert_eq!(world.state_of(&alice).await, "interrupted");
}

#[tokio::test]
async fn the_reconciler_sees_a_start_that_nobody_told() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().lose("ingress_started");
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "offline", "nobody told");
    world.reconcile().await;
    assert_eq!(world.state_of(&alice).await, "live");
}

#[tokio::test]
async fn viewers_are_counted_and_the_host_is_not() {
    let (world, alice) = live_alice().await;
    let mut guests = vec![];
    for name in ["a", "b", "c"] {
        guests.push(world.watch(&alice.id, name).await);
    }
    world.watch_as(&alice.id, &alice).await;
    world.settle().await;
    world.clock().advance(15_000);
    world.livekit().leave(&guests[0].sid);
    world.settle().await;
    world.clock().advance(15_000);
    world.watch(&alice.id, "d").await;
    world.settle().await;
    let status = world.get("/api/stream/status").by(&alice).expect(200).await;
    assert_eq!(status.data()["viewerCount"], 3);
}

#[tokio::test]
async fn a_lost_departure_is_repaired_by_the_rooms_own_list() {
    let (world, alice) = live_alice().await;
    let guest = world.watch(&alice.id, "gina").await;
    world.settle().await;
    world.livekit().lose("participant_left");
    world.livekit().leave(&guest.sid);
    world.settle().await;
    world.clock().advance(60_000);
    world.reconcile().await;
    let status = world.get("/api/stream/status").by(&alice).expect(200).await;
    assert_eq!(status.data()["viewerCount"], 0);
}
