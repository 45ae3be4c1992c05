//! What the reconciler finds that nobody told.

use domain::{IngressType, Quality, UserId};
use harness::{Bearer, LiveKitFault as Fault, World};
use serde_json::json;

const INGRESS: &str = "/api/stream/ingress";

async fn minutes(world: &World, count: usize) {
    for _ in 0..count {
        world.clock().advance(61_000);
        world.reconcile().await;
        world.settle().await;
    }
}

fn held(world: &World) -> Vec<String> {
    world.livekit().ingresses().into_iter().map(|ingress| ingress.ingress_id).collect()
}

async fn started_at(world: &World, who: &Bearer) -> String {
    let status = world.get("/api/stream/status").by(who).expect(200).await;
    status.data()["startedAt"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_encoder_that_returned_unseen_goes_on_with_its_broadcast() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).expect(201).await;
    world.put("/api/stream/info").by(&alice).json(&json!({"reconnectWindow": 300})).expect(200).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let started = started_at(&world, &alice).await;
    world.clock().advance(60_000);
    world.livekit().stop(&alice.id);
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "interrupted");
    world.clock().advance(10_000);
    for event in ["ingress_started", "participant_joined"] {
        world.livekit().lose(event);
    }
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "interrupted", "nobody told");
    world.reconcile().await;
    assert_eq!(world.state_of(&alice).await, "live");
    assert_eq!(started_at(&world, &alice).await, started);
}

#[tokio::test]
async fn every_way_to_end_a_publish_is_seen_though_nobody_tells() {
    for kill in [(|world: &World| world.livekit().stop("usr_alice")) as fn(&World) -> bool, |world| {
        world.livekit().kill_worker("usr_alice")
    }] {
        let world = World::start().await;
        let alice = world.creator("alice").await;
        world.post(INGRESS).by(&alice).expect(201).await;
        world.livekit().push_to_room(&alice.id).unwrap();
        world.settle().await;
        for event in ["ingress_ended", "participant_left", "room_finished"] {
            world.livekit().lose(event);
        }
        assert!(kill(&world));
        world.settle().await;
        assert_eq!(world.state_of(&alice).await, "live", "nobody told");
        minutes(&world, 1).await;
        assert_ne!(world.state_of(&alice).await, "live");
    }
}

#[tokio::test]
async fn an_orphan_that_was_never_noted_is_found_within_the_day() {
    let world = World::without_limits().await;
    for n in 0..25 {
        world.creator(&format!("creator{n}")).await;
    }
    let alice = world.creator("alice").await;
    let made = world.post(INGRESS).by(&alice).expect(201).await;
    let key = made.data()["ingressId"].as_str().unwrap().to_owned();
    let id = UserId::parse(&alice.id).unwrap();
    let orphan = world.app().livekit.create_ingress(&id, IngressType::Rtmp, Quality::default()).await.unwrap();
    let last = UserId::parse("usr_creator0").unwrap();
    world.app().livekit.create_ingress(&last, IngressType::Rtmp, Quality::default()).await.unwrap();

    world.livekit().fault(Fault::close());
    minutes(&world, 2).await;
    assert_eq!(held(&world).len(), 3, "nothing is concluded from a LiveKit that is away");
    world.livekit().heal();
    // A round of 26 creators takes two runs, and each orphan two looks.
    minutes(&world, 6).await;
    assert_eq!(held(&world), [key], "{} is gone", orphan.info.ingress_id);
}

#[tokio::test]
async fn who_publishes_by_a_foreign_ingress_is_cut_off() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let made = world.post(INGRESS).by(&alice).expect(201).await;
    let id = UserId::parse(&alice.id).unwrap();
    let orphan = world.app().livekit.create_ingress(&id, IngressType::Rtmp, Quality::default()).await.unwrap();
    world.livekit().push(orphan.stream_key.expose()).unwrap();
    world.settle().await;
    assert_eq!(world.state_of(&alice).await, "offline", "it is none of hers");
    world.reconcile().await;
    assert_eq!(held(&world), [made.data()["ingressId"].as_str().unwrap()]);
}

#[tokio::test]
async fn a_room_of_a_suspended_creator_is_closed_again() {
    let world = World::start().await;
    let ada = world.admin("ada").await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).expect(201).await;
    let token = json!({"hostId": alice.id, "guestName": "Gus"});
    let token = world.post("/api/viewer/token").json(&token).expect(200).await;
    let path = format!("/api/admin/creators/{}/suspend", alice.id);
    world.post(&path).by(&ada).json(&json!({"reason": "Rules"})).expect(200).await;
    world.settle().await;
    world.livekit().join(token.data()["token"].as_str().unwrap()).unwrap();
    world.settle().await;
    assert!(world.livekit().room(&alice.id).is_some());
    minutes(&world, 1).await;
    assert!(world.livekit().room(&alice.id).is_none());
}
