//! The encoder's participant, and clocks that are wrong: what a broadcast makes of them, told event by event.

use domain::Time;
use harness::{Bearer, Webhook, World};
use serde_json::{Value, json};

/// An event of alice's room or ingress, made now.
fn event(world: &World, kind: &str, id: &str, fields: Value) -> Webhook {
    let mut body = json!({
        "event": kind, "id": format!("EV_{kind}_{id}"), "createdAt": world.clock().now().as_secs().to_string(),
    });
    if let (Some(body), Value::Object(fields)) = (body.as_object_mut(), fields) {
        body.extend(fields);
    }
    Webhook::new(&body)
}

fn ingress(world: &World, kind: &str, push: &str, started: Option<Time>, ended: Option<Time>) -> Webhook {
    let nanos = |at: Time| (at.as_millis() * 1_000_000).to_string();
    let mut state = json!({"resourceId": push});
    for (name, at) in [("startedAt", started), ("endedAt", ended)] {
        if let Some(at) = at {
            state[name] = json!(nanos(at));
        }
    }
    event(world, kind, push, json!({"ingressInfo": {"ingressId": "IN_1", "roomName": "usr_alice", "state": state}}))
}

fn publisher(world: &World, kind: &str, sid: &str, joined: Time, push: Option<&str>) -> Webhook {
    let mut attributes = json!({"ingress.ingressID": "IN_1"});
    if let Some(push) = push {
        attributes["ingress.resourceID"] = json!(push);
    }
    let participant = json!({
        "sid": sid, "identity": "usr_alice", "kind": "INGRESS", "attributes": attributes,
        "joinedAtMs": joined.as_millis().to_string(),
    });
    event(world, kind, sid, json!({"room": {"name": "usr_alice", "sid": "RM_1"}, "participant": participant}))
}

async fn alice(world: &World, window: u32) -> Bearer {
    let alice = world.creator_with_ingress("usr_alice", "IN_1").await;
    world.put("/api/stream/info").by(&alice).json(&json!({"reconnectWindow": window})).expect(200).await;
    alice
}

async fn started_at(world: &World, who: &Bearer) -> Value {
    world.get("/api/stream/status").by(who).expect(200).await.data()["startedAt"].clone()
}

#[tokio::test]
async fn a_publisher_that_comes_back_is_live_at_once_in_the_same_broadcast() {
    for window in [60, 0] {
        let world = World::start().await;
        let alice = alice(&world, window).await;
        let began = world.clock().now();
        world.deliver(&ingress(&world, "ingress_started", "RT_1", Some(began), None)).expect(200).await;
        let started = started_at(&world, &alice).await;
        world.clock().advance(30_000);
        world.deliver(&publisher(&world, "participant_left", "PA_1", began, Some("RT_1"))).expect(200).await;
        assert_ne!(world.state_of(&alice).await, "live");
        // A run between the two closes nothing that its push may take up.
        world.reconcile().await;
        world.clock().advance(2_000);
        let back = world.clock().now();
        world.deliver(&publisher(&world, "participant_joined", "PA_2", back, None)).expect(200).await;
        assert_eq!(world.state_of(&alice).await, "live", "window {window}");
        assert_eq!(started_at(&world, &alice).await, started, "window {window}");
        // The late joining of the connection that left raises nothing, and the end of the new one counts.
        world.clock().advance(5_000);
        world.deliver(&publisher(&world, "participant_left", "PA_2", back, Some("RT_1"))).expect(200).await;
        world.deliver(&publisher(&world, "participant_joined", "PA_1", began, None)).expect(200).await;
        assert_ne!(world.state_of(&alice).await, "live", "window {window}");
    }
}

#[tokio::test]
async fn a_connection_that_is_replaced_ends_nothing_when_it_is_told_late() {
    let world = World::start().await;
    let alice = alice(&world, 60).await;
    let began = world.clock().now();
    world.deliver(&ingress(&world, "ingress_started", "RT_1", Some(began), None)).expect(200).await;
    world.clock().advance(30_000);
    let back = world.clock().now();
    world.deliver(&publisher(&world, "participant_joined", "PA_2", back, None)).expect(200).await;
    world.deliver(&publisher(&world, "participant_left", "PA_1", began, Some("RT_1"))).expect(200).await;
    assert_eq!(world.state_of(&alice).await, "live");
    world.clock().advance(5_000);
    let ended = Some(world.clock().now());
    world.deliver(&ingress(&world, "ingress_ended", "RT_1", Some(began), ended)).expect(200).await;
    assert_eq!(world.state_of(&alice).await, "interrupted");
}

#[tokio::test]
async fn a_workers_clock_that_is_off_delays_nobody() {
    // The last one by so little that its claim is believed, and looks older than the push before.
    for off in [120, -120, 3_600, -5] {
        let world = World::start().await;
        let alice = alice(&world, 0).await;
        let wrong = |at: Time| Some(at.plus_secs(off));
        let first = world.clock().now();
        world.deliver(&ingress(&world, "ingress_started", "RT_1", wrong(first), None)).expect(200).await;
        assert_eq!(world.state_of(&alice).await, "live", "{off} s");
        world.clock().advance(10_000);
        let ended = world.clock().now();
        world.deliver(&ingress(&world, "ingress_ended", "RT_1", wrong(first), wrong(ended))).expect(200).await;
        assert_eq!(world.state_of(&alice).await, "offline", "{off} s");
        // By a worker whose clock is right, then again by the other one, and by one that states no start.
        for (push, started) in [("RT_2", Some(0)), ("RT_3", Some(off)), ("RT_4", None)] {
            world.clock().advance(2_000);
            let now = world.clock().now();
            let started = started.map(|off| now.plus_secs(off));
            world.deliver(&ingress(&world, "ingress_started", push, started, None)).expect(200).await;
            assert_eq!(world.state_of(&alice).await, "live", "{off} s, {push}");
            world.clock().advance(2_000);
            let ended = Some(world.clock().now());
            world.deliver(&ingress(&world, "ingress_ended", push, started, ended)).expect(200).await;
            assert_eq!(world.state_of(&alice).await, "offline", "{off} s, {push}");
        }
    }
}

#[tokio::test]
async fn a_push_in_the_future_and_the_next_one_may_be_told_at_one_moment() {
    let world = World::start().await;
    let alice = alice(&world, 60).await;
    let now = world.clock().now();
    let ahead = Some(now.plus_secs(120));
    world.deliver(&ingress(&world, "ingress_started", "RT_1", ahead, None)).expect(200).await;
    world.deliver(&ingress(&world, "ingress_ended", "RT_1", ahead, ahead)).expect(200).await;
    assert_eq!(world.state_of(&alice).await, "interrupted");
    world.deliver(&ingress(&world, "ingress_started", "RT_2", Some(now), None)).expect(200).await;
    assert_eq!(world.state_of(&alice).await, "live");
    world.clock().advance(200_000);
    assert_eq!(world.state_of(&alice).await, "live");
}
