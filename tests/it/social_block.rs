//! /api/social/block/:userId.

use domain::{Categories, UserId};
use harness::{Bearer, Setup, World};
use serde_json::json;
use store::{Blocked, Call, Store};

fn id(bearer: &Bearer) -> UserId {
    UserId::parse(&bearer.id).unwrap()
}

fn block(user: &Bearer) -> String {
    format!("/api/social/block/{}", user.id)
}

fn follow(user: &Bearer) -> String {
    format!("/api/social/follow/{}", user.id)
}

async fn removals(world: &World) -> Vec<Call> {
    let mut calls = vec![];
    for shard in 0..Store::outbox_shards() {
        calls.extend(world.app().store.due_entries(shard, world.clock().now(), 100).await.unwrap());
    }
    calls
        .into_iter()
        .map(|pending| pending.call)
        .filter(|call| matches!(call, Call::RemoveParticipant { .. }))
        .collect()
}

#[tokio::test]
async fn a_block_ends_the_follows_of_both_ways() {
    let world = World::start().await;
    let (alice, carl, bob) = (world.creator("alice").await, world.creator("carl").await, world.viewer("bob").await);
    for (follower, followed) in [(&alice, &carl), (&carl, &alice), (&bob, &alice)] {
        world.post(&follow(followed)).by(follower).expect(200).await;
    }
    let answer = world.post(&block(&carl)).by(&alice).expect(200).await;
    assert_eq!(answer.body, json!({"success": true, "message": "Successfully blocked user"}));

    let store = &world.app().store;
    let counts = async |who: &Bearer| {
        (store.follower_total(&id(who)).await.unwrap(), store.following_total(&id(who)).await.unwrap())
    };
    assert_eq!(counts(&alice).await, (1, 0), "bob's follow stays");
    assert_eq!(counts(&carl).await, (0, 0));
    assert_eq!(store.followed_ids(&id(&alice)).await.unwrap(), vec![]);
    let followers = world.get("/api/social/followers/usr_alice").expect(200).await;
    assert_eq!(followers.each("id"), ["usr_bob"]);

    // Ended follows stay ended, and new ones are possible again.
    let answer = world.delete(&block(&carl)).by(&alice).expect(200).await;
    assert_eq!(answer.body, json!({"success": true, "message": "Successfully unblocked user"}));
    assert_eq!(counts(&alice).await, (1, 0));
    world.post(&follow(&alice)).by(&carl).expect(200).await;
}

#[tokio::test]
async fn each_refusal_has_its_text() {
    let world = World::start().await;
    let (alice, bob) = (world.viewer("alice").await, world.viewer("bob").await);
    for (path, status, error) in [
        (block(&alice), 400, "You cannot block yourself"),
        ("/api/social/block/usr_nobody".to_owned(), 404, "User not found"),
        ("/api/social/block/no%23id".to_owned(), 404, "User not found"),
    ] {
        assert_eq!(world.post(&path).by(&alice).expect(status).await.error(), error, "{path}");
    }
    world.post(&block(&bob)).by(&alice).expect(200).await;
    assert_eq!(world.post(&block(&bob)).by(&alice).expect(400).await.error(), "User is already blocked");
    world.post(&block(&alice)).by(&bob).expect(200).await;

    world.delete(&block(&bob)).by(&alice).expect(200).await;
    for path in [block(&bob), block(&alice), "/api/social/block/usr_nobody".to_owned()] {
        assert_eq!(world.delete(&path).by(&alice).expect(404).await.error(), "User is not blocked", "{path}");
    }
    for request in [world.post(&block(&bob)), world.delete(&block(&bob))] {
        assert_eq!(request.expect(401).await.error(), "Authentication required");
    }
}

