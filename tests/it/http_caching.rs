//! What caches may keep.

use harness::{Bearer, Setup, World};
use serde_json::Value;

use crate::http_seed;

const STREAM: &str = "/api/viewer/stream/alice";

#[tokio::test]
async fn guests_share_an_answer_and_a_caller_has_their_own() {
    let world = World::start().await;
    let alice = http_seed::creator(&world, "alice").await;
    http_seed::stream(&world, &alice).await;
    let bob = Bearer::new("bob", world.clock().now());

    let shared = world.get(STREAM).expect(200).await;
    assert_eq!(shared.header("cache-control"), Some("public, max-age=3, stale-while-revalidate=3"));
    let own = world.get(STREAM).by(&bob).expect(200).await;
    assert_eq!(own.header("cache-control"), Some("private, no-cache"));
    for answer in [&shared, &own] {
        assert_eq!(answer.header("vary"), Some("Authorization"));
        let tag = answer.header("etag").unwrap();
        let again = world.get(STREAM).header("if-none-match", &format!("W/{tag}")).expect(304).await;
        assert_eq!((&again.body, again.header("etag")), (&Value::Null, Some(tag)));
    }

    let tag = shared.header("etag").unwrap();
    world.put("/api/stream/info").by(&alice).json(&serde_json::json!({"title": "New"})).expect(200).await;
    let changed = world.get(STREAM).header("if-none-match", tag).expect(200).await;
    assert_ne!(changed.header("etag"), Some(tag));
    let missing = world.get("/api/viewer/stream/nobody").expect(404).await;
    assert_eq!((missing.header("cache-control"), missing.header("etag")), (Some("no-store"), None));
    let private = world.get("/api/stream/status").by(&alice).expect(200).await;
    assert_eq!((private.header("cache-control"), private.header("etag")), (Some("no-store"), None));
}

#[tokio::test]
async fn what_caches_may_keep_the_process_keeps_for_guests_alone() {
    let kept = vec![("KEPT_ANSWERS_BYTES", "100000".to_owned())];
    let world = World::with(Setup { variables: kept, ..Setup::default() }).await;
    let alice = http_seed::creator(&world, "alice").await;
    http_seed::stream(&world, &alice).await;
    let title = async |title: &str| {
        world.put("/api/stream/info").by(&alice).json(&serde_json::json!({"title": title})).expect(200).await;
    };
    title("Old").await;
    let first = world.get(STREAM).expect(200).await;
    assert_eq!((&first.data()["title"], first.header("age")), (&"Old".into(), None));
    title("New").await;

    world.clock().advance(2_999);
    let again = world.get(STREAM).expect(200).await;
    assert_eq!((&again.body, again.header("age")), (&first.body, Some("2")));
    for name in ["cache-control", "etag", "vary", "content-type"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    let tag = first.header("etag").unwrap();
    let seen = world.get(STREAM).header("if-none-match", tag).expect(304).await;
    assert_eq!((seen.header("etag"), seen.header("age")), (Some(tag), Some("2")));

    // Another address, and whoever is known, get what is so now; what they get is nobody else's.
    let bob = world.viewer("bob").await;
    for _ in 0..2 {
        let own = world.get(STREAM).by(&bob).expect(200).await;
        assert_eq!((&own.data()["title"], own.header("age")), (&"New".into(), None));
    }
    assert_eq!(world.get(&format!("{STREAM}?x=1")).expect(200).await.data()["title"], "New");
    assert_eq!(world.get(STREAM).expect(200).await.data()["title"], "Old");
    world.get(STREAM).header("authorization", "Bearer x").expect(401).await;

    world.clock().advance(1);
    let next = world.get(STREAM).expect(200).await;
    assert_eq!((&next.data()["title"], next.header("age")), (&"New".into(), None));
}

/// An answer that is kept costs nothing, and is counted all the same.
#[tokio::test]
async fn a_limit_counts_answers_that_are_kept() {
    let kept = vec![("KEPT_ANSWERS_BYTES", "100000".to_owned())];
    let world = World::with(Setup { variables: kept, ..Setup::default() }).await;
    let search = "/api/viewer/search?q=a";
    for n in 0..120 {
        let answer = world.get(search).expect(200).await;
        assert_eq!(answer.header("age").is_some(), n > 0);
    }
    world.get(search).expect(429).await;
}
