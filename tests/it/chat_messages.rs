//! POST /api/chat/:hostId/messages.

use harness::{Answer, Bearer, LiveKitFault as Fault, World};
use serde_json::{Value, json};

pub(crate) const CHAT: &str = "/api/chat/usr_alice";

/// A creator who is live, in a room that is there.
pub(crate) async fn live(world: &World) -> Bearer {
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    alice
}

/// A chat token, as the header has it.
pub(crate) async fn token(world: &World, who: Option<&Bearer>) -> String {
    let request = world.post(&format!("{CHAT}/token")).json(&json!({"guestName": "Gina"}));
    let request = match who {
        Some(who) => request.by(who),
        None => request,
    };
    format!("Bearer {}", request.expect(200).await.data()["chatToken"].as_str().unwrap())
}

async fn say(world: &World, token: &str, text: &str) -> Answer {
    world.post(&format!("{CHAT}/messages")).header("authorization", token).json(&json!({"text": text})).send().await
}

pub(crate) async fn said(world: &World, token: &str, text: &str) -> String {
    let answer = say(world, token, text).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.data()["id"].as_str().unwrap().to_owned()
}

async fn set(world: &World, alice: &Bearer, rules: Value) {
    world.put(&format!("{CHAT}/settings")).by(alice).json(&rules).expect(200).await;
    // What processes know of a room is two seconds old at most.
    world.clock().advance(2_100);
}

pub(crate) async fn history(world: &World, query: &str) -> Answer {
    world.caught_up().await;
    world.get(&format!("{CHAT}/messages{query}")).expect(200).await
}

/// The packets of the chat that were sent into the room.
pub(crate) fn packets(world: &World) -> Vec<Value> {
    let room = world.livekit().room("usr_alice").unwrap();
    let of_chat = room.data.iter().filter(|data| data.topic == "onair.chat" && data.sender.is_none());
    of_chat.map(|data| serde_json::from_slice(&data.bytes).unwrap()).collect()
}

pub(crate) fn texts(answer: &Answer) -> Vec<&str> {
    answer.data().as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap_or("")).collect()
}

#[tokio::test]
async fn a_message_is_answered_told_and_kept() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let bob = world.viewer("bob").await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    let body = json!({"text": "  Hello \u{1F44B}  ", "clientId": "c-1", "replyTo": "01ARZ3NDEKTSV4RRFFQ69G5FAV"});
    let answer = world.post(&format!("{CHAT}/messages")).by(&bob).json(&body).expect(201).await;
    assert_eq!(answer.body["message"], "Message sent");
    let message = answer.data().clone();
    let expected = json!({
        "id": message["id"], "userId": "usr_bob", "username": "bob", "name": message["name"], "image": null,
        "roles": ["FOLLOWER"], "text": "Hello \u{1F44B}", "replyTo": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "mentions": [],
        "kind": "MESSAGE", "state": "SENT", "sentAt": message["sentAt"], "deletedAt": null, "clientId": "c-1",
    });
    assert_eq!(message, expected);
    // The room heard of it before the answer.
    let told = packets(&world);
    assert_eq!(told.len(), 1);
    assert_eq!(
        (&told[0]["v"], &told[0]["n"], &told[0]["ev"]),
        (&json!(1), &json!(1), &json!([{"t": "msg", "m": message}]))
    );
    let history = history(&world, "").await;
    assert_eq!(history.data(), &json!([message]));
    assert_eq!(history.body["pagination"], json!({"limit": 50, "before": null, "after": message["id"]}));
    // What the room was told it is not told again.
    assert_eq!(packets(&world).len(), 1);
    let host = world.post(&format!("{CHAT}/messages")).by(&alice).json(&json!({"text": "Welcome"})).expect(201).await;
    assert_eq!(host.data()["roles"], json!(["HOST"]));
}

#[tokio::test]
async fn whom_a_text_names_is_looked_up() {
    let world = World::without_limits().await;
    live(&world).await;
    let bob = world.viewer("bob").await;
    world.viewer("carl").await;
    let body = json!({"text": "@carl and @Alice, not @nobody_at_all or me@bob.example"});
    let answer = world.post(&format!("{CHAT}/messages")).by(&bob).json(&body).expect(201).await;
    assert_eq!(answer.data()["mentions"], json!(["usr_carl", "usr_alice"]));
}

#[tokio::test]
async fn the_same_client_id_is_the_same_message() {
    let world = World::without_limits().await;
    live(&world).await;
    let bob = token(&world, Some(&world.viewer("bob").await)).await;
    let send = |id: &'static str| {
        let body = json!({"text": "Hello", "clientId": id});
        world.post(&format!("{CHAT}/messages")).header("authorization", &bob).json(&body).send()
    };
    let first = send("a").await;
    let again = send("a").await;
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.data(), again.data());
    // Another id with the same words is a repeat.
    let other = send("b").await;
    assert_eq!((other.status, other.error(), &other.body["code"]), (409, "You already said that", &json!("DUPLICATE")));
    assert_eq!(history(&world, "").await.data().as_array().unwrap().len(), 1);
    world.clock().advance(30_001);
    let bob = token(&world, Some(&Bearer::new("bob", world.clock().now()))).await;
    said(&world, &bob, "Hello").await;
}

