//! `project`: the copy of a creator's profile on their stream, and records that cannot be taken in.

use domain::UserId;
use harness::{Bearer, World};
use serde_json::{Value, json};

async fn card(world: &World, creator: &Bearer) -> Value {
    let id = UserId::parse(&creator.id).unwrap();
    serde_json::to_value(world.app().store.stream(&id).await.unwrap().unwrap().card).unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "so that a test can write its images in place")]
fn record(sequence: &str, old: Value, new: Value) -> Value {
    json!({"dynamodb": {"SequenceNumber": sequence, "OldImage": old, "NewImage": new}})
}

fn profile(creator: &Bearer, name: &str) -> Value {
    json!({
        "pk": {"S": format!("USER#{}", creator.id)}, "sk": {"S": "PROFILE"},
        "name": {"S": name}, "creatorStatus": {"S": "APPROVED"},
    })
}

async fn hand_in(world: &World, records: Vec<Value>) -> project::BatchFailures {
    project::handle(world.functions().project(), serde_json::from_value(json!({"Records": records})).unwrap()).await
}

#[tokio::test]
async fn the_copy_follows_the_profile() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let change = json!({"username": "alice_two", "name": "Alice the Second", "image": "https://example.com/a.png"});
    world.patch("/api/viewer/me").by(&alice).json(&change).expect(200).await;
    world.caught_up().await;
    let copy = card(&world, &alice).await;
    for field in ["username", "name", "image"] {
        assert_eq!(copy[field], change[field]);
    }
    world.patch("/api/viewer/me").by(&alice).json(&json!({"image": null})).expect(200).await;
    world.caught_up().await;
    assert_eq!(card(&world, &alice).await["image"], Value::Null);
}

#[tokio::test]
async fn a_late_or_repeated_record_brings_nothing_old_back() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    for name in ["First", "Second"] {
        world.patch("/api/viewer/me").by(&alice).json(&json!({"name": name})).expect(200).await;
    }
    let late = record("1", profile(&alice, "Alice"), profile(&alice, "First"));
    for _ in 0..2 {
        assert_eq!(hand_in(&world, vec![late.clone()]).await, project::BatchFailures::none());
        assert_eq!(card(&world, &alice).await["name"], "Second");
    }
}

#[tokio::test]
async fn a_stream_made_with_an_older_profile_gets_the_present_one() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let id = UserId::parse(&alice.id).unwrap();
    let store = &world.app().store;
    let before = store.profile(&id).await.unwrap().unwrap();
    world.patch("/api/viewer/me").by(&alice).json(&json!({"name": "Present"})).expect(200).await;
    let renamed = record("1", profile(&alice, &before.name), profile(&alice, "Present"));
    assert_eq!(hand_in(&world, vec![renamed]).await, project::BatchFailures::none());
    // What `POST /api/stream/ingress` does whose gate was read before the change.
    let ingress = domain::IngressInfo {
        ingress_id: domain::IngressId::new("IN_1"),
        ingress_type: domain::IngressType::Rtmp,
        server_url: String::new(),
    };
    store.store_key(&before, None, &ingress, world.clock().now()).await.unwrap();
    assert_ne!(card(&world, &alice).await["name"], "Present");
    let made = json!({"pk": {"S": format!("STREAM#{id}")}, "sk": {"S": "STREAM"}});
    assert_eq!(hand_in(&world, vec![record("2", json!({}), made)]).await, project::BatchFailures::none());
    assert_eq!(card(&world, &alice).await["name"], "Present");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_holds_up_nobody() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    world.patch("/api/viewer/me").by(&alice).json(&json!({"name": "Behind"})).expect(200).await;
    let poison =
        record("1", json!({}), json!({"pk": {"S": "OUTBOX#0"}, "sk": {"S": "unheardOf#x"}, "call": {"N": "7"}}));
    let good = record("2", profile(&alice, "Alice"), profile(&alice, "Behind"));
    assert_eq!(hand_in(&world, vec![poison, good]).await, project::BatchFailures::none());
    assert_eq!(card(&world, &alice).await["name"], "Behind");
}

#[tokio::test]
async fn a_record_comes_again_while_the_table_is_away() {
    let (world, proxy) = World::behind_proxy().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let change = record("7", profile(&alice, "Alice"), profile(&alice, "Later"));
    drop(proxy);
    assert_eq!(hand_in(&world, vec![change]).await.first(), Some("7"));
}
