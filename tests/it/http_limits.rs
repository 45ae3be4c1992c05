//! Limits on callers.

use harness::{Bearer, Setup, World};
use serde_json::json;

const TOKEN: &str = "/api/viewer/token";
/// Calls that the guests of one address have in a minute.
const GUESTS: usize = 120;

#[tokio::test]
async fn a_call_too_many_is_refused_until_the_window_is_over() {
    let world = World::start().await;
    // A refused request counts as well as a good one.
    let call = || world.post(TOKEN).json(&json!({}));
    let first = call().expect(400).await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"token\";q=120;w=60"));
    let left = first.header("ratelimit").unwrap();
    assert!(left.starts_with("\"token\";r=119;t="), "{left}");
    for _ in 1..GUESTS {
        call().expect(400).await;
    }
    let refused = call().expect(429).await;
    assert_eq!(refused.error(), "Too many requests");
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(refused.header("ratelimit").unwrap(), format!("\"token\";r=0;t={wait}"));

    call().from_ip([203, 0, 113, 8]).expect(400).await;
    let bob = Bearer::new("bob", world.clock().now());
    call().by(&bob).expect(400).await;
    world.get("/api/viewer/stream/nobody").expect(404).await;

    world.clock().advance((wait - 1) * 1_000);
    call().expect(429).await;
    world.clock().advance(1_000);
    call().expect(400).await;
}

#[tokio::test]
async fn behind_the_cdn_each_guest_has_their_own() {
    let variables = vec![("EDGE_SECRET", "what-the-edge-alone-knows".to_owned())];
    let world = World::with(Setup { variables, ..Setup::default() }).await;
    let by_edge = |proof: &str, viewer: &str| {
        let call = world.post(TOKEN).json(&json!({})).header("x-onair-edge", proof).header("x-onair-viewer", viewer);
        async move { call.expect(400).await.header("ratelimit").unwrap().to_owned() }
    };
    let left = |ratelimit: String| ratelimit.split(['=', ';']).nth(2).unwrap().parse::<usize>().unwrap();
    let ours = "what-the-edge-alone-knows";
    assert_eq!(left(by_edge(ours, "198.51.100.1").await), GUESTS - 1);
    assert_eq!(left(by_edge(ours, "198.51.100.2").await), GUESTS - 1);
    assert_eq!(left(by_edge(ours, "198.51.100.1").await), GUESTS - 2);
    // Who calls the gateway itself is who connects to it, whatever they write.
    assert_eq!(left(by_edge("a guess", "198.51.100.3").await), GUESTS - 1);
    assert_eq!(left(by_edge("a guess", "198.51.100.4").await), GUESTS - 2);
}

#[tokio::test]
async fn limits_count_callers_and_not_their_tries_with_bad_tokens() {
    let world = World::start().await;
    let answer = world.post(TOKEN).header("authorization", "Bearer x").expect(401).await;
    assert_eq!(answer.header("ratelimit"), None);
}

#[tokio::test]
async fn a_load_test_can_do_without_them() {
    let variables = vec![("RATE_LIMIT_SCALE", "0".to_owned())];
    let world = World::with(Setup { variables, ..Setup::default() }).await;
    for _ in 0..=GUESTS {
        let answer = world.post(TOKEN).json(&json!({})).expect(400).await;
        assert_eq!(answer.header("ratelimit"), None);
    }
}
