//! POST /api/stream/raid/now: what a raid hangs on is checked by the write that lets it go, and read by nobody before.

use domain::{Raid, Stream, UserId};
use harness::{Bearer, World};
use serde_json::{Value, json};
use services::{Looked, Raids};

use crate::stream_raid::start;

const SETTINGS: &str = "/api/stream/raid-settings";

/// Two who are live, one of whom raids the other; nobody follows the table, and decides it anew.
async fn raided() -> (World, Bearer, Bearer) {
    let world = World::without_limits().await;
    let (alice, bob) = (world.creator("alice").await, world.creator("bob").await);
    world.go_live(&alice).await;
    world.go_live(&bob).await;
    start(&world, &alice, "usr_bob", 60).await;
    (world, alice, bob)
}

async fn stream(world: &World) -> Stream {
    world.app().store.stream(&UserId::parse("usr_alice").unwrap()).await.unwrap().unwrap()
}

async fn go(world: &World, known: &Stream) -> Looked {
    let raids = Raids::new(world.app().store.clone(), world.clock().clone());
    let raid = known.raid.clone().unwrap();
    let followers = world.app().store.follower_total(&known.user_id).await.unwrap();
    raids.go(known, Raid { goes_at: world.clock().now(), ..raid }, followers).await.unwrap()
}

#[tokio::test]
async fn whatever_came_since_its_start_keeps_it_and_it_is_cancelled() {
    for what in
        ["nobody", "followers", "who is not followed", "a block of hers", "a block of his", "her end", "his end"]
    {
        let (world, alice, bob) = raided().await;
        let set = async |settings: Value| {
            world.put(SETTINGS).by(&bob).json(&settings).expect(200).await;
        };
        let block = async |by: &Bearer, whom: &str| {
            world.post(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
        };
        match what {
            "nobody" => set(json!({"raidsFrom": "NOBODY"})).await,
            "followers" => set(json!({"minFollowers": 1})).await,
            "who is not followed" => set(json!({"raidsFrom": "FOLLOWED"})).await,
            "a block of hers" => block(&alice, "usr_bob").await,
            "a block of his" => block(&bob, "usr_alice").await,
            "her end" => world.end_broadcast(&alice).await,
            _ => world.end_broadcast(&bob).await,
        }
        let answer = world.post("/api/stream/raid/now").by(&alice).expect(404).await;
        assert_eq!(answer.error(), "No raid pending", "{what}");
        assert_eq!(stream(&world).await.raid, None, "{what}");
    }
}

#[tokio::test]
async fn what_still_lets_it_in_lets_it_go() {
    for what in ["nothing", "whom he follows", "whom he follows, and who is followed", "whom he followed, and everyone"]
    {
        let world = World::without_limits().await;
        let (alice, bob) = (world.creator("alice").await, world.creator("bob").await);
        let set = async |settings: Value| {
            world.put(SETTINGS).by(&bob).json(&settings).expect(200).await;
        };
        world.go_live(&alice).await;
        world.go_live(&bob).await;
        world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
        if what == "whom he followed, and everyone" {
            set(json!({"raidsFrom": "FOLLOWED"})).await;
        }
        start(&world, &alice, "usr_bob", 60).await;
        match what {
            "nothing" => {}
            "whom he follows" => set(json!({"raidsFrom": "FOLLOWED"})).await,
            "whom he follows, and who is followed" => set(json!({"raidsFrom": "FOLLOWED", "minFollowers": 1})).await,
            _ => {
                set(json!({"raidsFrom": "EVERYONE"})).await;
                world.delete("/api/social/follow/usr_alice").by(&bob).expect(200).await;
            }
        }
        world.post("/api/stream/raid/now").by(&alice).expect(200).await;
        assert!(stream(&world).await.raid.is_some_and(|raid| raid.is_decided), "{what}");
    }
}

/// Two who let it go at once, or one who cancels it meanwhile.
#[tokio::test]
async fn it_goes_once() {
    let (world, alice, _bob) = raided().await;
    let known = stream(&world).await;
    let (one, other) = tokio::join!(go(&world, &known), go(&world, &known));
    let went = [&one, &other].iter().filter(|looked| matches!(looked, Looked::Gone(_))).count();
    assert_eq!(went, 1, "{one:?} {other:?}");
    assert_eq!(go(&world, &known).await, Looked::None);

    start(&world, &alice, "usr_bob", 60).await;
    let known = stream(&world).await;
    world.delete("/api/stream/raid").by(&alice).expect(200).await;
    assert_eq!(go(&world, &known).await, Looked::None);
    assert_eq!(stream(&world).await.raid, None);
}

/// What else is read beside the gate is nobody's who does not pass it, and neither is what is wrong with a request.
#[tokio::test]
async fn who_may_not_is_told_that_first() {
    let world = World::without_limits().await;
    let bob = world.viewer("bob").await;
    for path in ["/api/stream/raid", "/api/vod/none/markers", "/api/vod/a%23b/markers"] {
        for body in ["{", "{}", r#"{"targetId": "usr_bob", "text": "x", "offset": 0}"#] {
            let answer = world.post(path).by(&bob).body(body.to_owned()).expect(403).await;
            assert_eq!(answer.error(), "Creator application required", "{path} {body}");
        }
    }
}
