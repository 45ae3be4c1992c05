//! Delay of a chat: host and moderators see at once what the others see later, in the room and in the history.

use std::time::Duration;

use domain::UserId;
use harness::{Bearer, LiveKitFault, World};
use serde_json::{Value, json};

fn path(rest: &str) -> String {
    format!("/api/chat/usr_alice{rest}")
}

/// Alice is live with a delay of four seconds, mona moderates.
async fn delayed(world: &World) -> (Bearer, Bearer, Bearer) {
    let (alice, mona, bob) = (world.creator("alice").await, world.viewer("mona").await, world.viewer("bob").await);
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    world.put(&path("/moderators/usr_mona")).by(&alice).expect(200).await;
    set(world, &alice, 4).await;
    // From here on the stream is followed.
    world.caught_up().await;
    (alice, mona, bob)
}

async fn set(world: &World, alice: &Bearer, seconds: u32) {
    let rules = json!({"delaySeconds": if seconds == 0 { Value::Null } else { json!(seconds) }});
    world.put(&path("/settings")).by(alice).json(&rules).expect(200).await;
    // What processes know of a room is two seconds old at most.
    world.clock().advance(2_001);
}

async fn say(world: &World, who: &Bearer, text: &str) -> String {
    // Ids of one moment are in no order.
    world.clock().advance(1);
    let answer = world.post(&path("/messages")).by(who).json(&json!({"text": text})).expect(201).await;
    answer.data()["id"].as_str().unwrap().to_owned()
}

async fn read(world: &World, who: Option<&Bearer>) -> (Vec<String>, Value) {
    let request = world.get(&path("/messages"));
    let answer = match who {
        Some(who) => request.by(who),
        None => request,
    };
    let answer = answer.expect(200).await;
    let ids = answer.each("id").into_iter().map(str::to_owned).collect();
    (ids, answer.body["pagination"]["after"].clone())
}