#[tokio::test]
async fn each_refusal_has_its_code() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let bob = world.viewer("bob").await;
    let refused = async |who: &str, text: &str, status: u16, error: &str, code: &str| {
        let answer = say(&world, who, text).await;
        assert_eq!(
            (answer.status, answer.error(), &answer.body["code"]),
            (status, error, &json!(code)),
            "{}",
            answer.body
        );
        answer
    };
    let (user, guest) = (token(&world, Some(&bob)).await, token(&world, None).await);
    let host = token(&world, Some(&alice)).await;

    set(&world, &alice, json!({"isChatEnabled": false})).await;
    refused(&user, "a", 403, "Chat is turned off", "CHAT_OFF").await;
    said(&world, &host, "The host may").await;
    set(&world, &alice, json!({"isChatEnabled": true, "mayGuestsWrite": false})).await;
    refused(&guest, "a", 403, "Guests cannot write in this chat", "GUESTS_OFF").await;
    said(&world, &user, "Users may").await;
    set(&world, &alice, json!({"mayGuestsWrite": true, "followersOnlyMinutes": 10})).await;
    refused(&user, "a", 403, "Only followers can write in this chat", "FOLLOWERS_ONLY").await;
    refused(&guest, "a", 403, "Only followers can write in this chat", "FOLLOWERS_ONLY").await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    let followed_at = world.clock().now();
    let follower = token(&world, Some(&bob)).await;
    let answer = refused(&follower, "a", 403, "Only followers can write in this chat", "FOLLOWERS_ONLY").await;
    assert_eq!(answer.body["until"], json!(followed_at.plus_secs(600)));
    set(&world, &alice, json!({"followersOnlyMinutes": null, "isEmoteOnly": true})).await;
    refused(&user, "words", 403, "Only emotes are allowed", "EMOTE_ONLY").await;
    said(&world, &user, "\u{1F600}\u{1F600}").await;
    set(&world, &alice, json!({"isEmoteOnly": false, "areLinksAllowed": false})).await;
    refused(&user, "see example.com/x", 403, "Links are not allowed", "LINKS").await;
    said(&world, &host, "see example.com/x").await;
    set(&world, &alice, json!({"areLinksAllowed": true, "slowModeSeconds": 30})).await;
    said(&world, &guest, "one").await;
    world.clock().advance(10_000);
    let answer = refused(&guest, "two", 429, "Slow mode", "SLOW_MODE").await;
    assert_eq!(answer.header("retry-after"), Some("20"));
    world.clock().advance(20_000);
    said(&world, &guest, "two").await;
    set(&world, &alice, json!({"slowModeSeconds": null, "isUnique": true})).await;
    said(&world, &user, "mine").await;
    refused(&guest, "MINE", 409, "You already said that", "DUPLICATE").await;
    said(&world, &host, "mine").await;
}

#[tokio::test]
async fn a_burst_has_an_end() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let (bob, host) = (world.viewer("bob").await, token(&world, Some(&alice)).await);
    let bob = token(&world, Some(&bob)).await;
    for n in 0..20 {
        said(&world, &bob, &format!("{n}")).await;
    }
    let answer = say(&world, &bob, "one more").await;
    assert_eq!((answer.status, answer.error(), &answer.body["code"]), (429, "Too many messages", &json!("TOO_FAST")));
    assert_eq!(answer.header("retry-after"), Some("2"));
    world.clock().advance(1_500);
    said(&world, &bob, "one more").await;
    for n in 0..100 {
        said(&world, &host, &format!("{n}")).await;
    }
    assert_eq!(say(&world, &host, "one more").await.status, 429);
}

/// A block is a ban from the next message on, though the token was made before; unblocking ends it.
#[tokio::test]
async fn a_block_is_a_ban() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let bob = world.viewer("bob").await;
    let user = token(&world, Some(&bob)).await;
    said(&world, &user, "one").await;
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    let answer = say(&world, &user, "two").await;
    assert_eq!(
        (answer.status, answer.error(), &answer.body["code"]),
        (403, "You are banned from this chat", &json!("BANNED"))
    );
    // A ban goes before the rules that come behind it.
    set(&world, &alice, json!({"isEmoteOnly": true})).await;
    assert_eq!(say(&world, &user, "two").await.body["code"], "BANNED");
    let answer = world.post(&format!("{CHAT}/messages")).by(&bob).json(&json!({"text": "two"})).expect(403).await;
    assert_eq!(answer.error(), "You are blocked by this creator");
    world.get(&format!("{CHAT}/messages")).by(&bob).expect(403).await;
    world.delete("/api/social/block/usr_bob").by(&alice).expect(200).await;
    set(&world, &alice, json!({"isEmoteOnly": false})).await;
    said(&world, &user, "two").await;
}

/// LiveKit away: the message stands, and later ones flow again when it answers.
#[tokio::test]
async fn livekit_may_be_away() {
    let world = World::without_limits().await;
    live(&world).await;
    let user = token(&world, Some(&world.viewer("bob").await)).await;
    world.livekit().fault(Fault::close());
    let one = said(&world, &user, "one").await;
    world.livekit().heal();
    assert_eq!(texts(&history(&world, "").await), ["one"]);
    // The worker tries once more.
    let told = packets(&world);
    assert_eq!((told.len(), &told[0]["ev"][0]["m"]["id"]), (1, &json!(one)));
    // Ids of one moment are in no order.
    world.clock().advance(1);
    said(&world, &user, "two").await;
    assert_eq!(texts(&history(&world, "").await), ["one", "two"]);
    assert_eq!(packets(&world).last().unwrap()["ev"][0]["m"]["text"], "two");
}

/// Nothing is sent to a room that is not live: LiveKit would look for it for seconds.
#[tokio::test]
async fn an_offline_room_is_not_told() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let user = token(&world, Some(&world.viewer("bob").await)).await;
    said(&world, &user, "one").await;
    assert_eq!(texts(&history(&world, "").await), ["one"]);
    assert!(world.livekit().calls().iter().all(|call| call.method != "SendData"));
}