#[tokio::test]
async fn a_block_hides_the_blocker_and_refuses_their_token() {
    let world = World::start().await;
    let alice = world.creator_with_ingress("usr_alice", "IN_alice").await;
    let bob = world.viewer("bob").await;
    world.post(&block(&bob)).by(&alice).expect(200).await;
    let token = world.post("/api/viewer/token").by(&bob).json(&json!({"hostId": alice.id})).expect(403).await;
    assert_eq!(token.error(), "You are blocked by this creator");
    assert_eq!(world.get("/api/viewer/stream/alice").by(&bob).expect(404).await.error(), "Stream not found");
    assert_eq!(world.get("/api/social/creator/alice").by(&bob).expect(404).await.error(), "Creator not found");
    world.get("/api/social/creator/alice").expect(200).await;

    // The other way nothing is hidden: it is the blocker who wants no more of the other.
    let carl = world.creator_with_ingress("usr_carl", "IN_carl").await;
    world.post(&block(&carl)).by(&bob).expect(200).await;
    world.get("/api/viewer/stream/carl").by(&bob).expect(200).await;
}

#[tokio::test]
async fn the_blocked_one_is_out_of_the_room_before_the_answer() {
    let world = World::start().await;
    let alice = world.creator_with_ingress("usr_alice", "IN_alice").await;
    let (bob, carol) = (world.viewer("bob").await, world.viewer("carol").await);
    for viewer in [&bob, &carol] {
        let token = world.post("/api/viewer/token").by(viewer).json(&json!({"hostId": alice.id})).expect(200).await;
        world.livekit().join(token.data()["token"].as_str().unwrap()).unwrap();
    }
    world.post(&block(&bob)).by(&alice).expect(200).await;
    let room = world.livekit().room(&alice.id).unwrap();
    let there: Vec<_> = room.participants.iter().map(|who| who.identity.as_str()).collect();
    assert_eq!(there, [carol.id.as_str()]);
}

#[tokio::test]
async fn with_livekit_down_the_block_stands_and_the_removal_waits() {
    let world =
        World::with(Setup { variables: vec![("LIVEKIT_URL", "ws://127.0.0.1:9".to_owned())], ..Setup::default() })
            .await;
    let alice = world.creator_with_ingress("usr_alice", "IN_alice").await;
    let (bob, carol) = (world.viewer("bob").await, world.viewer("carol").await);
    world.post(&block(&bob)).by(&alice).expect(200).await;
    let removal = Call::RemoveParticipant { room: id(&alice), identity: bob.id.clone() };
    assert_eq!(removals(&world).await, std::slice::from_ref(&removal));
    // Whoever has no stream has no room to put anybody out of.
    world.post(&block(&carol)).by(&bob).expect(200).await;
    assert_eq!(removals(&world).await, [removal]);
}

#[tokio::test]
async fn a_block_and_a_follow_at_once_leave_no_follow_behind() {
    let world = World::start().await;
    let store = &world.app().store;
    let alice = id(&world.creator("alice").await);
    let now = world.clock().now();
    for n in 0..40 {
        let bob = id(&world.viewer(&format!("bob_{n}")).await);
        let moves = async {
            for _ in 0..3 {
                store.follow(&bob, &alice, Categories::default(), now).await.unwrap();
                store.unfollow(&bob, &alice).await.unwrap();
            }
            store.follow(&bob, &alice, Categories::default(), now).await.unwrap();
        };
        let (blocked, ()) = tokio::join!(store.block(&alice, &bob, now), moves);
        assert_eq!(blocked.unwrap(), Blocked::Done { has_room: false });
        assert!(!store.is_following(&bob, &alice).await.unwrap());
        assert_eq!(store.following_total(&bob).await.unwrap(), 0);
        assert_eq!(store.followed_ids(&bob).await.unwrap(), vec![]);
    }
    assert_eq!(store.follower_total(&alice).await.unwrap(), 0);
}

#[tokio::test]
async fn blocks_are_seen_from_both_sides() {
    let world = World::start().await;
    let (alice, bob, carl) = (world.viewer("alice").await, world.viewer("bob").await, world.viewer("carl").await);
    world.post(&block(&bob)).by(&alice).expect(200).await;
    world.post(&block(&alice)).by(&carl).expect(200).await;
    let ids = [id(&bob), id(&carl), id(&bob), id(&alice), UserId::parse("usr_nobody").unwrap()];
    let found = world.app().store.blocks_either_way(&id(&alice), &ids).await.unwrap();
    assert_eq!(found, [id(&bob), id(&carl)].into());
}
