//! Presence that outlives what we keep of it, rooms that are none of ours, items that are lost, and a publisher who is
//! away for as long as the two looks of the reconciler are apart.

use std::time::Duration;

use domain::UserId;
use harness::{Bearer, World};
use serde_json::json;
use store::{BroadcastItem, Connection, Count, Held};

async fn live(world: &World) -> Bearer {
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    alice
}

fn alice_id() -> UserId {
    UserId::parse("usr_alice").unwrap()
}

async fn shown(world: &World) -> u64 {
    let alice = Bearer::new("alice", world.clock().now());
    world.get("/api/stream/status").by(&alice).expect(200).await.data()["viewerCount"].as_u64().unwrap()
}

#[tokio::test]
async fn who_watches_for_longer_than_a_day_is_still_there() {
    let world = World::start().await;
    live(&world).await;
    let first = world.watch("usr_alice", "first").await;
    world.settle().await;
    world.clock().advance((24 * 60 + 1) * 60 * 1_000);
    world.watch("usr_alice", "second").await;
    world.settle().await;
    assert_eq!(shown(&world).await, 2);
    // The room's own minute of ten comes, and what we hold of them is kept for longer.
    let expires = || world.number(Held::key(&alice_id(), &first.sid), "expiresAt");
    let before = expires().await.unwrap();
    for _ in 0..10 {
        world.clock().advance(60_000);
        world.reconcile().await;
    }
    assert!(expires().await.unwrap() > before);
    assert_eq!(shown(&world).await, 2);
    world.watch("usr_alice", "third").await;
    world.settle().await;
    world.clock().advance(16_000);
    world.watch("usr_alice", "fourth").await;
    world.settle().await;
    assert_eq!(shown(&world).await, 4);
}

/// What nobody ever takes away goes by itself: a presence, one that left, and the counter of a room that is none of ours.
#[tokio::test]
async fn what_we_hold_of_strangers_goes_by_itself() {
    let world = World::start().await;
    let (store, room, now) = (&world.app().store, UserId::parse("somebodys-room").unwrap(), world.clock().now());
    let days = |expires: Option<u32>| expires.map(|at| (i64::from(at) - now.as_secs()) / (24 * 60 * 60));
    let connection = Connection { room_sid: "RM_1", sid: "PA_1", identity: "x" };
    store.viewer_joined(&room, connection, now).await.unwrap();
    assert_eq!(days(world.number(Held::key(&room, "PA_1"), "expiresAt").await), Some(2));
    store.viewer_left(&room, "PA_1", "x", now).await.unwrap();
    assert_eq!(days(world.number(Held::key(&room, "PA_1"), "expiresAt").await), Some(0));
    store.ask_for_count(&room, now).await.unwrap();
    assert_eq!(days(world.number(Count::key(&room), "expiresAt").await), Some(7));
    let other = UserId::parse("anothers-room").unwrap();
    store.room_finished(&other, "RM_1", now).await.unwrap();
    assert_eq!(days(world.number(Count::key(&other), "expiresAt").await), Some(7));
    // Ours is kept, also where somebody waited before the first broadcast.
    store.ask_for_count(&alice_id(), now).await.unwrap();
    live(&world).await;
    world.clock().advance(20_000);
    store.ask_for_count(&alice_id(), world.clock().now()).await.unwrap();
    assert_eq!(world.number(Count::key(&alice_id()), "expiresAt").await, None);
}

/// However the item of a broadcast was lost: the broadcast ends, and has an item again.
#[tokio::test]
async fn a_broadcast_whose_item_is_missing_can_be_closed() {
    for by in ["window", "key", "suspension"] {
        let world = World::start().await;
        let alice = live(&world).await;
        let stream = world.app().store.stream(&alice_id()).await.unwrap().unwrap();
        let broadcast = BroadcastItem::key(&alice_id(), &stream.media.broadcast.unwrap().id);
        world.delete_item(broadcast.clone().into()).await;
        match by {
            "window" => {
                world.livekit().stop(&alice.id);
                world.settle().await;
                world.clock().advance(121_000);
                world.reconcile().await;
            }
            "key" => drop(world.delete("/api/stream/ingress").by(&alice).expect(200).await),
            _ => {
                let ada = world.admin("ada").await;
                let path = format!("/api/admin/creators/{}/suspend", alice.id);
                world.post(&path).by(&ada).json(&json!({"reason": "Rules"})).expect(200).await;
            }
        }
        let stream = world.app().store.stream(&alice_id()).await.unwrap().unwrap();
        assert_eq!(stream.media.broadcast, None, "{by}");
        assert_eq!(world.number(broadcast, "peakViewers").await, Some(0), "{by}: there again");
    }
}

/// Both looks must see the room without its publisher, so they are farther apart than a reconnect takes.
#[tokio::test]
async fn a_publisher_who_is_away_at_one_look_is_not_taken_for_gone() {
    let world = World::start().await;
    let alice = live(&world).await;
    for event in ["participant_left", "ingress_ended", "participant_joined", "ingress_started"] {
        world.livekit().lose(event);
    }
    let app = world.functions().reconcile().clone();
    assert!(world.livekit().stop(&alice.id));
    let run = async { reconcile::handle(&app, reconcile::LOOK_GAP).await.unwrap() };
    let back = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        world.livekit().push_to_room(&alice.id).unwrap();
    };
    tokio::join!(run, back);
    assert_eq!(world.state_of(&alice).await, "live");
}
