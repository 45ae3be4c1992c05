//! The cast of the tests about who is what in a chat, and what they do.

use harness::{Answer, Bearer, World};
use serde_json::{Value, json};

const CHAT: &str = "/api/chat/usr_alice";

pub(crate) fn path(rest: &str) -> String {
    format!("{CHAT}{rest}")
}

/// A creator with a stream, a moderator of theirs, and a viewer.
pub(crate) async fn cast(world: &World) -> (Bearer, Bearer, Bearer) {
    let (alice, mod_, bob) = (world.creator("alice").await, world.viewer("mod").await, world.viewer("bob").await);
    world.stream_of(&alice).await;
    world.put(&path("/moderators/usr_mod")).by(&alice).expect(200).await;
    (alice, mod_, bob)
}

/// Ids are in the order of time to the millisecond; what a test does one after another has to differ in it.
pub(crate) async fn say(world: &World, who: &Bearer, text: &str) -> Answer {
    world.clock().advance(1);
    world.post(&path("/messages")).by(who).json(&json!({"text": text})).send().await
}

pub(crate) async fn ban(world: &World, by: &Bearer, body: Value) -> Answer {
    world.clock().advance(1);
    world.post(&path("/bans")).by(by).json(&body).send().await
}

pub(crate) async fn texts(world: &World) -> Vec<String> {
    world.caught_up().await;
    let history = world.get(&path("/messages")).expect(200).await;
    history.each("text").iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) async fn list(world: &World, rest: &str, by: &Bearer) -> Answer {
    world.get(&path(rest)).by(by).expect(200).await
}

/// What is told in the room: the first event of each packet, and to whom.
pub(crate) fn told(world: &World) -> Vec<(Value, Vec<String>)> {
    let room = world.livekit().room("usr_alice").unwrap();
    let of_chat = room.data.iter().filter(|data| data.topic == "onair.chat" && data.sender.is_none());
    let first = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap()["ev"][0].clone();
    of_chat.map(|data| (first(&data.bytes), data.identities.clone())).collect()
}

pub(crate) async fn go_live(world: &World, alice: &Bearer) {
    world.post("/api/stream/ingress").by(alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
}
