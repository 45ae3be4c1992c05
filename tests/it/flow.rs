//! A day of the whole service, for tests that look at something beside the answers: every route by every
//! kind of caller, broadcasts with viewers, webhooks, failures, repetitions, and what follows of it all.

use domain::UserId;
use domain::clip::ClipState;
use domain::recording::{Visibility, VodState, vod_id_of};
use harness::{Bearer, IdentityKey, IdentityProvider, LiveKitFault, Setup, Webhook, World};
use serde_json::json;

use crate::access_matrix;
use crate::clip_lists::clip;
use crate::vod_lists::vod;

/// In webhooks of this flow only.
pub(crate) const TURN_PASSWORD: &str = "turn-password-that-nobody-may-read";
/// Minutes of the reconciler that the flow runs.
const MINUTES: usize = 3;

/// What a world of the flow has set; the provider is to be kept as long as the world.
pub(crate) async fn setup() -> (IdentityProvider, Setup) {
    let provider = IdentityProvider::start(&[IdentityKey::RS256, IdentityKey::EDDSA]).await;
    let setup = access_matrix::setup(&provider);
    (provider, setup)
}

/// Runs it. Of the webhooks that LiveKit sends by itself, a copy is delivered through the world's own door.
pub(crate) async fn everything(world: &World) {
    let wrong = access_matrix::call_all(world).await;
    assert!(wrong.is_empty(), "\n{wrong}");
    let now = world.clock().now();
    let [alice, bob, carol, dora] = ["alice", "bob", "carol", "dora"].map(|name| Bearer::new(name, now));
    let ada = Bearer::new("ada", now).admin();

    // Whose first call it is.
    world.get("/api/analytics/channel").by(&Bearer::new("fay", now)).expect(403).await;
    keys(world, &alice).await;
    broadcast(world, &alice, &bob, &carol).await;
    chat(world, &alice, &bob).await;
    profiles(world, &dora, &ada).await;
    lists(world, &bob, &ada).await;
    recordings(world, &alice).await;

    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_carol/suspend").by(&ada).json(&reason).expect(200).await;
    world.post("/api/admin/creators/usr_carol/suspend").by(&ada).json(&reason).expect(409).await;
    after_it(world, &alice).await;
}

/// Keys: one that LiveKit refuses, one that is asked for twice, one that replaces it.
async fn keys(world: &World, alice: &Bearer) {
    let ingress = "/api/stream/ingress";
    world.livekit().fault(LiveKitFault::unauthorized());
    world.post(ingress).by(alice).header("idempotency-key", "no-key").expect(500).await;
    world.livekit().heal();
    let first = world.post(ingress).by(alice).header("idempotency-key", "a-key").expect(201).await;
    let again = world.post(ingress).by(alice).header("idempotency-key", "a-key").expect(201).await;
    assert_eq!(first.data(), again.data());
    world.post(ingress).by(alice).header("idempotency-key", "a-key").body("{}").expect(409).await;
    world.post(ingress).by(alice).json(&json!({"ingressType": "WHIP"})).expect(201).await;
    world.post(ingress).by(alice).json(&json!({"ingressType": "SRT"})).expect(400).await;
    let quality = json!({"preset": "AUTO", "isWhipTranscoded": true});
    world.put("/api/stream/quality").by(alice).json(&quality).expect(200).await;
    world.put("/api/stream/hosts").by(alice).json(&json!({"userIds": ["usr_carol"]})).expect(200).await;
    world.put("/api/stream/hosts").by(alice).json(&json!({"userIds": ["usr_nobody"]})).expect(404).await;
    world.get("/api/viewer/stream/alice").expect(200).await;
    world.get("/api/viewer/preview/channel/alice").expect(200).await;
}

