//! The conventions, route by route, as the route tables have them: limits with their exact policies, what
//! caches may keep, and the limit on reads.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Bearer, World};
use http::Method;
use serde_json::{Value, json};

/// Every limited route, the name of its limit, and its calls: of a user, of guests where they may call, within
/// seconds. README's table has the same.
const LIMITS: &[(&str, &str, u32, Option<u32>, u32)] = &[
    ("create_token", "token", 60, Some(120), 60),
    ("search", "search", 60, Some(120), 60),
    ("follow", "follow", 60, None, 60),
    ("unfollow", "follow", 60, None, 60),
    ("block", "follow", 60, None, 60),
    ("unblock", "follow", 60, None, 60),
    ("submit_application", "application", 5, None, 3600),
    ("create_ingress", "ingress", 10, None, 600),
    ("delete_ingress", "ingress", 10, None, 600),
    ("start_raid", "raid", 10, None, 600),
    ("create_chat_token", "token", 60, Some(120), 60),
    ("request_unban", "ask", 20, None, 3600),
    ("report_message", "ask", 20, None, 3600),
    ("create_clip", "clip", 10, None, 60),
    ("create_highlight", "clip", 10, None, 60),
];

/// Every route whose answers to guests may be kept, and for how many seconds.
const CACHED: &[(&str, u32)] = &[
    ("get_stream", 3),
    ("list_live", 3),
    ("list_recommended", 3),
    ("search", 5),
    ("list_followers", 5),
    ("list_following", 5),
    ("list_creators", 5),
    ("get_creator", 5),
    ("list_messages", 1),
    ("get_preview", 30),
];

struct Row {
    method: Method,
    path: String,
    operation: &'static str,
}

fn routes() -> Vec<(Row, web::Route)> {
    let tables = local::functions::GROUPS.iter().map(|(_, routes)| routes());
    tables
        .flat_map(|routes| routes.table().cloned().collect::<Vec<_>>())
        .map(|route| {
            let path = route
                .path
                .replace("{username}", "alice")
                .replace("{userId}", "usr_alice")
                .replace("{hostId}", "usr_alice");
            let path = if path.ends_with("/search") { format!("{path}?q=alice") } else { path };
            (Row { method: route.method.clone(), path, operation: route.operation }, route)
        })
        .collect()
}

#[test]
fn the_tables_limits_and_caches_are_these() {
    let routes = routes();
    let limited: BTreeSet<_> =
        routes.iter().filter(|(_, route)| route.limit.is_some()).map(|(row, _)| row.operation).collect();
    assert_eq!(limited, LIMITS.iter().map(|(operation, ..)| *operation).collect());
    let cached: BTreeMap<_, _> =
        routes.iter().filter_map(|(row, route)| Some((row.operation, route.cached_secs?))).collect();
    assert_eq!(cached, CACHED.iter().copied().collect());
}

/// Each limited route by itself: its policy to the letter, and the call beyond it refused.
#[tokio::test]
async fn every_limited_route_has_its_limit() {
    for (operation, name, users, guests, secs) in LIMITS {
        let world = World::start().await;
        let alice = world.creator("alice").await;
        let (row, _) = routes().into_iter().find(|(row, _)| row.operation == *operation).unwrap();
        let callers = [(Some(&alice), Some(*users)), (None, *guests)];
        for (caller, calls) in callers.into_iter().filter_map(|(caller, calls)| Some((caller, calls?))) {
            let call = || {
                let request = world.request(row.method.clone(), &row.path).json(&json!({}));
                match caller {
                    Some(caller) => request.by(caller),
                    None => request,
                }
            };
            // What making the creator took counts as well.
            let window = i64::from(*secs) * 1_000;
            world.clock().advance(window - world.clock().now().as_millis() % window);
            for n in 0..calls {
                let answer = call().send().await;
                assert_ne!(answer.status, 429, "{operation}: call {n} of {calls}");
                let policy = format!("\"{name}\";q={calls};w={secs}");
                // A page that others may get says nothing of one caller.
                if answer.header("cache-control").is_none_or(|kept| !kept.starts_with("public")) {
                    assert_eq!(answer.header("ratelimit-policy"), Some(policy.as_str()), "{operation}");
                }
            }
            let refused = call().expect(429).await;
            assert_eq!(refused.error(), "Too many requests", "{operation}");
            assert_eq!(refused.header("retry-after").unwrap(), secs.to_string(), "{operation}");
            world.clock().advance(window);
            assert_ne!(call().send().await.status, 429, "{operation}");
        }
    }
}

#[tokio::test]
async fn every_cached_route_says_for_how_long_and_every_other_that_it_is_not() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    for (row, route) in routes().into_iter().filter(|(row, _)| row.method == Method::GET) {
        let answer = world.get(&row.path).send().await;
        let secs = CACHED.iter().find(|(operation, _)| *operation == row.operation).map(|(_, secs)| *secs);
        let expected = match secs {
            Some(secs) if answer.status == 200 => format!("public, max-age={secs}, stale-while-revalidate={secs}"),
            _ => "no-store".to_owned(),
        };
        assert_eq!(answer.header("cache-control"), Some(expected.as_str()), "{} {}", row.path, answer.status);
        assert!(secs.is_none() || answer.status == 200, "{}: {}", row.path, answer.body);
        let own = world.get(&row.path).by(&alice).send().await;
        let expected = if route.cached_secs.is_some() && own.status == 200 { "private, no-cache" } else { "no-store" };
        assert_eq!(own.header("cache-control"), Some(expected), "{} {}", row.path, own.status);
    }
}

/// Reads of the guests behind one address in a minute; of a user.
const READS: (usize, usize) = (600, 1_200);

#[tokio::test]
async fn reads_are_limited_per_address_and_user() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let path = "/api/social/follow/usr_alice";
    let bob = Bearer::new("bob", world.clock().now());
    world.get(path).by(&bob).expect(200).await;
    world.clock().advance(60_000);
    for n in 0..READS.0 {
        assert_eq!(world.get(path).send().await.status, 200, "{n}");
    }
    // The dearest pages among them, whatever is asked for; and one count for all of a function's.
    for path in ["/api/social/creators?limit=100", "/api/social/followers/usr_alice", path] {
        let refused = world.get(path).expect(429).await;
        assert_eq!((refused.error(), refused.header("retry-after")), ("Too many requests", Some("1")), "{path}");
        assert_eq!(refused.header("cache-control"), Some("no-store"));
    }
    world.get(path).from_ip([203, 0, 113, 8]).expect(200).await;
    for n in 0..READS.1 {
        assert_eq!(world.get(path).by(&bob).send().await.status, 200, "{n}");
    }
    world.get(path).by(&bob).expect(429).await;
    // Another function is another process.
    world.get("/api/viewer/recommended").expect(200).await;
    // It comes back little by little.
    world.clock().advance(100);
    world.get(path).expect(200).await;
    world.get(path).expect(429).await;
    // What is no read is not counted here, and LiveKit's health check not at all.
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    for _ in 0..=READS.0 {
        world.get("/api/webhook/livekit/health").expect(200).await;
    }
}

#[tokio::test]
async fn callers_on_this_machine_read_as_they_like() {
    let world = World::start().await;
    for _ in 0..=READS.0 {
        let answer = world.get("/api/social/follow/usr_alice").from_ip([127, 0, 0, 1]).expect(200).await;
        assert_eq!(answer.data(), &json!({"isFollowing": false}));
        assert_eq!(answer.header("ratelimit").map(Value::from), None);
    }
}
