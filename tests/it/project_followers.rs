//! `project`: the copy of a creator's follower total on their profile, which the directory shows.

use domain::UserId;
use harness::{Fault, Rule, World};
use serde_json::{Value, json};
use store::Profile;

const CREATORS: &str = "/api/social/creators";

fn alice() -> UserId {
    UserId::parse("usr_alice").unwrap()
}

async fn shown(world: &World) -> Value {
    world.get(CREATORS).expect(200).await.data()[0]["followerCount"].clone()
}

async fn copy(world: &World) -> Option<u32> {
    world.number(Profile::key(&alice()), "followerTotal").await
}

fn record(sequence: &str, total: u32) -> Value {
    let image =
        |total: u32| json!({"pk": {"S": "FOLLOWERS#usr_alice"}, "sk": {"S": "07"}, "total": {"N": total.to_string()}});
    json!({"dynamodb": {"SequenceNumber": sequence, "OldImage": image(total - 1), "NewImage": image(total)}})
}

async fn hand_in(world: &World, records: Vec<Value>) -> project::BatchFailures {
    project::handle(world.functions().project(), serde_json::from_value(json!({"Records": records})).unwrap()).await
}

#[tokio::test]
async fn the_directory_follows_follows_and_their_end() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    assert_eq!((copy(&world).await, shown(&world).await), (Some(0), json!(0)), "who was just approved has none");
    let follow = format!("/api/social/follow/{}", alice.id);
    for name in ["bob", "carol", "dora"] {
        let viewer = world.viewer(name).await;
        world.post(&follow).by(&viewer).expect(200).await;
        world.clock().advance(1);
    }
    world.caught_up().await;
    assert_eq!((copy(&world).await, shown(&world).await), (Some(3), json!(3)));
    let bob = world.viewer("bob").await;
    world.delete(&follow).by(&bob).expect(200).await;
    world.clock().advance(1);
    world.caught_up().await;
    assert_eq!((copy(&world).await, shown(&world).await), (Some(2), json!(2)));
    // A suspension and its end leave it as it is.
    let ada = world.admin("ada").await;
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&json!({"reason": "spam"})).expect(200).await;
    world.post("/api/admin/creators/usr_alice/reinstate").by(&ada).expect(200).await;
    assert_eq!(shown(&world).await, 2);
}

/// Who was approved before there was a copy.
#[tokio::test]
async fn a_profile_without_a_copy_is_counted() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    for attribute in ["followerTotal", "followersReadAt"] {
        world.forget(Profile::key(&self::alice()), attribute).await;
    }
    let bob = world.viewer("bob").await;
    world.post(&format!("/api/social/follow/{}", alice.id)).by(&bob).expect(200).await;
    assert_eq!((copy(&world).await, shown(&world).await), (None, json!(1)));
    world.caught_up().await;
    assert_eq!((copy(&world).await, shown(&world).await), (Some(1), json!(1)));
}

#[tokio::test]
async fn a_record_that_comes_late_or_twice_brings_nothing_old_back() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let bob = world.viewer("bob").await;
    world.post(&format!("/api/social/follow/{}", alice.id)).by(&bob).expect(200).await;
    for records in [vec![record("1", 7), record("2", 8)], vec![record("1", 7)]] {
        assert_eq!(hand_in(&world, records).await, project::BatchFailures::none());
        assert_eq!(copy(&world).await, Some(1), "the counter, not the record, tells");
    }
    // One whose reading was earlier than the copy's.
    let (store, before) = (&world.app().store, world.clock().now().plus_secs(-1));
    world.set_number(Profile::key(&self::alice()), "followerTotal", 5).await;
    store.copy_follower_total(&self::alice(), before).await.unwrap();
    assert_eq!(copy(&world).await, Some(5));
}

#[tokio::test]
async fn a_star_is_counted_once_a_batch() {
    let (world, proxies) = World::metered(harness::Setup::default()).await;
    world.creator("alice").await;
    let before = proxies["project"].calls().len();
    let records = (1..=50).map(|n| record(&n.to_string(), 130 + n)).collect();
    assert_eq!(hand_in(&world, records).await, project::BatchFailures::none());
    let calls: Vec<_> = proxies["project"].calls().into_iter().skip(before).map(|(operation, _)| operation).collect();
    assert_eq!(calls, ["Query", "UpdateItem"]);
}

#[tokio::test]
async fn a_copy_that_fails_comes_again() {
    let (world, proxies) = World::metered(harness::Setup::default()).await;
    world.creator("alice").await;
    proxies["project"].rule(Rule::on("UpdateItem", Fault::Broken));
    assert_eq!(hand_in(&world, vec![record("1", 2), record("2", 3)]).await.first(), Some("2"));
    proxies["project"].heal();
    assert_eq!(hand_in(&world, vec![record("2", 3)]).await, project::BatchFailures::none());
}
