//! Idempotency-Key.

use harness::{Answer, Bearer, World, claims_of};
use serde_json::{Value, json};
use store::{Answer as Kept, Attempt, Begun};

use crate::http_seed;

const INFO: &str = "/api/stream/info";
const TOKEN: &str = "/api/viewer/token";
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

async fn with_stream() -> (World, Bearer) {
    let world = World::start().await;
    let alice = http_seed::creator(&world, "alice").await;
    http_seed::stream(&world, &alice).await;
    (world, alice)
}

async fn put(world: &World, by: &Bearer, key: &str, body: &Value, status: u16) -> Answer {
    world.put(INFO).by(by).header("idempotency-key", key).json(body).expect(status).await
}

fn is_replayed(answer: &Answer) -> bool {
    answer.header("idempotent-replayed") == Some("true")
}

#[tokio::test]
async fn a_repeated_request_is_not_done_again() {
    let (world, alice) = with_stream().await;
    let body = json!({"title": "First"});
    let first = put(&world, &alice, "key-1", &body, 200).await;
    assert!(!is_replayed(&first));
    world.put(INFO).by(&alice).json(&json!({"title": "Second"})).expect(200).await;

    world.clock().advance(50 * 60 * 1_000);
    let again = put(&world, &alice, "key-1", &body, 200).await;
    assert!(is_replayed(&again));
    assert_eq!((&again.body, again.header("cache-control")), (&first.body, Some("no-store")));
    let info = world.get(INFO).by(&alice).expect(200).await;
    assert_eq!(info.data()["title"], "Second");

    world.clock().advance(DAY_MILLIS);
    let alice = Bearer::new("alice", world.clock().now());
    assert!(!is_replayed(&put(&world, &alice, "key-1", &body, 200).await));
    let info = world.get(INFO).by(&alice).expect(200).await;
    assert_eq!(info.data()["title"], "First");
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_caller() {
    let (world, alice) = with_stream().await;
    let body = json!({"title": "First"});
    put(&world, &alice, "key-1", &body, 200).await;
    let other = put(&world, &alice, "key-1", &json!({"title": "Other"}), 409).await;
    assert_eq!(other.error(), "Idempotency key already used");
    let chat = world.put("/api/stream/chat-settings").by(&alice).header("idempotency-key", "key-1").json(&body);
    assert_eq!(chat.expect(409).await.error(), "Idempotency key already used");

    let bob = http_seed::creator(&world, "bob").await;
    http_seed::stream(&world, &bob).await;
    assert!(!is_replayed(&put(&world, &bob, "key-1", &body, 200).await));
}

#[tokio::test]
async fn definite_refusals_are_repeated_too() {
    let world = World::start().await;
    let alice = http_seed::creator(&world, "alice").await;
    let body = json!({"title": "First"});
    put(&world, &alice, "key-1", &body, 404).await;
    http_seed::stream(&world, &alice).await;
    let again = put(&world, &alice, "key-1", &body, 404).await;
    assert!(is_replayed(&again));
    assert_eq!(again.error(), "Stream not found");
    put(&world, &alice, "key-2", &body, 200).await;
}

#[tokio::test]
async fn the_role_is_refused_before_a_bad_key() {
    let world = World::start().await;
    let bob = Bearer::new("bob", world.clock().now());
    let refused = put(&world, &bob, "", &json!({"title": "First"}), 403).await;
    assert_eq!(refused.error(), "Creator application required");
    let alice = http_seed::creator(&world, "alice").await;
    let refused = put(&world, &alice, "", &json!({"title": "First"}), 400).await;
    assert_eq!((refused.error(), refused.fields()), ("Validation error", vec!["Idempotency-Key"]));
}

#[tokio::test]
async fn of_many_at_once_one_is_done() {
    let (world, alice) = with_stream().await;
    let body = json!({"title": "First"});
    let sent = (0..8).map(|_| world.put(INFO).by(&alice).header("idempotency-key", "key-1").json(&body).send());
    let answers = futures::future::join_all(sent).await;
    let first: Vec<_> = answers.iter().filter(|answer| answer.status == 200 && !is_replayed(answer)).collect();
    assert_eq!(first.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((answer.status, answer.error()), (409, "Request in progress"));
        assert!(answer.header("retry-after").is_some());
    }
}

#[tokio::test]
async fn a_dead_attempt_gives_way_to_the_same_request_only() {
    let world = World::start().await;
    let (store, clock) = (&world.app().store, world.clock());
    let attempt = |holder, fingerprint| Attempt { scope: "scope", fingerprint, holder };
    let begin =
        async |holder, fingerprint| store.begin_request(attempt(holder, fingerprint), clock.now()).await.unwrap();
    let lease_ends = clock.now().plus_secs(30);

    assert_eq!(begin("a", "request").await, Begun::Ours);
    assert_eq!(begin("a", "request").await, Begun::Ours, "the SDK's retry of the same write");
    assert_eq!(begin("b", "request").await, Begun::InFlight(lease_ends));
    clock.advance(30_000);
    assert_eq!(begin("b", "another").await, Begun::AnotherRequest);
    assert_eq!(begin("b", "request").await, Begun::Ours);

    let answer = Kept { status: 200, body: Some("{}".to_owned()), note: None };
    assert!(!store.finish_request(attempt("a", "request"), &answer).await.unwrap(), "overtaken");
    store.release_request(attempt("a", "request")).await.unwrap();
    assert!(store.finish_request(attempt("b", "request"), &answer).await.unwrap());
    assert_eq!(begin("c", "request").await, Begun::Answered(answer));
    store.release_request(attempt("b", "request")).await.unwrap();
    assert_eq!(begin("c", "request").await, Begun::Ours);
}

#[tokio::test]
async fn a_token_is_made_anew_for_the_same_identity_with_the_rights_of_now() {
    let (world, alice) = with_stream().await;
    let body = json!({"hostId": alice.id, "guestName": "Gina"});
    let token = async || world.post(TOKEN).header("idempotency-key", "key-1").json(&body).expect(200).await;
    let first = token().await;
    let settings = json!({"isChatFollowersOnly": true});
    world.put("/api/stream/chat-settings").by(&alice).json(&settings).expect(200).await;

    let again = token().await;
    assert!(is_replayed(&again));
    assert_eq!(again.data()["identity"], first.data()["identity"]);
    assert_eq!(claims_of(&again)["sub"], first.data()["identity"]);
    assert_eq!(claims_of(&first)["video"]["canPublishData"], true);
    assert_eq!(claims_of(&again)["video"]["canPublishData"], false);

    let elsewhere = world.post(TOKEN).from_ip([203, 0, 113, 8]).header("idempotency-key", "key-1").json(&body);
    let elsewhere = elsewhere.expect(200).await;
    assert!(!is_replayed(&elsewhere));
    assert_ne!(elsewhere.data()["identity"], first.data()["identity"]);
}
