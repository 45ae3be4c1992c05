//! POST /api/chat/:hostId/token, and the chat token of POST /api/viewer/token.

use harness::World;
use serde_json::{Value, json};

const CHAT: &str = "/api/chat/usr_alice";

fn bearer(token: &Value) -> String {
    format!("Bearer {}", token.as_str().unwrap())
}

#[tokio::test]
async fn a_token_speaks_for_five_minutes_in_its_own_chat() {
    let world = World::without_limits().await;
    let (alice, carol) = (world.creator("alice").await, world.creator("carol").await);
    world.stream_of(&alice).await;
    world.stream_of(&carol).await;
    let bob = world.viewer("bob").await;
    let answer = world.post(&format!("{CHAT}/token")).by(&bob).expect(200).await;
    assert_eq!(answer.body["message"], "Token generated successfully");
    let data = answer.data();
    assert_eq!(data["identity"], "usr_bob");
    assert_eq!(data["expiresAt"], json!(domain::Time::from_secs(world.clock().now().as_secs() + 300)));
    let token = bearer(&data["chatToken"]);
    let send = |path: &str, text: &str| {
        world.post(&format!("{path}/messages")).header("authorization", &token).json(&json!({"text": text})).send()
    };
    assert_eq!(send(CHAT, "one").await.status, 201);
    // In another one it is refused before anything else is looked at.
    assert_eq!(send("/api/chat/usr_carol", "one").await.status, 401);
    assert_eq!(send("/api/chat/usr_carol", "").await.status, 401);
    let unknown = domain::chat::id::first_at(world.clock().now());
    let delete = world.delete(&format!("/api/chat/usr_carol/messages/{unknown}")).header("authorization", &token);
    delete.expect(401).await;
    // It is no bearer token.
    world.get("/api/viewer/me").header("authorization", &token).expect(401).await;
    world.get(CHAT).header("authorization", &token).expect(401).await;
    let forged = format!("{token}x");
    world
        .post(&format!("{CHAT}/messages"))
        .header("authorization", &forged)
        .json(&json!({"text": "x"}))
        .expect(401)
        .await;
    world.clock().advance(300_000);
    let answer = send(CHAT, "two").await;
    assert_eq!((answer.status, answer.error()), (401, "Authentication required"));
}

#[tokio::test]
async fn the_viewer_token_has_one_of_the_same_identity() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let body = json!({"hostId": "usr_alice", "guestName": "Gina"});
    let answer = world.post("/api/viewer/token").json(&body).expect(200).await;
    let data = answer.data();
    assert!(data["chatTokenExpiresAt"].is_string());
    let message = json!({"text": "Hi"});
    let token = bearer(&data["chatToken"]);
    let said = world.post(&format!("{CHAT}/messages")).header("authorization", &token).json(&message).expect(201).await;
    assert_eq!((&said.data()["userId"], &said.data()["name"]), (&data["identity"], &json!("Gina")));
    assert_eq!((&said.data()["username"], &said.data()["roles"]), (&Value::Null, &json!([])));
    // The host watches under another identity than they publish with, and speaks as themselves.
    let answer = world.post("/api/viewer/token").by(&alice).json(&body).expect(200).await;
    assert_eq!(answer.data()["identity"], "Host-usr_alice");
    let token = bearer(&answer.data()["chatToken"]);
    let said = world.post(&format!("{CHAT}/messages")).header("authorization", &token).json(&message).expect(201).await;
    assert_eq!((&said.data()["userId"], &said.data()["roles"]), (&json!("usr_alice"), &json!(["HOST"])));
}

#[tokio::test]
async fn a_guest_keeps_their_identity() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let path = format!("{CHAT}/token");
    let answer = world.post(&path).json(&json!({})).expect(400).await;
    assert_eq!(answer.error(), "Guest name is required for anonymous viewers");
    let first = world.post(&path).json(&json!({"guestName": "Gina"})).expect(200).await;
    world.clock().advance(600_000);
    let next = world.post(&path).json(&json!({"chatToken": first.data()["chatToken"]})).expect(200).await;
    assert_eq!((&next.data()["identity"], &next.data()["name"]), (&first.data()["identity"], &json!("Gina")));
    assert_ne!(next.data()["chatToken"], first.data()["chatToken"]);
    // Not for longer than a day, and not one that is no token of ours.
    world.clock().advance(24 * 60 * 60 * 1_000);
    for old in [first.data()["chatToken"].clone(), json!("not.a.token")] {
        world.post(&path).json(&json!({"chatToken": old})).expect(400).await;
    }
    assert_eq!(
        world.post("/api/chat/usr_nobody/token").json(&json!({"guestName": "G"})).expect(404).await.error(),
        "Stream not found"
    );
}