/// A broadcast that breaks off and goes on, with viewers; and webhooks with secrets in them.
async fn broadcast(world: &World, alice: &Bearer, bob: &Bearer, carol: &Bearer) {
    let key = world.post("/api/stream/ingress").by(alice).expect(201).await;
    let key = key.data()["streamKey"].as_str().unwrap_or_default().to_owned();
    world.post("/api/stream/ingress").by(carol).expect(201).await;
    world.post("/api/social/follow/usr_alice").by(bob).expect(200).await;
    world.livekit().push_to_room("usr_carol").unwrap();
    let raids = json!({"raidsFrom": "EVERYONE", "minFollowers": null});
    world.put("/api/stream/raid-settings").by(carol).json(&raids).expect(200).await;
    for round in 0..2 {
        world.livekit().push(&key).unwrap();
        let (guest, viewer) = (world.watch("usr_alice", "Gina").await, world.watch_as("usr_alice", bob).await);
        world.settle().await;
        world.post("/api/stream/markers").by(alice).json(&json!({"text": "On air"})).expect(201).await;
        let target = json!({"targetId": "usr_carol", "delaySeconds": 10});
        let raid = world.post("/api/stream/raid").by(alice).json(&target).expect(201).await;
        let token = json!({"hostId": "usr_carol", "raidId": raid.data()["id"]});
        let token = world.post("/api/viewer/token").by(bob).json(&token).expect(200).await;
        let arrived = world.livekit().join(token.data()["token"].as_str().unwrap_or_default()).unwrap();
        if round == 0 {
            world.delete("/api/stream/raid").by(alice).expect(200).await;
        } else {
            world.post("/api/stream/raid/now").by(alice).expect(200).await;
        }
        world.livekit().leave(&arrived.sid);
        let chat = json!({"isChatFollowersOnly": true, "isChatEnabled": true});
        world.put("/api/stream/chat-settings").by(alice).json(&chat).expect(200).await;
        world.settle().await;
        world.clock().advance(16_000);
        for sid in [&guest.sid, &viewer.sid] {
            world.livekit().leave(sid);
        }
        world.livekit().stop("usr_alice");
        world.settle().await;
        world.clock().advance(5_000);
    }
    for sent in world.livekit().webhooks() {
        world.deliver(&Webhook::raw(sent.body.as_bytes())).expect(200).await;
    }
    let event = json!({
        "event": "ingress_updated", "id": "EV_flow", "createdAt": "1",
        "room": {"sid": "RM_flow", "name": "usr_alice", "turnPassword": TURN_PASSWORD},
        "ingressInfo": {"ingressId": "IN_flow", "roomName": "usr_alice", "streamKey": key},
    });
    world.deliver(&Webhook::new(&event)).expect(200).await;
    world.deliver(&Webhook::new(&event).signed_by("testkey", "another secret of the same key")).expect(401).await;
    world.deliver(&Webhook::raw(format!("{{{TURN_PASSWORD}").as_bytes())).expect(400).await;
    // A viewer who is in the room when they are blocked.
    let _viewer = world.watch_as("usr_alice", bob).await;
    world.livekit().push(&key).unwrap();
    world.settle().await;
    world.post("/api/social/block/usr_bob").by(alice).expect(200).await;
    world.post("/api/social/follow/usr_alice").by(bob).expect(403).await;
    world.settle().await;
}

/// A chat that gets busy, in a room that is live, with a guest in it; and what is taken out of it.
async fn chat(world: &World, alice: &Bearer, bob: &Bearer) {
    let path = |rest: &str| format!("/api/chat/usr_alice{rest}");
    let open = json!({"isChatEnabled": true, "followersOnlyMinutes": null, "slowModeSeconds": null});
    world.put(&path("/settings")).by(alice).json(&open).expect(200).await;
    let guest = world.post(&path("/token")).json(&json!({"guestName": "Gina"})).expect(200).await;
    let guest = format!("Bearer {}", guest.data()["chatToken"].as_str().unwrap_or_default());
    let hello = json!({"text": "Hello!"});
    world.post(&path("/messages")).header("authorization", &guest).json(&hello).expect(201).await;
    // Blocked above.
    world.post(&path("/messages")).by(bob).json(&hello).expect(403).await;
    for round in 0..2 {
        for n in 0..10 {
            let text = json!({"text": format!("Round {round}, {n}")});
            world.post(&path("/messages")).by(alice).json(&text).expect(201).await;
        }
        world.settle().await;
        world.clock().advance(2_100);
    }
    let history = world.get(&path("/messages")).expect(200).await;
    let id = history.data()[0]["id"].as_str().unwrap_or_default().to_owned();
    world.delete(&path(&format!("/messages/{id}"))).by(alice).expect(200).await;
    world.delete(&path("/messages")).by(alice).expect(200).await;
    world.settle().await;
}

/// A user from their first call to another name, and from a rejection to another application.
async fn profiles(world: &World, dora: &Bearer, ada: &Bearer) {
    let application = json!({"bio": "I stream every night.", "categories": ["MUSIC"]});
    world.post("/api/creator/application").by(dora).json(&application).expect(201).await;
    world.patch("/api/viewer/me").by(dora).json(&json!({"username": "dora_2", "name": "Dora"})).expect(200).await;
    world.patch("/api/viewer/me").by(dora).json(&json!({"username": "alice"})).expect(409).await;
    let reason = json!({"reason": "Too short."});
    world.post("/api/admin/applications/usr_dora/reject").by(ada).json(&reason).expect(200).await;
    world.post("/api/creator/application").by(dora).json(&application).expect(201).await;
    world.post("/api/admin/applications/usr_dora/approve").by(ada).expect(200).await;
    world.post("/api/admin/applications/usr_dora/approve").by(ada).expect(409).await;
    world.settle().await;
}

