//! POST /api/stream/ingress.

use harness::{LiveKitFault as Fault, World};
use serde_json::json;

const INGRESS: &str = "/api/stream/ingress";

#[tokio::test]
async fn a_creator_gets_a_key_and_sees_it_once() {
    let world = World::start().await;
    let alice = world.creator("alice").await;

    let answer = world.post(INGRESS).by(&alice).expect(201).await;
    insta::assert_json_snapshot!(answer.body, {
        ".data.ingressId" => "[ingress]",
        ".data.streamKey" => "[key]",
    });
    let key = answer.data()["streamKey"].as_str().unwrap();
    assert!(world.livekit().ingresses().iter().any(|ingress| ingress.stream_key == key));

    for path in ["/api/stream/info", "/api/stream/status", "/api/viewer/stream/alice"] {
        let body = world.get(path).by(&alice).expect(200).await.body.to_string();
        assert!(!body.contains(key), "{path} shows the key");
    }
}

#[tokio::test]
async fn whip_passes_through() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post(INGRESS).by(&alice).json(&json!({"ingressType": "WHIP"})).expect(201).await;
    let info = world.get("/api/stream/info").by(&alice).expect(200).await;
    assert_eq!(info.data()["ingressType"], "WHIP");
}

#[tokio::test]
async fn a_body_of_another_form_is_refused() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let answer = world.post(INGRESS).by(&alice).json(&json!({"ingressType": "HLS"})).expect(400).await;
    insta::assert_json_snapshot!(answer.body);
    let answer = world.post(INGRESS).by(&alice).body("{").expect(400).await;
    assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["body"]));
    assert!(world.livekit().ingresses().is_empty());
}

#[tokio::test]
async fn only_approved_creators_get_one() {
    let world = World::start().await;
    let answer = world.post(INGRESS).expect(401).await;
    assert_eq!(answer.error(), "Authentication required");
    let bob = world.viewer("bob").await;
    let answer = world.post(INGRESS).by(&bob).expect(403).await;
    insta::assert_json_snapshot!(answer.body);
}

#[tokio::test]
async fn a_second_key_replaces_the_first_and_leaves_viewers_in_the_room() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let first = world.post(INGRESS).by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    let guest = world.watch(&alice.id, "gina").await;
    world.settle().await;

    let second = world.post(INGRESS).by(&alice).expect(201).await;
    assert_ne!(first.data()["streamKey"], second.data()["streamKey"]);
    world.settle().await;

    let held: Vec<_> = world.livekit().ingresses().into_iter().map(|ingress| ingress.ingress_id).collect();
    assert_eq!(held, [second.data()["ingressId"].as_str().unwrap()]);
    let room = world.livekit().room(&alice.id).unwrap();
    assert!(room.participants.iter().any(|who| who.identity == guest.identity));
    // Our own doing leaves no window.
    let status = world.get("/api/stream/status").by(&alice).expect(200).await;
    assert_eq!(status.data()["state"], "offline");
}

#[tokio::test]
async fn every_failure_of_livekit_is_one_answer_and_loses_nothing() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let first = world.post(INGRESS).by(&alice).expect(201).await;
    for fault in [Fault::refuse("unavailable"), Fault::unauthorized(), Fault::garbage(), Fault::close()] {
        world.livekit().fault(fault);
        let answer = world.post(INGRESS).by(&alice).expect(500).await;
        assert_eq!(answer.error(), "Failed to create ingress");
        world.livekit().heal();
        let info = world.get("/api/stream/info").by(&alice).expect(200).await;
        assert_eq!(info.data()["ingressId"], first.data()["ingressId"]);
    }
}
