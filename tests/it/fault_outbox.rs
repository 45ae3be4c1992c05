//! Calls to LiveKit that hang, are many, or fail half way; and a LiveKit that does not find what it lists.

use std::time::{Duration, Instant};

use domain::UserId;
use harness::{Bearer, LiveKitFault as Fault, World};
use serde_json::json;
use store::{Call, OutboxEntry};

const QUIET: &str = "/api/stream/chat-settings";

fn id(who: &Bearer) -> UserId {
    UserId::parse(&who.id).unwrap()
}

async fn live(world: &World, name: &str) -> Bearer {
    let creator = world.creator(name).await;
    world.post("/api/stream/ingress").by(&creator).expect(201).await;
    world.livekit().push_to_room(&creator.id).unwrap();
    world.settle().await;
    creator
}

async fn waiting(world: &World) -> Vec<OutboxEntry> {
    let mut calls = vec![];
    for shard in 0..store::Store::outbox_shards() {
        calls.extend(world.app().store.due_entries(shard, world.clock().now().plus_secs(3_600), 1_000).await.unwrap());
    }
    // A new key leaves a look at the creator's ingresses, which is none of these tests' matter.
    calls.retain(|pending| !matches!(pending.call, Call::SweepIngresses { .. }));
    calls
}

/// 1,000 viewers within 10 s at 100 ms a call: that many at once.
#[tokio::test]
async fn the_rights_of_many_viewers_change_side_by_side() {
    let world = World::without_limits().await;
    let alice = live(&world, "alice").await;
    for n in 0..64 {
        world.watch(&alice.id, &format!("g{n}")).await;
    }
    world.settle().await;
    world.livekit().fault(Fault::slow(Duration::from_millis(200)).on("UpdateParticipant"));
    let begun = Instant::now();
    world.put(QUIET).by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    world.settle().await;
    let people = world.livekit().room(&alice.id).unwrap().participants;
    assert!(people.iter().filter(|who| who.kind == "STANDARD").all(|who| !who.can_publish_data));
    // One after another they take 12.8 s, and `project` gives a call 10.
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

/// A room that is too large for one attempt is done in several, and each goes on where the last one was cut short.
#[tokio::test]
async fn a_call_that_outlasts_its_time_is_tried_again_later_and_goes_on() {
    let world = World::without_limits().await;
    let alice = live(&world, "alice").await;
    for n in 0..80 {
        world.watch(&alice.id, &format!("g{n}")).await;
    }
    world.settle().await;
    let call = OutboxEntry::new(Call::SyncRoom { user_id: id(&alice) }, world.clock().now(), &world.app().random);
    world.livekit().fault(Fault::unauthorized());
    world.put(QUIET).by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    world.livekit().heal();
    world.app().store.put_entry(&call).await.unwrap();
    world.livekit().fault(Fault::slow(Duration::from_millis(400)).on("UpdateParticipant"));
    let (store, livekit) = (world.app().store.clone(), world.app().livekit.clone());
    let outbox = services::Outbox::new(store, livekit, None, world.clock().clone());
    let until = tokio::time::Instant::now() + Duration::from_millis(700);
    assert!(!outbox.make(&call, until).await.unwrap());
    // Counted and put off, though nobody came to an end with it.
    let [tried] = &waiting(&world).await[..] else { panic!("one call") };
    assert_eq!(tried.attempts, 1);
    assert!(tried.due_at > world.clock().now());
    let told = || world.livekit().calls().iter().filter(|call| call.method == "UpdateParticipant").count();
    let before = told();
    assert!((1..80).contains(&before), "{before}");
    world.livekit().heal();
    world.clock().advance(61_000);
    world.reconcile().await;
    assert_eq!(waiting(&world).await, []);
    assert!(told() - before < 80, "{} of 80 were done twice", told() + before - 80);
    let people = world.livekit().room(&alice.id).unwrap().participants;
    assert!(people.iter().filter(|who| who.kind == "STANDARD").all(|who| !who.can_publish_data));
}

#[tokio::test]
async fn the_calls_that_are_due_come_by_their_time() {
    let world = World::start().await;
    let now = world.clock().now();
    for n in 0..40_i64 {
        let name = format!("usr_{:02}", (n * 7) % 40);
        // Clips have shards of their own.
        for call in [Call::CloseRoom { room: UserId::parse(&name).unwrap() }, Call::MakeClip { clip_id: name }] {
            let entry = OutboxEntry::new(call, now.plus_secs(-n), &world.app().random);
            world.app().store.put_entry(&entry).await.unwrap();
        }
    }
    for shard in 0..store::Store::outbox_shards() {
        let due = world.app().store.due_entries(shard, now, 100).await.unwrap();
        let first = world.app().store.due_entries(shard, now, 3).await.unwrap();
        assert!(due.is_sorted_by_key(|call| call.due_at) && due.len() > 3);
        assert_eq!(first, due[..3]);
    }
}

/// What LiveKit lists and does not find (livekit/livekit#3763) is neither gone nor empty.
#[tokio::test]
async fn what_is_listed_and_not_found_is_not_gone() {
    let world = World::start().await;
    let alice = live(&world, "alice").await;
    let bob = world.viewer("bob").await;
    world.watch_as(&alice.id, &bob).await;
    world.settle().await;
    let not_found = |method: &str| world.livekit().fault(Fault::refuse("not_found").on(method));
    for method in ["UpdateRoomMetadata", "UpdateParticipant", "RemoveParticipant", "DeleteRoom"] {
        not_found(method);
    }
    world.put(QUIET).by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    world.post(&format!("/api/social/block/{}", bob.id)).by(&alice).expect(200).await;
    world.settle().await;
    assert_eq!(waiting(&world).await.len(), 2, "neither is taken for done");
    world.livekit().heal();
    world.clock().advance(61_000);
    world.reconcile().await;
    world.settle().await;
    assert_eq!(waiting(&world).await, []);
    let room = world.livekit().room(&alice.id).unwrap();
    assert!(room.metadata.contains("\"isChatEnabled\":false"), "{}", room.metadata);
    assert!(room.participants.iter().all(|who| who.identity != bob.id));
}

#[tokio::test]
async fn a_participant_list_that_is_not_found_empties_no_room() {
    let world = World::start().await;
    let alice = live(&world, "alice").await;
    let guest = world.watch(&alice.id, "gina").await;
    world.settle().await;
    world.livekit().lose("participant_left");
    world.livekit().lose("participant_joined");
    world.watch(&alice.id, "other").await;
    world.livekit().fault(Fault::refuse("not_found").on("ListParticipants"));
    world.clock().advance(60_000);
    world.reconcile().await;
    assert_eq!(world.state_of(&alice).await, "live");
    let present = world.app().store.present(&id(&alice)).await.unwrap();
    assert!(present.iter().any(|held| held.sid == guest.sid), "nobody is marked as left");
    world.livekit().heal();
    world.clock().advance(60_000);
    world.reconcile().await;
    assert_eq!(world.app().store.present(&id(&alice)).await.unwrap().len(), 2);
}

/// The call waits, the block is taken back, LiveKit answers again.
#[tokio::test]
async fn who_was_unblocked_meanwhile_is_not_put_out() {
    let world = World::start().await;
    let alice = live(&world, "alice").await;
    let bob = world.viewer("bob").await;
    world.watch_as(&alice.id, &bob).await;
    world.settle().await;
    world.livekit().fault(Fault::unauthorized());
    let block = format!("/api/social/block/{}", bob.id);
    world.post(&block).by(&alice).expect(200).await;
    world.settle().await;
    world.delete(&block).by(&alice).expect(200).await;
    world.livekit().heal();
    world.clock().advance(61_000);
    world.reconcile().await;
    world.settle().await;
    let people = world.livekit().room(&alice.id).unwrap().participants;
    assert!(people.iter().any(|who| who.identity == bob.id), "thrown out");
    assert_eq!(waiting(&world).await, []);
}

/// Waiting rooms cost no request each; the one of a suspended creator is closed.
#[tokio::test]
async fn rooms_in_which_people_wait_are_not_listed() {
    let world = World::without_limits().await;
    for n in 0..30 {
        let creator = world.creator(&format!("c{n}")).await;
        world.post("/api/stream/ingress").by(&creator).expect(201).await;
        world.watch(&creator.id, "gina").await;
    }
    world.settle().await;
    let lists = || world.livekit().calls().iter().filter(|call| call.method == "ListParticipants").count();
    let before = lists();
    world.reconcile().await;
    assert_eq!(lists(), before);
}