/// The lists again, now that there is something in them, page by page.
async fn lists(world: &World, bob: &Bearer, ada: &Bearer) {
    for path in [
        "/api/viewer/live",
        "/api/viewer/recommended",
        "/api/viewer/following",
        "/api/viewer/search?q=a",
        "/api/viewer/search?q=nightly%20talk",
        "/api/social/creators",
        "/api/social/creators?page=2",
        "/api/viewer/live?tag=talk",
        "/api/social/creators?live=true",
        "/api/social/creators?category=TALK",
        "/api/social/followers/usr_alice",
        "/api/social/following/usr_bob",
        "/api/admin/applications?status=APPROVED",
        "/api/admin/audit",
    ] {
        let path = format!("{path}{}limit=1", if path.contains('?') { '&' } else { '?' });
        let caller = if path.contains("/admin/") { ada } else { bob };
        let mut next = path.clone();
        for _ in 0..3 {
            let answer = world.get(&next).by(caller).expect(200).await;
            let Some(cursor) = answer.next_cursor() else { break };
            if path.contains("page=") {
                break;
            }
            next = format!("{path}&cursor={cursor}");
        }
        world.get(&format!("{path}&cursor=bad")).by(caller).send().await;
    }
}

/// Lists of recordings, page by page, and what its creator changes of one.
async fn recordings(world: &World, alice: &Bearer) {
    for n in 2..4 {
        vod(world, alice, n, VodState::Ready, Visibility::Public).await;
    }
    for path in ["/api/vod/mine?limit=1", "/api/vod/creator/alice?limit=1"] {
        let page = world.get(path).by(alice).expect(200).await;
        let next = format!("{path}&cursor={}", page.next_cursor().unwrap_or_default());
        world.get(&next).by(alice).expect(200).await;
    }
    let vod_id = vod_id_of(&UserId::parse("usr_alice").unwrap(), "b002");
    clips(world, alice, &vod_id).await;
    let path = format!("/api/vod/{vod_id}");
    world.post(&format!("{path}/playback")).by(alice).expect(200).await;
    let title = json!({"title": "The second night"});
    world.patch(&path).by(alice).header("idempotency-key", "a-title").json(&title).expect(200).await;
    for is_kept in [true, false] {
        world.patch(&path).by(alice).json(&json!({ "isKept": is_kept })).expect(200).await;
    }
    let marker = json!({"text": "The guest arrives", "offset": 12.5, "isChapter": true});
    let marker = world.post(&format!("{path}/markers")).by(alice).json(&marker).expect(201).await;
    let marker = format!("{path}/markers/{}", marker.data()["id"].as_str().unwrap_or_default());
    world.delete(&marker).by(alice).expect(200).await;
    let expired = vod(world, alice, 9, VodState::Ready, Visibility::Public).await;
    world.patch(&path).by(alice).json(&json!({"isKept": true})).expect(200).await;
    let ada = Bearer::new("ada", world.clock().now()).admin();
    world.delete(&path).by(&ada).expect(200).await;
    assert!(world.app().store.vod(&expired).await.unwrap().is_some());
}

/// Clips of a video, from their making to their end.
async fn clips(world: &World, alice: &Bearer, vod_id: &str) {
    let wanted = json!({"vodId": vod_id, "offset": 30, "title": "That goal"});
    let made = world.post("/api/clip").by(alice).header("idempotency-key", "a-clip").json(&wanted).expect(202).await;
    let path = format!("/api/clip/{}", made.data()["id"].as_str().unwrap_or_default());
    world.get(&path).by(alice).expect(200).await;
    let best = json!({"title": "The best", "ranges": [{"start": 0, "end": 5}]});
    world.post(&format!("/api/vod/{vod_id}/highlights")).by(alice).json(&best).expect(201).await;
    for path in ["/api/clip/mine?limit=1", "/api/clip/creator/alice?limit=1"] {
        let page = world.get(path).by(alice).expect(200).await;
        world.get(&format!("{path}&cursor={}", page.next_cursor().unwrap_or_default())).by(alice).send().await;
    }
    let path = format!("/api/clip/{}", clip(world, alice, vod_id, 7, ClipState::Ready).await);
    world.post(&format!("{path}/playback")).by(alice).expect(200).await;
    world.patch(&path).by(alice).json(&json!({"title": "What a goal", "end": 44})).expect(200).await;
    world.delete(&path).by(alice).expect(200).await;
}

/// What follows of it: the table's stream, and minutes of the reconciler, with LiveKit away in the last.
async fn after_it(world: &World, alice: &Bearer) {
    world.patch("/api/viewer/me").by(alice).json(&json!({"name": "Alice of the night"})).expect(200).await;
    world.settle().await;
    world.livekit().kill_worker("usr_alice");
    for _ in 0..MINUTES {
        world.clock().advance(61_000);
        world.reconcile().await;
        world.settle().await;
    }
    world.livekit().fault(LiveKitFault::close());
    world.delete("/api/stream/ingress").by(alice).expect(200).await;
    world.settle().await;
    world.clock().advance(61_000);
    world.reconcile().await;
}
