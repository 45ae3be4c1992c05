//! A path parameter is the whole of it and nothing else, and a path may stand behind a stage or a mapping.

use harness::{Answer, Bearer, Setup, World};
use http::{HeaderMap, Method};
use serde_json::{Value, json};

/// Spellings that name nobody, though a part of each, or what it decodes to once more, would be bob.
const NEARLY_BOB: [&str; 14] = [
    "usr_bob%23x",
    "usr_bob%23",
    "usr_bob%3Fx",
    "usr_bob%20",
    "%20usr_bob",
    "usr_bob%09",
    "usr_bob%0A",
    "usr_bob%00",
    "usr_bo%2562",
    "usr_bob%2523",
    "usr_bob%2Fx",
    "usr_bob%5Cx",
    "x%2F..%2Fusr_bob",
    "usr_bob%ff",
];

async fn blocked(world: &World, by: &Bearer, whom: &Bearer) -> bool {
    // Whoever is blocked finds the creator's stream gone.
    let name = by.id.strip_prefix("usr_").unwrap();
    world.get(&format!("/api/viewer/stream/{name}")).by(whom).send().await.status == 404
}

#[tokio::test]
async fn a_parameter_is_the_whole_of_it() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let bob = world.viewer("bob").await;
    for id in NEARLY_BOB {
        for method in [Method::POST, Method::DELETE] {
            let answer = world.request(method.clone(), &format!("/api/social/block/{id}")).by(&alice).send().await;
            assert_eq!(answer.status, 404, "{method} {id}: {}", answer.body);
        }
        assert!(!blocked(&world, &alice, &bob).await, "{id}");
    }
    for name in [
        "alice%20",
        "%20alice",
        "alice%23",
        "alice%3F",
        "alice%09",
        "alic%2565",
        "alice%2Fx",
        "alice%C2%A0",
        "x%2F..%2Falice",
    ] {
        for path in ["/api/viewer/stream/", "/api/social/creator/"] {
            let answer = world.get(&format!("{path}{name}")).send().await;
            assert_eq!(answer.status, 404, "{path}{name}: {}", answer.body);
        }
    }
    // One that is escaped and need not be is the same.
    world.get("/api/viewer/stream/%61lice").expect(200).await;
    world.post("/api/social/block/usr%5Fbob").by(&alice).expect(200).await;
    assert!(blocked(&world, &alice, &bob).await);
}

#[tokio::test]
async fn of_two_parameters_that_differ_by_an_escape_the_one_named_is_meant() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let now = world.clock().now();
    let percent = Bearer::new("percent", now).claim("sub", "usr_a%41");
    let plain = Bearer::new("plain", now).claim("sub", "usr_aA");
    for user in [&percent, &plain] {
        world.get("/api/viewer/me").by(user).expect(200).await;
    }
    world.post("/api/social/block/usr_a%2541").by(&alice).expect(200).await;
    assert!(blocked(&world, &alice, &percent).await);
    assert!(!blocked(&world, &alice, &plain).await);
    // The id that answers show for them is the same user.
    world.delete("/api/social/block/usr_a%2541").by(&alice).expect(200).await;
    let me = world.get("/api/viewer/me").by(&percent).expect(200).await;
    let id = me.data()["id"].as_str().unwrap();
    world.post(&format!("/api/social/block/{id}")).by(&alice).expect(200).await;
    assert!(blocked(&world, &alice, &percent).await);
}

/// A key of the table has its limits, a path has others: no parameter of any route is a fault of ours.
#[tokio::test]
async fn no_parameter_is_too_long_for_a_key() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await.claim("role", "admin");
    world.stream_of(&alice).await;
    let text = json!({"text": "hi there", "reason": "Rules", "title": "A title", "messageId": "x".repeat(64)});
    for route in local::functions::GROUPS.iter().flat_map(|(_, group)| group().table().cloned().collect::<Vec<_>>()) {
        let parameters = route.path.matches('{').count();
        for of in 0..parameters {
            for part in ["x".repeat(256), "x".repeat(1_500), "x".repeat(3_000), "%23".repeat(400), "é".repeat(255)] {
                let mut place = 0;
                let segments = route.path.split('/').map(|segment| {
                    if !segment.starts_with('{') {
                        return segment;
                    }
                    place += 1;
                    if place == of + 1 { part.as_str() } else { "usr_alice" }
                });
                let path = segments.collect::<Vec<_>>().join("/");
                let answer = world.request(route.method.clone(), &path).by(&alice).json(&text).send().await;
                assert!(answer.status < 500, "{} {path}: {}", route.method, answer.body);
            }
        }
    }
}

/// An event as it comes under this path and stage.
fn event(path: &str, stage: &str) -> Value {
    let mut event = local::gateway::event(&Method::GET, "/", &HeaderMap::new(), b"", [203, 0, 113, 7].into());
    event["rawPath"] = path.into();
    event["requestContext"]["http"]["path"] = path.into();
    event["requestContext"]["stage"] = stage.into();
    event
}

async fn live(world: &World, path: &str, stage: &str) -> Answer {
    world.invoke("/api/viewer/live", event(path, stage)).await
}

#[tokio::test]
async fn a_named_stage_stands_before_a_path() {
    let world = World::start().await;
    for (path, stage, status) in [
        ("/prod/api/viewer/live", "prod", 200),
        ("/api/viewer/live", "prod", 200),
        ("/api/api/viewer/live", "api", 200),
        ("/dev/api/viewer/live", "prod", 404),
        ("/production/api/viewer/live", "prod", 404),
        ("/prod/prod/api/viewer/live", "prod", 404),
        ("/v1/api/viewer/live", "$default", 404),
        ("/$default/api/viewer/live", "$default", 404),
    ] {
        let answer = live(&world, path, stage).await;
        assert_eq!(answer.status, status, "{path} {stage}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_custom_domain_may_map_a_path() {
    for base in ["v1", "/v1/", " /v1"] {
        let variables = vec![("BASE_PATH", base.to_owned())];
        let world = World::with(Setup { variables, ..Setup::default() }).await;
        for (path, stage, status) in [
            ("/v1/api/viewer/live", "$default", 200),
            ("/v1/api/viewer/live", "prod", 200),
            ("/prod/v1/api/viewer/live", "prod", 200),
            ("/api/viewer/live", "$default", 200),
            ("/v1/v1/api/viewer/live", "$default", 404),
            ("/v11/api/viewer/live", "$default", 404),
            ("/v1/viewer/live", "$default", 404),
        ] {
            let answer = live(&world, path, stage).await;
            assert_eq!(answer.status, status, "{base}: {path} {stage}: {}", answer.body);
        }
        let gateway = world.gateway().await;
        for path in ["/v1/api/social/creators", "/api/social/creators"] {
            let answer = runtime::https::client().get(format!("{gateway}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
        }
    }
}

/// What a request is known by under its key is its whole path.
#[tokio::test]
async fn an_idempotency_key_knows_paths_apart() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    world.viewer("bob").await;
    let call = |id: &str| world.post(&format!("/api/social/block/{id}")).by(&alice).header("idempotency-key", "one");
    call("usr_bob%23x").expect(404).await;
    assert_eq!(call("usr_bob").expect(409).await.error(), "Idempotency key already used");
    let again = call("usr_bob%23x").expect(404).await;
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(world.post("/api/social/block/usr_bob").by(&alice).json(&json!({})).send().await.status, 200);
}
