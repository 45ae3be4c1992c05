//! GET /api/viewer/following.

use std::collections::BTreeMap;

use harness::{Answer, Bearer, World};
use serde_json::json;

use crate::streams::{after, creator, cut, go_live, interrupt, live, names, watched_by};

const FOLLOWING: &str = "/api/viewer/following";

async fn follow(world: &World, who: &Bearer, name: &str) {
    world.clock().advance(10);
    world.post(&format!("/api/social/follow/usr_{name}")).by(who).expect(200).await;
}

async fn list(world: &World, who: &Bearer) -> Answer {
    world.get(FOLLOWING).by(who).expect(200).await
}

#[tokio::test]
async fn live_ones_first_then_the_newest_follow() {
    let world = World::start().await;
    let dora = world.viewer("dora").await;
    let empty = list(&world, &dora).await;
    let pagination = json!({"limit": 20, "nextCursor": null});
    assert_eq!(empty.body, json!({"success": true, "data": [], "count": 0, "pagination": pagination}));

    for name in ["off_old", "off_new"] {
        creator(&world, name).await;
    }
    live(&world, "small", 1).await;
    live(&world, "big", 9).await;
    live(&world, "foreign", 20).await;
    // Without a stream there is nothing to list.
    world.creator("keyless").await;
    for name in ["off_old", "big", "small", "off_new", "keyless"] {
        follow(&world, &dora, name).await;
    }
    world.rank().await;
    let answer = list(&world, &dora).await;
    assert_eq!(names(&answer), ["big", "small", "off_new", "off_old"]);
    let told: Vec<_> =
        answer.data().as_array().unwrap().iter().map(|s| (s["state"].as_str().unwrap(), &s["viewerCount"])).collect();
    assert_eq!(told, [("live", &json!(9)), ("live", &json!(1)), ("offline", &json!(0)), ("offline", &json!(0))]);
    assert_eq!(answer.next_cursor(), None);
}

#[tokio::test]
async fn starts_ends_and_follows_show_at_once() {
    let world = World::start().await;
    let dora = world.viewer("dora").await;
    live(&world, "alice", 5).await;
    live(&world, "bob", 9).await;
    creator(&world, "carol").await;
    for name in ["alice", "bob", "carol"] {
        follow(&world, &dora, name).await;
    }
    assert_eq!(names(&list(&world, &dora).await), ["bob", "alice", "carol"]);
    go_live(&world, "carol").await;
    cut(&world, "bob").await;
    let answer = list(&world, &dora).await;
    assert_eq!(names(&answer), ["alice", "carol", "bob"]);
    assert_eq!(answer.data()[2]["isLive"], false);
    interrupt(&world, "alice").await;
    let answer = list(&world, &dora).await;
    assert_eq!(names(&answer), ["carol", "bob", "alice"]);
    assert_eq!(answer.data()[2]["state"], "interrupted");
    // The next ranking knows it by itself.
    world.rank().await;
    assert_eq!(names(&list(&world, &dora).await), ["carol", "bob", "alice"]);
    world.delete("/api/social/follow/usr_bob").by(&dora).expect(200).await;
    assert_eq!(names(&list(&world, &dora).await), ["carol", "alice"]);
}

#[tokio::test]
async fn a_suspended_creator_is_left_out() {
    let world = World::start().await;
    let dora = world.viewer("dora").await;
    live(&world, "alice", 5).await;
    creator(&world, "bob").await;
    follow(&world, &dora, "alice").await;
    follow(&world, &dora, "bob").await;
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "Spam"});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    assert_eq!(names(&list(&world, &dora).await), ["bob"]);
}

#[tokio::test]
async fn names_are_those_of_now() {
    let world = World::start().await;
    let dora = world.viewer("dora").await;
    let alice = creator(&world, "alice").await;
    follow(&world, &dora, "alice").await;
    world.patch("/api/viewer/me").by(&alice).json(&json!({"username": "alicia"})).expect(200).await;
    assert_eq!(names(&list(&world, &dora).await), ["alicia"]);
}

#[tokio::test]
async fn a_walk_has_everybody_once_while_they_go_live_and_offline() {
    const CREATORS: u32 = 20;
    let world = World::start().await;
    let dora = world.viewer("dora").await;
    let name = |n: u32| format!("user_{n:02}");
    for n in 0..CREATORS {
        creator(&world, &name(n)).await;
        follow(&world, &dora, &name(n)).await;
        if n % 2 == 0 {
            go_live(&world, &name(n)).await;
            watched_by(&world, &name(n), n).await;
        }
    }
    world.get("/api/viewer/live").expect(200).await;
    // After the ranking and before the walk, one of each.
    cut(&world, "user_00").await;
    go_live(&world, "user_01").await;

    let path = "/api/viewer/following?limit=3";
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut halves = vec![];
    let mut page = world.get(path).by(&dora).expect(200).await;
    for step in 0..100 {
        for name in names(&page) {
            *seen.entry(name.to_owned()).or_default() += 1;
            halves.push(name.to_owned());
        }
        // Those ahead and those behind change places, and rankings come and go.
        let (from, to) = (step * 2 % CREATORS, (step * 2 + 1) % CREATORS);
        if world.app().store.stream(&crate::streams::id(&name(from))).await.unwrap().unwrap().media.broadcast.is_some()
        {
            cut(&world, &name(from)).await;
        }
        if world.app().store.stream(&crate::streams::id(&name(to))).await.unwrap().unwrap().media.broadcast.is_none() {
            world.clock().advance(10);
            go_live(&world, &name(to)).await;
        }
        world.rank().await;
        world.get("/api/viewer/live").expect(200).await;
        if page.next_cursor().is_none() {
            break;
        }
        page = world.get(&after(path, &page)).by(&dora).expect(200).await;
    }
    assert_eq!(page.next_cursor(), None);
    assert_eq!(seen.len(), CREATORS as usize);
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
    // As it stood when the walk began: 9 of the ranking, the one that had just started, then by follow.
    assert_eq!(halves[..3], ["user_18", "user_16", "user_14"]);
    assert_eq!(halves[9..12], ["user_01", "user_19", "user_17"]);
    assert_eq!(halves.last().unwrap(), "user_00");
}

#[tokio::test]
async fn what_it_cannot_read_is_refused() {
    let world = World::start().await;
    let (dora, emil) = (world.viewer("dora").await, world.viewer("emil").await);
    for name in ["alice", "bob"] {
        creator(&world, name).await;
        follow(&world, &dora, name).await;
    }
    assert_eq!(world.get(FOLLOWING).expect(401).await.error(), "Authentication required");
    let answer = world.get("/api/viewer/following?limit=0").by(&dora).expect(400).await;
    assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["limit"]));
    let path = "/api/viewer/following?limit=1";
    let page = world.get(path).by(&dora).expect(200).await;
    // Somebody else's cursor is foreign.
    assert_eq!(world.get(&after(path, &page)).by(&emil).expect(400).await.error(), "Invalid cursor");
    let last = world.get(&after(path, &page)).by(&dora).expect(200).await;
    assert_eq!((names(&last), last.next_cursor()), (vec!["alice"], None));
}
