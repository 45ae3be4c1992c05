//! What caches may keep.

use harness::{Bearer, World};
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
