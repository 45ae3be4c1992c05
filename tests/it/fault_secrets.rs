//! Secrets Manager gone, at cold start and after; and a rotation of the keys that it holds.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use harness::{Bearer, JWT_SECRET, LIVEKIT_KEY, LIVEKIT_SECRET, Setup, Webhook, World};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:secretsmanager:us-east-1:000000000000:secret:onair";
const NEW_KEY: &str = "newkey";
const NEW_SECRET: &str = "the-tests-own-secret-of-livekit-00000002";

/// What Secrets Manager holds; nothing while it is gone.
#[derive(Clone, Default)]
struct Vault {
    secret: Arc<Mutex<Option<Value>>>,
    asked: Arc<AtomicU64>,
}

impl Vault {
    fn hold(&self, secret: Value) {
        *self.secret.lock().unwrap() = Some(secret);
    }

    fn go(&self) {
        *self.secret.lock().unwrap() = None;
    }

    /// How often it was asked since the last call; the SDK asks four times while it is gone.
    fn take_asked(&self) -> u64 {
        self.asked.swap(0, Ordering::Relaxed)
    }
}

async fn answer(State(vault): State<Vault>) -> Response {
    vault.asked.fetch_add(1, Ordering::Relaxed);
    let secret = vault.secret.lock().unwrap().clone();
    let (status, body) = match secret {
        Some(secret) => (StatusCode::OK, json!({"ARN": ARN, "Name": "onair", "SecretString": secret.to_string()})),
        None => (StatusCode::INTERNAL_SERVER_ERROR, json!({"__type": "InternalServiceError", "Message": "gone"})),
    };
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.1")], body.to_string()).into_response()
}

fn first() -> Value {
    json!({"LIVEKIT_API_KEY": LIVEKIT_KEY, "LIVEKIT_API_SECRET": LIVEKIT_SECRET, "JWT_SECRET": JWT_SECRET})
}

fn rotated() -> Value {
    json!({
        "LIVEKIT_API_KEY": NEW_KEY, "LIVEKIT_API_SECRET": NEW_SECRET, "JWT_SECRET": JWT_SECRET,
        "LIVEKIT_PREVIOUS_API_KEY": LIVEKIT_KEY, "LIVEKIT_PREVIOUS_API_SECRET": LIVEKIT_SECRET,
    })
}

