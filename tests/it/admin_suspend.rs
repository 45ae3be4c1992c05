//! Suspending and reinstating creators, live ones too. LiveKit is away in these tests: what is to be
//! done there is left as outbox entries.

use domain::{ApplicationStatus, IngressId, IngressInfo, IngressType, UserId};
use harness::{Bearer, Webhook, World};
use serde_json::{Value, json};
use store::{Call, KeyStored, Store};

const SUSPEND: &str = "/api/admin/creators/usr_alice/suspend";
const REINSTATE: &str = "/api/admin/creators/usr_alice/reinstate";

fn reason() -> Value {
    json!({"reason": "Broke the rules"})
}

async fn go_live(world: &World, ingress_id: &str) {
    let nanos = world.clock().now().as_millis() * 1_000_000;
    let event = json!({
        "event": "ingress_started", "id": format!("EV_{ingress_id}_{nanos}"), "room": {"name": "usr_alice"},
        "ingressInfo": {
            "ingressId": ingress_id, "roomName": "usr_alice", "participantIdentity": "usr_alice",
            "state": {"status": "ENDPOINT_PUBLISHING", "startedAt": nanos.to_string(), "resourceId": format!("RT_{nanos}")},
        },
    });
    world.deliver(&Webhook::new(&event)).expect(200).await;
}

#[expect(clippy::unwrap_used, reason = "a test's own helper")]
async fn pending(world: &World) -> Vec<Call> {
    let mut calls = vec![];
    for shard in 0..Store::outbox_shards() {
        let due = world.app().store.due_entries(shard, world.clock().now(), 100).await.unwrap();
        calls.extend(due.into_iter().map(|pending| pending.call));
    }
    calls
}

fn ingress(id: &str) -> IngressInfo {
    IngressInfo {
        ingress_id: IngressId::new(id),
        ingress_type: IngressType::Rtmp,
        server_url: "rtmp://127.0.0.1:1935/live".to_owned(),
    }
}

#[tokio::test]
async fn a_live_creator_is_shut_out_at_once() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let alice = world.creator_with_ingress("usr_alice", "IN_1").await;
    go_live(&world, "IN_1").await;
    assert_eq!(world.state_of(&alice).await, "live");
    let token = json!({"hostId": "usr_alice", "guestName": "Gus"});
    world.post("/api/viewer/token").json(&token).expect(200).await;

    world.clock().advance(5_000);
    let suspended = world.post(SUSPEND).by(&ada).json(&reason()).expect(200).await;
    assert_eq!(suspended.body["message"], "Creator suspended");
    assert_eq!(*suspended.data(), json!({"userId": "usr_alice", "status": "SUSPENDED", "reason": "Broke the rules"}));

    let refused = world.get("/api/stream/status").by(&alice).expect(403).await;
    assert_eq!(refused.error(), "Creator approval required");
    assert_eq!(refused.body["applicationStatus"], "SUSPENDED");
    let refused = world.post("/api/viewer/token").json(&token).expect(404).await;
    assert_eq!(refused.error(), "Stream not found");
    world.get("/api/viewer/stream/alice").expect(404).await;

    // Ended, without a window; no key; LiveKit's part waits for LiveKit.
    let alice_id = UserId::parse("usr_alice").unwrap();
    let stream = world.app().store.stream(&alice_id).await.unwrap().unwrap();
    assert_eq!((stream.ingress, stream.media.broadcast), (None, None));
    assert!(world.app().store.open_broadcasts().await.unwrap().is_empty());
    let calls = pending(&world).await;
    assert!(calls.contains(&Call::DeleteIngress { ingress_id: IngressId::new("IN_1") }), "{calls:?}");
    assert!(calls.contains(&Call::CloseRoom { room: alice_id }), "{calls:?}");

    // The encoder, which LiveKit has not been told to cut off yet, is not live again by trying.
    world.clock().advance(1_000);
    go_live(&world, "IN_1").await;
    assert!(world.app().store.open_broadcasts().await.unwrap().is_empty());
}

