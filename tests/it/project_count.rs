//! `project`: counts that are asked for, and rooms that finished, when something goes wrong.

use domain::{Time, UserId};
use harness::{Fault, Proxy, Rule, World};
use project::BatchFailures;
use serde_json::{Value, json};
use store::{BroadcastItem, Connection, Count};

fn room() -> UserId {
    UserId::parse("usr_alice").unwrap()
}

/// A world in which three watch alice, and nobody counted them.
async fn watched() -> (World, Proxy) {
    let (world, proxy) = World::behind_proxy().await;
    let alice = world.creator("alice").await;
    world.go_live(&alice).await;
    for (n, room_sid) in ["RM_1", "RM_1", "RM_2"].into_iter().enumerate() {
        let connection = Connection { room_sid, sid: &format!("PA_{n}"), identity: "guest-x" };
        world.app().store.viewer_joined(&room(), connection, world.clock().now()).await.unwrap();
    }
    (world, proxy)
}

/// What the table's stream has of a lease that was taken at `asked`.
fn record(asked: Time, finished_room: Option<&str>) -> Value {
    let mut counter = json!({
        "pk": {"S": "COUNT#usr_alice"}, "sk": {"S": "COUNT"}, "leasedUntil": {"S": asked.plus_secs(10).to_string()},
    });
    if let Some(room_sid) = finished_room {
        counter["finishedRoom"] = json!({"S": room_sid});
    }
    json!({"dynamodb": {"SequenceNumber": "7", "NewImage": counter}})
}

async fn hand_in(world: &World, record: &Value) -> BatchFailures {
    project::handle(world.functions().project(), serde_json::from_value(json!({"Records": [record]})).unwrap()).await
}

async fn count(world: &World) -> Count {
    world.app().store.gate(&room()).await.unwrap().count.unwrap_or_default()
}

#[tokio::test]
async fn a_count_that_fails_holds_nothing_up_and_is_asked_for_again() {
    let (world, proxy) = watched().await;
    let asked = world.clock().now();
    assert_eq!(world.app().store.ask_for_count(&room(), asked).await.unwrap().again_at, None);
    proxy.rule(Rule::on("Query", Fault::Broken));
    assert_eq!(hand_in(&world, &record(asked, None)).await, BatchFailures::none());
    proxy.heal();
    assert_eq!((count(&world).await.viewers, count(&world).await.counted_at), (0, None));
    // The lease keeps the others from asking until it is over.
    assert_eq!(world.app().store.ask_for_count(&room(), asked).await.unwrap().again_at, Some(asked.plus_secs(10)));
    world.clock().advance(10_000);
    let again = world.clock().now();
    assert_eq!(world.app().store.ask_for_count(&room(), again).await.unwrap().again_at, None);
    assert_eq!(hand_in(&world, &record(again, None)).await, BatchFailures::none());
    assert_eq!((count(&world).await.viewers, count(&world).await.counted_at), (3, Some(again)));
}

#[tokio::test]
async fn a_count_that_comes_late_replaces_no_newer_one() {
    let (world, _proxy) = watched().await;
    let asked = world.clock().now();
    world.clock().advance(59_000);
    assert_eq!(hand_in(&world, &record(asked, None)).await, BatchFailures::none());
    assert_eq!(count(&world).await.viewers, 3);
    world.app().store.store_count(&room(), 9_u32.into(), world.clock().now()).await.unwrap();
    for late in [asked, asked.plus_secs(1)] {
        assert_eq!(hand_in(&world, &record(late, None)).await, BatchFailures::none());
        assert_eq!(count(&world).await.viewers, 9);
    }
}

#[tokio::test]
async fn what_was_asked_for_a_minute_ago_is_left_to_the_reconciler() {
    let (world, _proxy) = watched().await;
    let asked = world.clock().now();
    world.clock().advance(60_000);
    assert_eq!(hand_in(&world, &record(asked, None)).await, BatchFailures::none());
    assert_eq!(count(&world).await.counted_at, None);
}

#[tokio::test]
async fn a_clearing_that_fails_comes_again() {
    let (world, proxy) = watched().await;
    let (store, now) = (&world.app().store, world.clock().now());
    store.room_finished(&room(), "RM_1", now).await.unwrap();
    let finished = record(now, Some("RM_1"));
    for operation in ["Query", "PutItem", "UpdateItem"] {
        proxy.rule(Rule::on(operation, Fault::Broken));
        assert_eq!(hand_in(&world, &finished).await, BatchFailures::from("7".to_owned()), "{operation}");
        proxy.heal();
        assert_eq!(count(&world).await.finished_room.as_deref(), Some("RM_1"), "{operation}");
    }
    assert_eq!(hand_in(&world, &finished).await, BatchFailures::none());
    let present: Vec<_> = store.present(&room()).await.unwrap().into_iter().map(|held| held.sid).collect();
    assert_eq!(present, ["PA_2"]);
    assert_eq!((count(&world).await.viewers, count(&world).await.finished_room), (1, None));
}

/// Its record never came; the next lease brings the note along.
#[tokio::test]
async fn a_room_whose_end_was_lost_is_cleared_with_the_next_count() {
    let (world, _proxy) = watched().await;
    let store = &world.app().store;
    store.room_finished(&room(), "RM_1", world.clock().now()).await.unwrap();
    world.clock().advance(15_000);
    assert_eq!(store.ask_for_count(&room(), world.clock().now()).await.unwrap().again_at, None);
    world.caught_up().await;
    assert_eq!((count(&world).await.viewers, count(&world).await.finished_room), (1, None));
}

#[tokio::test]
async fn a_late_count_raises_no_peak_of_a_broadcast_that_ended() {
    let (world, _proxy) = watched().await;
    let store = &world.app().store;
    let broadcast = store.stream(&room()).await.unwrap().unwrap().media.broadcast.unwrap().id;
    let peak = || world.number(BroadcastItem::key(&room(), &broadcast), "peakViewers");
    assert_eq!(store.ask_for_count(&room(), world.clock().now()).await.unwrap().again_at, None);
    world.caught_up().await;
    world.clock().advance(15_000);
    let last = store.count(&room()).await.unwrap();
    let ended = domain::media::Signal::Cut { at: world.clock().now() };
    store.signal(&room(), &ended, world.clock().now()).await.unwrap();
    world.caught_up().await;
    assert_eq!(peak().await, Some(3));
    let counts = services::ViewerCounts::new(store.clone());
    counts.set_count(&room(), &last, 9, world.clock().now().plus_secs(1)).await.unwrap();
    world.caught_up().await;
    assert_eq!(peak().await, Some(3));
}
