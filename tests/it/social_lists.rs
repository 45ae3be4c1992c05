//! /api/social/followers/:userId and /api/social/following/:userId.

use std::collections::HashMap;

use domain::{Categories, UserId};
use harness::{Bearer, World, is_time};
use serde_json::json;

async fn follow(world: &World, follower: &Bearer, creator: &Bearer) {
    world.clock().advance(1_000);
    world.post(&format!("/api/social/follow/{}", creator.id)).by(follower).expect(200).await;
}

#[tokio::test]
async fn both_lists_are_newest_first_with_their_total() {
    let world = World::start().await;
    let (alice, carl) = (world.creator("alice").await, world.creator("carl").await);
    let (bob, dora) = (world.viewer("bob").await, world.viewer("dora").await);
    follow(&world, &bob, &alice).await;
    follow(&world, &dora, &alice).await;
    follow(&world, &bob, &carl).await;

    let answer = world.get("/api/social/followers/usr_alice").expect(200).await;
    assert_eq!(answer.each("username"), ["dora", "bob"]);
    assert!(answer.each("followedAt").into_iter().all(is_time));
    assert_eq!((&answer.body["total"], &answer.body["count"]), (&json!(2), &json!(2)));
    assert_eq!(answer.body["pagination"], json!({"limit": 20, "nextCursor": null}));
    let mut fields: Vec<_> = answer.data()[0].as_object().unwrap().keys().cloned().collect();
    fields.sort();
    assert_eq!(fields, ["followedAt", "id", "image", "name", "username"]);

    // Frontends show `count` as the number of followers: it is the total on a short page as well.
    let page = world.get("/api/social/followers/usr_alice?limit=1").expect(200).await;
    assert_eq!((page.each("username"), &page.body["count"]), (vec!["dora"], &json!(2)));
    let page = world.get("/api/social/following/usr_bob?limit=1").expect(200).await;
    assert_eq!((page.each("username"), &page.body["count"]), (vec!["carl"], &json!(2)));

    let answer = world.get("/api/social/following/usr_bob").expect(200).await;
    assert_eq!(answer.each("id"), ["usr_carl", "usr_alice"]);
    assert_eq!(answer.body["total"], 2);
    let nobody = world.get("/api/social/followers/usr_dora").expect(200).await;
    assert_eq!((nobody.data(), &nobody.body["total"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn names_are_those_of_now() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    follow(&world, &bob, &alice).await;
    world.patch("/api/viewer/me").by(&bob).json(&json!({"username": "bobby", "name": "Bobby"})).expect(200).await;
    let answer = world.get("/api/social/followers/usr_alice").expect(200).await;
    assert_eq!((answer.each("username"), answer.each("name")), (vec!["bobby"], vec!["Bobby"]));
}

#[tokio::test]
async fn a_list_refuses_what_it_cannot_read() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let dora = world.viewer("dora").await;
    follow(&world, &bob, &alice).await;
    follow(&world, &dora, &alice).await;
    let page = world.get("/api/social/followers/usr_alice?limit=1").expect(200).await;
    let cursor = page.next_cursor().unwrap();
    for list in ["followers", "following"] {
        for id in ["usr_nobody", "no%23id"] {
            let answer = world.get(&format!("/api/social/{list}/{id}")).expect(404).await;
            assert_eq!(answer.error(), "User not found");
        }
        let answer = world.get(&format!("/api/social/{list}/usr_alice?limit=101")).expect(400).await;
        assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["limit"]));
    }
    let foreign = [
        format!("/api/social/following/usr_alice?cursor={cursor}"),
        format!("/api/social/followers/usr_bob?cursor={cursor}"),
        format!("/api/social/followers/usr_alice?cursor=x{cursor}"),
    ];
    for path in foreign {
        let answer = world.get(&path).expect(400).await;
        assert_eq!(answer.error(), "Invalid cursor", "{path}");
    }
    world.clock().advance(10 * 60 * 1_000);
    let last = world.get(&format!("/api/social/followers/usr_alice?limit=1&cursor={cursor}")).expect(200).await;
    assert_eq!((last.each("id"), last.next_cursor()), (vec!["usr_bob"], None));
}

#[tokio::test]
async fn a_walk_misses_and_repeats_nobody_while_others_write() {
    const STANDING: usize = 90;
    let world = World::start().await;
    world.creator("alice").await;
    let alice = UserId::parse("usr_alice").unwrap();
    let store = &world.app().store;
    let mut names = vec![];
    for n in 0..STANDING {
        let bearer = world.viewer(&format!("standing_{n}")).await;
        // Several in the same millisecond: the time alone is no order.
        world.clock().advance(i64::from(n % 3 == 0));
        store
            .follow(&UserId::parse(&bearer.id).unwrap(), &alice, Categories::default(), world.clock().now())
            .await
            .unwrap();
        names.push(bearer.id);
    }
    // Every fifth of them leaves while the list is walked, and new ones come.
    let leaving: Vec<&String> = names.iter().step_by(5).collect();
    let write = async {
        for (n, id) in leaving.iter().enumerate() {
            assert!(store.unfollow(&UserId::parse(id).unwrap(), &alice).await.unwrap());
            let newcomer = world.viewer(&format!("new_{n}")).await;
            world.clock().advance(1);
            store
                .follow(&UserId::parse(&newcomer.id).unwrap(), &alice, Categories::default(), world.clock().now())
                .await
                .unwrap();
        }
    };
    let read = async {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut cursor = String::new();
        loop {
            let page = world.get(&format!("/api/social/followers/usr_alice?limit=7{cursor}")).expect(200).await;
            for id in page.each("id") {
                *seen.entry(id.to_owned()).or_default() += 1;
            }
            match page.next_cursor() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
        }
    };
    let (seen, ()) = tokio::join!(read, write);
    assert!(seen.values().all(|times| *times == 1), "repeated: {seen:?}");
    let missed: Vec<_> = names.iter().filter(|id| !leaving.contains(id) && !seen.contains_key(*id)).collect();
    assert_eq!(missed, Vec::<&String>::new());
    assert_eq!(store.follower_total(&alice).await.unwrap(), STANDING as u64);
}