#[tokio::test]
async fn reinstating_gives_back_the_right_and_not_the_key() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    let alice = world.creator_with_ingress("usr_alice", "IN_1").await;
    let before = world.app().store.profile(&UserId::parse("usr_alice").unwrap()).await.unwrap().unwrap();
    world.clock().advance(60_000);
    world.post(SUSPEND).by(&ada).json(&reason()).expect(200).await;
    world.clock().advance(60_000);
    let reinstated = world.post(REINSTATE).by(&ada).expect(200).await;
    assert_eq!(reinstated.body["message"], "Creator reinstated");
    assert_eq!(*reinstated.data(), json!({"userId": "usr_alice", "status": "APPROVED", "reason": null}));

    let info = world.get("/api/stream/info").by(&alice).expect(200).await;
    assert_eq!(info.data()["ingressId"], Value::Null);
    assert_eq!(info.data()["title"], "Untitled Stream", "the settings stayed");
    let after = world.app().store.profile(&before.id).await.unwrap().unwrap();
    assert_eq!(after.approved_at, before.approved_at, "their place in the directory is the old one");
    assert_eq!(after.categories, before.categories);

    // The old key is not live again; a new one is.
    world.clock().advance(1_000);
    go_live(&world, "IN_1").await;
    assert_eq!(world.state_of(&alice).await, "offline");
    let stream = world.app().store.stream(&before.id).await.unwrap();
    world.app().store.store_key(&after, stream.as_ref(), &ingress("IN_2"), world.clock().now()).await.unwrap();
    go_live(&world, "IN_2").await;
    assert_eq!(world.state_of(&alice).await, "live");
}

#[tokio::test]
async fn each_act_is_refused_where_it_may_not_be_done() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    world.creator("alice").await;
    let carol = Bearer::new("carol", world.clock().now());
    let application = json!({"bio": "I stream every night.", "categories": ["ART"]});
    world.post("/api/creator/application").by(&carol).json(&application).expect(201).await;

    assert_eq!(world.post(REINSTATE).by(&ada).expect(409).await.error(), "Creator not suspended");
    assert_eq!(world.post(SUSPEND).by(&ada).expect(400).await.fields(), ["reason"]);
    world.post(SUSPEND).by(&ada).json(&reason()).expect(200).await;
    let again = world.post(SUSPEND).by(&ada).json(&reason()).expect(409).await;
    assert_eq!(again.error(), "Creator already suspended");
    let approve = world.post("/api/admin/applications/usr_alice/approve").by(&ada).expect(409).await;
    assert_eq!(approve.error(), "Application already reviewed");

    let act = async |id: &str, act: &str| {
        let path = format!("/api/admin/creators/{id}/{act}");
        world.post(&path).by(&ada).json(&reason()).expect(404).await.error().to_owned()
    };
    for id in ["usr_carol", "usr_ada", "usr_nobody", "Host-usr_alice"] {
        assert_eq!(act(id, "suspend").await, "Creator not found", "{id}");
        assert_eq!(act(id, "reinstate").await, "Creator not found", "{id}");
    }
    world.post("/api/admin/applications/usr_carol/reject").by(&ada).json(&reason()).expect(200).await;
    assert_eq!(act("usr_carol", "suspend").await, "Creator not found");
}

#[tokio::test]
async fn a_key_that_is_made_during_a_suspension_is_not_stored() {
    let world = World::start().await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    world.creator("alice").await;
    let store = &world.app().store;
    // The gate let her pass, LiveKit is making the ingress; now the suspension comes.
    let passed = store.gate(&UserId::parse("usr_alice").unwrap()).await.unwrap();
    let user = passed.user.unwrap();
    world.post(SUSPEND).by(&ada).json(&reason()).expect(200).await;
    let stored = store.store_key(&user, passed.stream.as_ref(), &ingress("IN_1"), world.clock().now()).await;
    assert!(matches!(stored, Ok(KeyStored::NoCreator(Some(ApplicationStatus::Suspended)))), "{stored:?}");
    assert!(store.stream(&user.id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_suspension_takes_a_key_that_comes_at_the_same_moment() {
    for _ in 0..10 {
        let world = World::start().await;
        let ada = Bearer::new("ada", world.clock().now()).admin();
        world.creator("alice").await;
        let store = &world.app().store;
        let user = store.profile(&UserId::parse("usr_alice").unwrap()).await.unwrap().unwrap();
        let (key, body) = (ingress("IN_1"), reason());
        let (_, suspended) = futures::join!(
            store.store_key(&user, None, &key, world.clock().now()),
            world.post(SUSPEND).by(&ada).json(&body).expect(200),
        );
        assert_eq!(suspended.data()["status"], "SUSPENDED");
        let stream = store.stream(&user.id).await.unwrap();
        assert!(stream.is_none_or(|stream| stream.ingress.is_none()), "whoever was first, the key is gone");
    }
}

#[tokio::test]
async fn of_two_admins_at_once_one_suspends() {
    let world = World::start().await;
    let now = world.clock().now();
    let (ada, grace) = (Bearer::new("ada", now).admin(), Bearer::new("grace", now).admin());
    world.creator_with_ingress("usr_alice", "IN_1").await;
    let body = reason();
    let (one, other) = futures::join!(
        world.post(SUSPEND).by(&ada).json(&body).send(),
        world.post(SUSPEND).by(&grace).json(&body).send(),
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}
