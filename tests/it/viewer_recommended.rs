//! GET /api/viewer/recommended.

use domain::{IngressId, IngressInfo, IngressType};
use harness::{Bearer, World};
use serde_json::json;

use crate::streams::{creator, cut, go_live, id, live, names, watched_by};

const RECOMMENDED: &str = "/api/viewer/recommended";

/// A creator of these categories, with a stream.
async fn creator_of(world: &World, name: &str, categories: &[&str]) -> Bearer {
    let bearer = world.creator_of(name, categories).await;
    let user = world.app().store.profile(&id(name)).await.unwrap().unwrap();
    let ingress = IngressInfo {
        ingress_id: IngressId::new(format!("IN_{name}")),
        ingress_type: IngressType::Rtmp,
        server_url: "rtmp://127.0.0.1:1935/live".to_owned(),
    };
    world.app().store.store_key(&user, None, &ingress, world.clock().now()).await.unwrap();
    bearer
}

async fn live_of(world: &World, name: &str, categories: &[&str], viewers: u32) -> Bearer {
    let bearer = creator_of(world, name, categories).await;
    go_live(world, name).await;
    watched_by(world, name, viewers).await;
    bearer
}

async fn follow(world: &World, who: &Bearer, name: &str) {
    world.post(&format!("/api/social/follow/usr_{name}")).by(who).expect(200).await;
}

#[tokio::test]
async fn a_guest_gets_the_most_watched() {
    let world = World::start().await;
    let empty = world.get(RECOMMENDED).expect(200).await;
    let pagination = json!({"limit": 20, "nextCursor": null});
    assert_eq!(empty.body, json!({"success": true, "data": [], "count": 0, "pagination": pagination}));
    for (name, viewers) in [("alice", 5), ("bob", 9), ("carol", 7)] {
        live(&world, name, viewers).await;
    }
    creator(&world, "offline").await;
    assert_eq!(names(&world.get(RECOMMENDED).expect(200).await), ["alice", "bob", "carol"]);
    world.rank().await;
    assert_eq!(names(&world.get(RECOMMENDED).expect(200).await), ["bob", "carol", "alice"]);
    let answer = world.get("/api/viewer/recommended?limit=2").expect(200).await;
    assert_eq!((names(&answer), answer.next_cursor()), (vec!["bob", "carol"], None));
    let answer = world.get("/api/viewer/recommended?limit=101").expect(400).await;
    assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["limit"]));
}

#[tokio::test]
async fn followed_first_then_shared_categories_then_the_most_watched() {
    let world = World::start().await;
    let dora = world.viewer("dora").await;
    live_of(&world, "sports", &["SPORTS"], 50).await;
    live_of(&world, "game_small", &["GAMING"], 2).await;
    live_of(&world, "game_big", &["GAMING", "TALK"], 4).await;
    live_of(&world, "followed_small", &["TRAVEL"], 1).await;
    live_of(&world, "followed_big", &["COOKING"], 3).await;
    live_of(&world, "travel", &["TRAVEL"], 9).await;
    for name in ["off_one", "off_two"] {
        creator_of(&world, name, &["GAMING"]).await;
    }
    assert_eq!(names(&world.get(RECOMMENDED).by(&dora).expect(200).await)[0], "sports");
    for name in ["followed_small", "followed_big", "off_one", "off_two"] {
        follow(&world, &dora, name).await;
    }
    // Two follows speak for games, one for travels.
    let expected = ["followed_big", "followed_small", "game_big", "game_small", "travel", "sports"];
    assert_eq!(names(&world.get(RECOMMENDED).by(&dora).expect(200).await), expected);
    let short = world.get("/api/viewer/recommended?limit=3").by(&dora).expect(200).await;
    assert_eq!(names(&short), expected[..3]);

    // At once: an end, and the start of somebody followed.
    cut(&world, "game_big").await;
    go_live(&world, "off_one").await;
    let expected = ["followed_big", "followed_small", "off_one", "game_small", "travel", "sports"];
    assert_eq!(names(&world.get(RECOMMENDED).by(&dora).expect(200).await), expected);
}

#[tokio::test]
async fn never_ones_own_nor_behind_a_block_of_either_direction() {
    let world = World::start().await;
    let alice = live(&world, "alice", 9).await;
    let bob = live(&world, "bob", 5).await;
    live(&world, "carol", 3).await;
    assert_eq!(names(&world.get(RECOMMENDED).by(&alice).expect(200).await), ["bob", "carol"]);
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert_eq!(names(&world.get(RECOMMENDED).by(&alice).expect(200).await), ["carol"]);
    assert_eq!(names(&world.get(RECOMMENDED).by(&bob).expect(200).await), ["carol"]);
    assert_eq!(names(&world.get(RECOMMENDED).expect(200).await), ["alice", "bob", "carol"]);
}