async fn world() -> (World, Vault) {
    let vault = Vault::default();
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(answer).with_state(vault.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let variables = vec![("SECRET_ARN", ARN.to_owned()), ("AWS_ENDPOINT_URL_SECRETS_MANAGER", url)];
    (World::with(Setup { variables, ..Setup::default() }).await, vault)
}

fn event(id: &str) -> Webhook {
    Webhook::new(&json!({"event": "room_started", "id": id, "createdAt": "1", "room": {"name": "usr_alice"}}))
}

#[tokio::test]
async fn gone_at_cold_start_it_is_503_and_then_all_is_well() {
    let (world, vault) = world().await;
    let alice = Bearer::new("alice", world.clock().now());
    for request in [world.get("/api/viewer/me").by(&alice), world.deliver(&event("EV_1"))] {
        let answer = request.expect(503).await;
        assert_eq!(answer.error(), "Service unavailable");
        assert!(answer.header("retry-after").is_some());
    }
    assert_eq!(vault.take_asked(), 8, "two processes, four attempts each");
    vault.hold(first());
    world.get("/api/viewer/me").by(&alice).expect(200).await;
    world.deliver(&event("EV_1")).expect(200).await;
}

#[tokio::test]
async fn gone_later_the_secrets_held_go_on() {
    let (world, vault) = world().await;
    vault.hold(first());
    world.deliver(&event("EV_1")).expect(200).await;
    vault.go();
    world.clock().advance(16 * 60_000);
    vault.take_asked();
    for n in 0..10 {
        world.deliver(&event(&format!("EV_2_{n}"))).expect(200).await;
    }
    assert_eq!(vault.take_asked(), 4, "one read a minute, of four attempts");
    world.clock().advance(61_000);
    world.deliver(&event("EV_3")).expect(200).await;
    assert_eq!(vault.take_asked(), 4);
}

#[tokio::test]
async fn a_rotation_needs_no_deploy() {
    let (world, vault) = world().await;
    vault.hold(first());
    world.deliver(&event("EV_1")).expect(200).await;
    vault.hold(rotated());
    vault.take_asked();

    // The first event by the new key is taken in, though the secrets were read a moment ago.
    let new = |id: &str| event(id).signed_by(NEW_KEY, NEW_SECRET);
    world.deliver(&new("EV_2")).expect(200).await;
    assert_eq!(vault.take_asked(), 1);
    // During the rotation both keys sign.
    world.deliver(&event("EV_3")).expect(200).await;
    world.deliver(&new("EV_4")).expect(200).await;
    assert_eq!(vault.take_asked(), 0);

    // Whoever signs with anything else makes one read a minute.
    let foreign = |id: &str| event(id).signed_by("other", "another secret of at least 32 bytes!");
    for n in 0..5 {
        world.deliver(&foreign(&format!("EV_5_{n}"))).expect(401).await;
    }
    assert_eq!(vault.take_asked(), 0, "within the minute of the last one");
    world.clock().advance(61_000);
    for n in 0..5 {
        world.deliver(&foreign(&format!("EV_6_{n}"))).expect(401).await;
    }
    assert_eq!(vault.take_asked(), 1);

    // The rotation ends: the previous key signs no more.
    let mut after = rotated();
    for gone in ["LIVEKIT_PREVIOUS_API_KEY", "LIVEKIT_PREVIOUS_API_SECRET"] {
        after.as_object_mut().unwrap().remove(gone);
    }
    vault.hold(after);
    world.clock().advance(16 * 60_000);
    world.deliver(&new("EV_7")).expect(200).await;
    world.deliver(&event("EV_8")).expect(401).await;
}

/// LiveKit's keys are a map by name: a secret may be changed and its key's name kept.
#[tokio::test]
async fn a_rotation_may_keep_the_keys_name() {
    let (world, vault) = world().await;
    let mut same_name = rotated();
    same_name["LIVEKIT_API_KEY"] = json!(LIVEKIT_KEY);
    vault.hold(same_name);
    world.deliver(&event("EV_1")).expect(200).await;
    world.deliver(&event("EV_2").signed_by(LIVEKIT_KEY, NEW_SECRET)).expect(200).await;
    world.deliver(&event("EV_3").signed_by(LIVEKIT_KEY, "another secret of at least 32 bytes!")).expect(401).await;
}

/// Names that are there and say nothing are not there: nothing is signed or checked with no bytes.
#[tokio::test]
async fn an_empty_secret_is_absent() {
    for nothing in [json!(""), json!(" \n"), Value::Null] {
        let (world, vault) = world().await;
        let mut secret = first();
        for name in ["JWT_SECRET", "LIVEKIT_PREVIOUS_API_KEY", "LIVEKIT_PREVIOUS_API_SECRET"] {
            secret[name] = nothing.clone();
        }
        vault.hold(secret);
        world.deliver(&event("EV_1")).expect(200).await;
        for (key, secret) in [("", ""), (LIVEKIT_KEY, ""), (" \n", " \n"), ("", LIVEKIT_SECRET)] {
            world.deliver(&event("EV_2").signed_by(key, secret)).expect(401).await;
        }
        let bob = Bearer::new("bob", world.clock().now());
        for bearer in [bob.clone(), bob.clone().signed_with(""), bob.signed_with(" \n")] {
            world.get("/api/viewer/me").by(&bearer).expect(401).await;
        }
    }
}

#[tokio::test]
async fn a_line_break_behind_a_secret_is_no_part_of_it() {
    let (world, vault) = world().await;
    vault.hold(json!({
        "LIVEKIT_API_KEY": format!("{LIVEKIT_KEY}\n"), "LIVEKIT_API_SECRET": format!(" {LIVEKIT_SECRET}\r\n"),
        "JWT_SECRET": format!("{JWT_SECRET}\n"),
    }));
    world.deliver(&event("EV_1")).expect(200).await;
    world.get("/api/viewer/me").by(&Bearer::new("bob", world.clock().now())).expect(200).await;
}

#[tokio::test]
async fn a_secret_that_cannot_be_used_is_a_fault_of_the_deployment() {
    for (name, value) in [
        ("JWT_SECRET", json!("x".repeat(31))),
        ("LIVEKIT_API_SECRET", json!("short")),
        ("LIVEKIT_API_SECRET", json!("")),
        ("LIVEKIT_API_KEY", json!(" ")),
        ("LIVEKIT_PREVIOUS_API_SECRET", json!("short")),
    ] {
        let (world, vault) = world().await;
        let mut secret = rotated();
        secret[name] = value;
        vault.hold(secret);
        let bob = Bearer::new("bob", world.clock().now());
        let answer = world.get("/api/viewer/me").by(&bob).expect(500).await;
        assert_eq!(answer.error(), "Internal server error", "{name}");
        world.deliver(&event("EV_1")).expect(500).await;
        // Put right, it is read at once.
        vault.hold(first());
        world.get("/api/viewer/me").by(&bob).expect(200).await;
    }
}

#[tokio::test]
async fn cursors_outlive_a_rotation() {
    let (world, vault) = world().await;
    vault.hold(first());
    for name in ["alice", "carol", "dora"] {
        world.creator(name).await;
    }
    let page = async |cursor: &str| world.get(&format!("/api/social/creators?limit=1&cursor={cursor}")).send().await;
    let before = world.get("/api/social/creators?limit=1").expect(200).await;
    let before = before.next_cursor().unwrap().to_owned();
    let mut secret = rotated();
    secret["JWT_SECRET"] = "another-secret-of-bearer-tokens-0002".into();
    vault.hold(secret);
    world.clock().advance(16 * 60_000);
    let answer = page(&before).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let after = world.get("/api/social/creators?limit=1").expect(200).await;
    let after = after.next_cursor().unwrap().to_owned();
    assert_eq!(page(&after).await.status, 200);
    // The key of neither is the secret itself, and the old one ends with it.
    let mut ended = rotated();
    ended.as_object_mut().unwrap().retain(|name, _| !name.contains("PREVIOUS"));
    vault.hold(ended);
    world.clock().advance(16 * 60_000);
    assert_eq!(page(&before).await.error(), "Invalid cursor");
    assert_eq!(page(&after).await.status, 200);
}

/// A process that has not read the newer secret yet finds that a cursor is signed with it.
#[tokio::test]
async fn a_cursor_of_a_newer_secret_has_it_read() {
    let (world, vault) = world().await;
    vault.hold(rotated());
    for name in ["alice", "carol"] {
        world.creator(name).await;
    }
    let page = world.get("/api/social/creators?limit=1").expect(200).await;
    let cursor = page.next_cursor().unwrap().to_owned();
    // As another process would: the same table and LiveKit's earlier key held.
    vault.hold(first());
    world.clock().advance(16 * 60_000);
    world.get("/api/social/creators?limit=1").expect(200).await;
    vault.hold(rotated());
    // It was read a moment ago: once a minute is the most.
    world.clock().advance(61_000);
    world.get(&format!("/api/social/creators?limit=1&cursor={cursor}")).expect(200).await;
}
