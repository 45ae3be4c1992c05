//! GET /api/viewer/live?tag=: the live streams of a tag.

use harness::{Bearer, World};
use serde_json::json;

use crate::streams::{after, creator, cut, go_live, interrupt, live, names, watched_by};

const CHESS: &str = "/api/viewer/live?tag=chess";

async fn tag(world: &World, creator: &Bearer, tags: &[&str]) {
    world.put("/api/stream/info").by(creator).json(&json!({ "tags": tags })).expect(200).await;
}

/// A creator with these tags who is live, a second after whoever came before.
async fn tagged(world: &World, name: &str, viewers: u32, tags: &[&str]) -> Bearer {
    world.clock().advance(1_000);
    let bearer = live(world, name, viewers).await;
    tag(world, &bearer, tags).await;
    world.caught_up().await;
    bearer
}

#[tokio::test]
async fn streams_of_a_tag_whatever_its_case_by_viewers() {
    let world = World::start().await;
    tagged(&world, "alice", 5, &["Chess", "Talk"]).await;
    tagged(&world, "bob", 9, &["CHESS"]).await;
    tagged(&world, "carol", 7, &["chess2"]).await;
    let answer = world.get(CHESS).expect(200).await;
    assert_eq!(names(&answer), ["bob", "alice"]);
    assert_eq!((&answer.data()[0]["viewerCount"], &answer.data()[1]["tags"]), (&json!(9), &json!(["Chess", "Talk"])));
    assert_eq!(answer.body["pagination"], json!({"limit": 20, "nextCursor": null}));
    assert_eq!(names(&world.get("/api/viewer/live?tag=CHESS2").expect(200).await), ["carol"]);
    assert_eq!(names(&world.get("/api/viewer/live?tag=nobody").expect(200).await), [""; 0]);
    // Without the tag, all of them.
    assert_eq!(names(&world.get("/api/viewer/live").expect(200).await).len(), 3);
}

#[tokio::test]
async fn the_list_follows_starts_ends_and_other_tags() {
    let world = World::start().await;
    let alice = tagged(&world, "alice", 5, &["chess"]).await;
    let bob = tagged(&world, "bob", 4, &["chess"]).await;
    tagged(&world, "carol", 3, &["chess"]).await;
    let dave = creator(&world, "dave").await;
    tag(&world, &dave, &["chess"]).await;
    world.caught_up().await;
    assert_eq!(names(&world.get(CHESS).expect(200).await), ["alice", "bob", "carol"], "dave is not live");
    assert_eq!(world.keys("TAG#").await.len(), 3);

    go_live(&world, "dave").await;
    // Media that ended and another tag show at once, whatever stands in the list; who came stands there some time later.
    interrupt(&world, "carol").await;
    tag(&world, &bob, &["talk"]).await;
    let at_once = world.get(CHESS).expect(200).await;
    assert!([&["alice"][..], &["alice", "dave"]].contains(&&names(&at_once)[..]), "{:?}", names(&at_once));
    world.caught_up().await;
    assert_eq!(names(&world.get(CHESS).expect(200).await), ["alice", "dave"]);
    cut(&world, "alice").await;
    cut(&world, "carol").await;
    tag(&world, &alice, &[]).await;
    world.caught_up().await;
    assert_eq!(names(&world.get(CHESS).expect(200).await), ["dave"]);
    let left: Vec<String> = world.keys("TAG#").await.into_iter().map(|key| key.pk).collect();
    assert_eq!(left, ["TAG#chess", "TAG#talk"], "nothing is left behind");

    // A broadcast that follows the last one at once has a place of its own.
    world.clock().advance(1_000);
    cut(&world, "dave").await;
    go_live(&world, "dave").await;
    world.caught_up().await;
    assert_eq!(world.keys("TAG#chess").await.len(), 1);
    assert_eq!(names(&world.get(CHESS).expect(200).await), ["dave"]);
}

#[tokio::test]
async fn a_walk_goes_back_in_time_and_misses_and_repeats_nobody() {
    let world = World::start().await;
    for (name, viewers) in [("alice", 1), ("bob", 9), ("carol", 2), ("dave", 3), ("erin", 8)] {
        tagged(&world, name, viewers, &["chess"]).await;
    }
    let path = format!("{CHESS}&limit=2");
    let first = world.get(&path).expect(200).await;
    assert_eq!(names(&first), ["erin", "dave"], "the newest two, by viewers");
    // Whoever starts meanwhile is new; whoever ends is not met.
    tagged(&world, "frank", 5, &["chess"]).await;
    cut(&world, "carol").await;
    watched_by(&world, "alice", 100).await;
    let second = world.get(&after(&path, &first)).expect(200).await;
    assert_eq!(names(&second), ["bob"], "a page may be short");
    let third = world.get(&after(&path, &second)).expect(200).await;
    assert_eq!((names(&third), third.next_cursor()), (vec!["alice"], None));

    // A cursor is good for its tag alone, in any case of it.
    let cursor = first.next_cursor().unwrap();
    world.get(&format!("/api/viewer/live?tag=Chess&limit=2&cursor={cursor}")).expect(200).await;
    for foreign in ["/api/viewer/live?tag=talk&", "/api/viewer/live?"] {
        let answer = world.get(&format!("{foreign}cursor={cursor}")).expect(400).await;
        assert_eq!(answer.error(), "Invalid cursor");
    }
}

#[tokio::test]
async fn who_blocks_the_caller_is_left_out() {
    let world = World::start().await;
    let alice = tagged(&world, "alice", 5, &["chess"]).await;
    tagged(&world, "bob", 4, &["chess"]).await;
    let mal = world.viewer("mal").await;
    world.post("/api/social/block/usr_mal").by(&alice).expect(200).await;
    assert_eq!(names(&world.get(CHESS).by(&mal).expect(200).await), ["bob"]);
    assert_eq!(names(&world.get(CHESS).expect(200).await), ["alice", "bob"]);
}

#[tokio::test]
async fn what_is_no_tag_is_refused() {
    let world = World::start().await;
    for bad in ["two+words", "%23chess", &"x".repeat(26)] {
        let answer = world.get(&format!("/api/viewer/live?tag={bad}&limit=0")).expect(400).await;
        assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["limit", "tag"]), "{bad}");
    }
}
