//! Who joins with a token that is older than the rules of the room.

use harness::{Bearer, World};
use serde_json::{Value, json};

async fn live(world: &World) -> Bearer {
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    world.settle().await;
    alice
}

async fn token(world: &World, by: Option<&Bearer>) -> String {
    let request = world.post("/api/viewer/token");
    let request = match by {
        Some(bearer) => request.by(bearer).json(&json!({"hostId": "usr_alice"})),
        None => request.json(&json!({"hostId": "usr_alice", "guestName": "Gus"})),
    };
    request.expect(200).await.data()["token"].as_str().unwrap().to_owned()
}

async fn quiet(world: &World, alice: &Bearer, settings: Value) {
    world.put("/api/stream/chat-settings").by(alice).json(&settings).expect(200).await;
    world.settle().await;
}

#[tokio::test]
async fn it_gives_no_right_that_the_rules_took_away() {
    for settings in [json!({"isChatEnabled": false}), json!({"isChatFollowersOnly": true})] {
        let world = World::start().await;
        let alice = live(&world).await;
        let bob = world.viewer("bob").await;
        let (as_bob, as_guest, as_host) =
            (token(&world, Some(&bob)).await, token(&world, None).await, token(&world, Some(&alice)).await);
        // Somebody who came before, so that the process knows the room as it was.
        world.watch(&alice.id, "early").await;
        world.settle().await;
        quiet(&world, &alice, settings.clone()).await;
        world.clock().advance(9 * 60 * 1_000);
        for token in [&as_bob, &as_guest, &as_host] {
            let joined = world.livekit().join(token).unwrap();
            assert!(joined.can_publish_data, "the token says so");
        }
        world.settle().await;
        let people = world.livekit().room(&alice.id).unwrap().participants;
        for who in people.iter().filter(|who| who.kind == "STANDARD") {
            let is_host = who.identity == "Host-usr_alice" && settings["isChatEnabled"].is_null();
            assert_eq!(who.can_publish_data, is_host, "{} after {settings}", who.identity);
        }
    }
}

/// The process that is told of it looked at the room just before: what it knows is older than the change.
#[tokio::test]
async fn it_gives_none_a_moment_after_the_change_either() {
    let world = World::start().await;
    let alice = live(&world).await;
    let (old, of_host) = (token(&world, None).await, token(&world, Some(&alice)).await);
    world.watch(&alice.id, "early").await;
    world.settle().await;
    world.clock().advance(300);
    quiet(&world, &alice, json!({"isChatEnabled": false})).await;
    for token in [old, of_host] {
        world.clock().advance(300);
        let joined = world.livekit().join(&token).unwrap();
        assert!(joined.can_publish_data, "the token says so");
        world.settle().await;
        assert!(!world.may_write(&alice.id, &joined.identity), "{}", joined.identity);
    }
}

#[tokio::test]
async fn it_brings_a_right_that_the_rules_gave_since() {
    let world = World::start().await;
    let alice = live(&world).await;
    quiet(&world, &alice, json!({"isChatEnabled": false})).await;
    let old = token(&world, None).await;
    world.clock().advance(3_000);
    quiet(&world, &alice, json!({"isChatEnabled": true})).await;
    world.clock().advance(3_000);
    let guest = world.livekit().join(&old).unwrap();
    world.settle().await;
    assert!(world.may_write(&alice.id, &guest.identity));
}

#[tokio::test]
async fn it_lets_nobody_in_who_is_blocked_since() {
    for is_told in [true, false] {
        let world = World::start().await;
        let alice = live(&world).await;
        let bob = world.viewer("bob").await;
        let old = token(&world, Some(&bob)).await;
        world.post(&format!("/api/social/block/{}", bob.id)).by(&alice).expect(200).await;
        world.settle().await;
        world.clock().advance(5_000);
        if !is_told {
            world.livekit().lose("participant_joined");
        }
        world.livekit().join(&old).unwrap();
        world.livekit().heal();
        world.settle().await;
        if !is_told {
            // The reconciler is the net.
            world.clock().advance(30_000);
            world.reconcile().await;
            world.settle().await;
        }
        let people = world.livekit().room(&alice.id).unwrap().participants;
        assert!(people.iter().all(|who| who.identity != bob.id), "told: {is_told}");
    }
}

/// The usual join asks nothing more of the table, and makes no call.
#[tokio::test]
async fn without_a_change_nothing_is_looked_at() {
    let (world, proxy) = World::behind_proxy().await;
    let alice = live(&world).await;
    world.watch(&alice.id, "first").await;
    world.settle().await;
    let before = proxy.calls().len();
    let reads = |from: usize| {
        let calls = proxy.calls();
        let reads = calls[from..].iter().filter(|(operation, _)| operation.ends_with("GetItem"));
        reads.filter(|(_, request)| !request.to_string().contains("PROFILE")).count()
    };
    let token = token(&world, None).await;
    let asked = proxy.calls().len();
    assert!(asked > before);
    world.livekit().join(&token).unwrap();
    world.livekit().settled().await;
    assert_eq!(reads(asked), 0);
}
