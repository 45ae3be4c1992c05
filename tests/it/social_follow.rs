//! /api/social/follow/:userId.

use domain::{Categories, FOLLOW_LIMIT, UserId};
use futures::future::join_all;
use harness::{Bearer, World};
use serde_json::{Value, json};
use store::{Followed, FollowingCount};

fn path(user: &Bearer) -> String {
    format!("/api/social/follow/{}", user.id)
}

async fn follower_count(world: &World, username: &str) -> Value {
    let page = world.get(&format!("/api/social/creator/{username}")).expect(200).await;
    page.data()["followerCount"].clone()
}

#[tokio::test]
async fn a_follow_stands_until_it_ends() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let follows = async |by: &Bearer| {
        let answer = world.get(&path(&alice)).by(by).expect(200).await;
        assert_eq!(answer.body, json!({"success": true, "data": {"isFollowing": answer.data()["isFollowing"]}}));
        answer.data()["isFollowing"].as_bool().unwrap()
    };
    assert!(!follows(&bob).await);

    let answer = world.post(&path(&alice)).by(&bob).expect(200).await;
    assert_eq!(answer.body, json!({"success": true, "message": "Successfully followed creator"}));
    assert!(follows(&bob).await);
    assert!(!follows(&alice).await, "a follow has one direction");
    let guest = world.get(&path(&alice)).expect(200).await;
    assert_eq!(guest.data()["isFollowing"], false);
    assert_eq!(follower_count(&world, "alice").await, 1);

    let answer = world.delete(&path(&alice)).by(&bob).expect(200).await;
    assert_eq!(answer.body, json!({"success": true, "message": "Successfully unfollowed creator"}));
    assert!(!follows(&bob).await);
    assert_eq!(follower_count(&world, "alice").await, 0);
    let me = world.get("/api/viewer/me").by(&bob).expect(200).await;
    assert_eq!(me.data()["followingCount"], 0);
}

#[tokio::test]
async fn each_refusal_has_its_text() {
    let world = World::start().await;
    let (alice, bob, carol) = (world.creator("alice").await, world.viewer("bob").await, world.viewer("carol").await);
    let refused = [
        (bob.id.as_str(), 400, "You cannot follow yourself"),
        ("usr_nobody", 404, "User not found"),
        ("no%23id", 404, "User not found"),
        (&carol.id, 400, "You can only follow approved creators"),
    ];
    for (id, status, error) in refused {
        let answer = world.post(&format!("/api/social/follow/{id}")).by(&bob).expect(status).await;
        assert_eq!(answer.error(), error, "{id}");
    }
    world.post(&path(&alice)).by(&bob).expect(200).await;
    let again = world.post(&path(&alice)).by(&bob).expect(400).await;
    assert_eq!(again.error(), "Already following this creator");
    assert_eq!(follower_count(&world, "alice").await, 1);

    for id in [carol.id.as_str(), bob.id.as_str(), "usr_nobody", "no%23id"] {
        let answer = world.delete(&format!("/api/social/follow/{id}")).by(&bob).expect(404).await;
        assert_eq!(answer.error(), "Not following this creator", "{id}");
    }
    for request in [world.post(&path(&alice)), world.delete(&path(&alice))] {
        assert_eq!(request.expect(401).await.error(), "Authentication required");
    }
}

#[tokio::test]
async fn a_block_refuses_whoever_made_it() {
    let world = World::start().await;
    let (alice, bob, carol) = (world.creator("alice").await, world.viewer("bob").await, world.viewer("carol").await);
    world.post(&format!("/api/social/block/{}", bob.id)).by(&alice).expect(200).await;
    world.post(&format!("/api/social/block/{}", alice.id)).by(&carol).expect(200).await;
    for (follower, why) in [(&bob, "blocked by them"), (&carol, "blocking them")] {
        let answer = world.post(&path(&alice)).by(follower).expect(403).await;
        assert_eq!(answer.error(), "You cannot follow this creator", "{why}");
    }
    // The transaction itself refuses as well, where the block comes after the read.
    let (alice, bob, carol) = (id(&alice), id(&bob), id(&carol));
    let now = world.clock().now();
    assert_eq!(world.app().store.follow(&bob, &alice, Categories::default(), now).await.unwrap(), Followed::Blocked);
    assert_eq!(world.app().store.follow(&carol, &alice, Categories::default(), now).await.unwrap(), Followed::Blocked);
    assert_eq!(follower_count(&world, "alice").await, 0);
}

#[tokio::test]
async fn of_several_refusals_the_first_of_the_contract_is_told() {
    let world = World::start().await;
    let (alice, bob, ada) = (world.creator("alice").await, world.viewer("bob").await, world.admin("ada").await);
    world.post(&path(&alice)).by(&bob).expect(200).await;
    let suspend = format!("/api/admin/creators/{}/suspend", alice.id);
    world.post(&suspend).by(&ada).json(&json!({"reason": "spam"})).expect(200).await;

    let answer = world.post(&path(&alice)).by(&bob).expect(400).await;
    assert_eq!(answer.error(), "You can only follow approved creators", "before `already`");
    let followers = world.get(&format!("/api/social/followers/{}", alice.id)).expect(200).await;
    assert_eq!(followers.body["total"], 1, "a suspended creator keeps followers");

    world.post(&format!("/api/social/block/{}", alice.id)).by(&bob).expect(200).await;
    let answer = world.post(&path(&alice)).by(&bob).expect(403).await;
    assert_eq!(answer.error(), "You cannot follow this creator", "before `not approved`");
    let answer = world.post(&path(&alice)).by(&alice).expect(400).await;
    assert_eq!(answer.error(), "You cannot follow yourself", "before `not approved`");
}

#[tokio::test]
async fn nobody_follows_more_than_the_limit() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let (store, follower, now) = (&world.app().store, id(&bob), world.clock().now());
    world.set_number(FollowingCount::key(&follower), "total", FOLLOW_LIMIT - 10).await;
    // Thirty at once for the ten that are left.
    let many: Vec<_> = (0..30).map(|n| UserId::parse(&format!("usr_{n:02}")).unwrap()).collect();
    let outcomes =
        join_all(many.iter().map(|followed| store.follow(&follower, followed, Categories::default(), now))).await;
    let outcomes: Vec<Followed> = outcomes.into_iter().map(Result::unwrap).collect();
    let ended = |as_this: Followed| outcomes.iter().filter(|outcome| **outcome == as_this).count();
    assert_eq!((ended(Followed::Done), ended(Followed::LimitReached)), (10, 20));

    let answer = world.post(&path(&alice)).by(&bob).expect(400).await;
    assert_eq!(answer.error(), "Follow limit reached");
    assert_eq!(store.following_total(&follower).await.unwrap(), 5_000);
    let ids = store.followed_ids(&follower).await.unwrap();
    assert_eq!(ids.len(), 10);

    assert!(store.unfollow(&follower, &ids[0]).await.unwrap());
    world.post(&path(&alice)).by(&bob).expect(200).await;
}

fn id(bearer: &Bearer) -> UserId {
    UserId::parse(&bearer.id).unwrap()
}