/// Waits until who moderates finds a message: while a frame waits, nothing is ever caught up.
async fn written(world: &World, alice: &Bearer, id: &str) {
    for _ in 0..200 {
        if read(world, Some(alice)).await.0.iter().any(|found| found == id) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{id} is not written");
}

/// Messages that were told, with whom alone.
fn told(world: &World) -> Vec<(String, Vec<String>)> {
    let room = world.livekit().room("usr_alice").unwrap();
    let of_chat = room.data.into_iter().filter(|data| data.topic == "onair.chat" && data.sender.is_none());
    of_chat
        .flat_map(|data| {
            let mut to = data.identities;
            to.sort_unstable();
            let packet: Value = serde_json::from_slice(&data.bytes).unwrap();
            let events = packet["ev"].as_array().unwrap().clone();
            let ids = events.into_iter().filter(|event| event["t"] == "msg");
            ids.map(move |event| (event["m"]["id"].as_str().unwrap().to_owned(), to.clone())).collect::<Vec<_>>()
        })
        .collect()
}

fn to_moderators(writer: &str) -> Vec<String> {
    let mut to = vec!["Host-usr_alice".to_owned(), "usr_mona".to_owned(), writer.to_owned()];
    to.sort_unstable();
    to
}

#[tokio::test]
async fn moderators_see_at_once_what_the_others_see_later() {
    let world = World::without_limits().await;
    let (alice, mona, bob) = delayed(&world).await;
    let carl = world.viewer("carl").await;
    let first = say(&world, &bob, "one").await;
    assert_eq!(told(&world), [(first.clone(), to_moderators("usr_bob"))]);
    written(&world, &alice, &first).await;
    for who in [&alice, &mona] {
        assert_eq!(read(&world, Some(who)).await, (vec![first.clone()], json!(first)));
    }
    // One's own is shown, but nothing is read behind it: what others said before it is to come yet.
    assert_eq!(read(&world, Some(&bob)).await, (vec![first.clone()], Value::Null));
    for who in [Some(&carl), None] {
        assert_eq!(read(&world, who).await, (vec![], Value::Null));
    }
    world.clock().advance(2_000);
    let second = say(&world, &carl, "two").await;
    written(&world, &alice, &second).await;
    assert_eq!(read(&world, None).await, (vec![], Value::Null));
    assert_eq!(told(&world).len(), 2);
    world.clock().advance(1_999);
    assert_eq!(read(&world, None).await, (vec![first.clone()], json!(first)));
    assert_eq!(read(&world, Some(&carl)).await, (vec![first.clone(), second.clone()], json!(first)));
    world.clock().advance(2_001);
    world.caught_up().await;
    let all: Vec<_> = told(&world).into_iter().filter(|(_, to)| to.is_empty()).map(|(id, _)| id).collect();
    assert_eq!(all, [first.clone(), second.clone()]);
    assert_eq!(read(&world, None).await, (vec![first, second.clone()], json!(second)));
    // Off again: all hear of it before the answer.
    set(&world, &alice, 0).await;
    let third = say(&world, &bob, "three").await;
    assert_eq!(told(&world).last().unwrap(), &(third, vec![]));
}

/// What is taken out within the delay is shown to none but the moderators.
#[tokio::test]
async fn what_is_taken_out_in_time_is_never_seen() {
    let world = World::without_limits().await;
    let (alice, mona, bob) = delayed(&world).await;
    let (bad, good) = (say(&world, &bob, "a bad word").await, say(&world, &mona, "a good one").await);
    written(&world, &alice, &good).await;
    written(&world, &alice, &bad).await;
    world.delete(&path(&format!("/messages/{bad}"))).by(&mona).expect(200).await;
    world.clock().advance(4_000);
    world.caught_up().await;
    let all: Vec<_> = told(&world).into_iter().filter(|(_, to)| to.is_empty()).map(|(id, _)| id).collect();
    assert_eq!(all, [good]);
    let answer = world.get(&path("/messages")).expect(200).await;
    assert_eq!(answer.each("state"), ["DELETED", "SENT"]);
    // A record may come twice, and what waited does.
    world.follow_chats_again().await;
    assert!(told(&world).iter().all(|(id, to)| *id != bad || !to.is_empty()));
}

/// A busy room's moderators are told in batches, and the others later; what cannot be sent comes once more.
#[tokio::test]
async fn a_busy_room_has_a_delay_too() {
    let world = World::without_limits().await;
    let (alice, _, bob) = delayed(&world).await;
    world.livekit().fault(LiveKitFault::close().on("SendData"));
    let missed = say(&world, &bob, "LiveKit is away").await;
    world.livekit().heal();
    let host = UserId::parse("usr_alice").unwrap();
    world.app().store.mark_busy(&host, world.clock().now().plus_secs(60)).await.unwrap();
    world.clock().advance(2_001);
    let mut ids = vec![missed];
    for n in 0..6 {
        let viewer = world.viewer(&format!("viewer_{n}")).await;
        ids.push(say(&world, &viewer, "hello").await);
    }
    written(&world, &alice, ids.last().unwrap()).await;
    assert!(told(&world).iter().all(|(_, to)| !to.is_empty()));
    world.clock().advance(4_000);
    world.caught_up().await;
    let of = |is_all: bool| {
        let mut told: Vec<_> = told(&world).into_iter().filter(|(_, to)| to.is_empty() == is_all).collect();
        told.sort();
        told.dedup();
        told.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!((of(true), of(false)), (ids.clone(), ids));
}

/// A delay is a mode that direct chat would go round.
#[tokio::test]
async fn a_delay_ends_direct_chat() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let put = |rules: Value| world.put(&path("/settings")).by(&alice).json(&rules).send();
    let answer = put(json!({"delaySeconds": 6})).await;
    assert_eq!((&answer.data()["delaySeconds"], &answer.data()["isDirectChatAllowed"]), (&json!(6), &json!(false)));
    let answer = put(json!({"isDirectChatAllowed": true})).await;
    assert_eq!((answer.status, answer.error()), (409, "Modes are on"));
    let answer = put(json!({"isDirectChatAllowed": true, "delaySeconds": null})).await;
    assert_eq!((answer.status, &answer.data()["delaySeconds"]), (200, &Value::Null));
}
