//! GET /api/viewer/search.

use harness::{Answer, Bearer, World};
use serde_json::json;

async fn creator(world: &World, name: &str, title: &str) -> Bearer {
    let creator = world.creator(name).await;
    world.stream_of(&creator).await;
    world.put("/api/stream/info").by(&creator).json(&json!({"title": title})).expect(200).await;
    creator
}

fn path(query: &str) -> String {
    let query: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/api/viewer/search?q={query}")
}

async fn search(world: &World, query: &str) -> Answer {
    world.get(&path(query)).expect(200).await
}

async fn found(world: &World, query: &str) -> Vec<String> {
    search(world, query).await.each("id").into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn words_and_beginnings_are_found_whatever_case_and_accents() {
    let world = World::start().await;
    let alice = creator(&world, "alice", "Café de la Nuit").await;
    creator(&world, "speed_runner", "Any% all night 🎮").await;
    creator(&world, "yuki", "東京の夜").await;
    let change = json!({"name": "Ångström"});
    world.patch("/api/viewer/me").by(&alice).json(&change).expect(200).await;
    world.caught_up().await;
    for (query, ids) in [
        ("cafe", vec!["usr_alice"]),
        ("CAFÉ nu", vec!["usr_alice"]),
        ("nuit café", vec!["usr_alice"]),
        ("angstro", vec!["usr_alice"]),
        ("cafe night", vec![]),
        ("afe", vec![]),
        ("runner", vec!["usr_speed_runner"]),
        ("speed_run", vec!["usr_speed_runner"]),
        ("speedrunner", vec!["usr_speed_runner"]),
        ("🎮", vec!["usr_speed_runner"]),
        ("🎲", vec![]),
        ("京の", vec!["usr_yuki"]),
        ("夜", vec!["usr_yuki"]),
        ("!?", vec![]),
        ("a", vec!["usr_alice", "usr_speed_runner"]),
    ] {
        assert_eq!(found(&world, query).await, ids, "{query}");
    }
    let answer = search(&world, "  Café ").await;
    assert_eq!(answer.body["query"], "Café");
    assert_eq!(answer.body["count"], 1);
    assert_eq!(answer.body["pagination"], json!({"limit": 20, "nextCursor": null}));
    assert_eq!(answer.data()[0]["user"]["name"], "Ångström");
    assert_eq!(answer.data()[0]["state"], "offline");
}

#[tokio::test]
async fn a_tag_is_a_word() {
    let world = World::start().await;
    let alice = creator(&world, "alice", "Tonight").await;
    world.put("/api/stream/info").by(&alice).json(&json!({"tags": ["SpeedRun", "Café"]})).expect(200).await;
    world.caught_up().await;
    for query in ["speedrun", "SPEED", "cafe", "tonight café"] {
        assert_eq!(found(&world, query).await, ["usr_alice"], "{query}");
    }
    let answer = search(&world, "cafe").await;
    assert_eq!(answer.data()[0]["tags"], json!(["SpeedRun", "Café"]));
    world.put("/api/stream/info").by(&alice).json(&json!({"tags": []})).expect(200).await;
    world.caught_up().await;
    assert_eq!(found(&world, "speedrun").await, Vec::<String>::new());
}

#[tokio::test]
async fn each_query_is_defined() {
    let world = World::start().await;
    let long = "x".repeat(30);
    creator(&world, "alice", &long).await;
    world.caught_up().await;
    for nothing in ["/api/viewer/search", "/api/viewer/search?q=", "/api/viewer/search?q=%20%20"] {
        assert_eq!(world.get(nothing).expect(400).await.error(), "Search query is required");
    }
    let answer = world.get(&format!("{}&limit=0", path(&"y".repeat(101)))).expect(400).await;
    assert_eq!(answer.error(), "Validation error");
    assert_eq!(answer.fields(), ["limit", "q"]);
    assert_eq!(found(&world, &"y".repeat(100)).await, Vec::<String>::new());
    assert_eq!(found(&world, &long).await, ["usr_alice"]);
    assert_eq!(found(&world, &"x".repeat(13)).await, ["usr_alice"], "longer than a prefix of the index");
    assert_eq!(found(&world, &"x".repeat(31)).await, Vec::<String>::new());
    let every_letter: String = "x ".repeat(50).trim().to_owned();
    assert_eq!(found(&world, &every_letter).await, ["usr_alice"]);
}

#[tokio::test]
async fn live_ones_come_first_then_the_followed() {
    let world = World::start().await;
    let mut creators = vec![];
    for name in ["anna", "bert", "carl", "dora"] {
        creators.push(creator(&world, name, "Chess").await);
    }
    for number in 0..4 {
        let fan = world.viewer(&format!("fan{number}")).await;
        world.post("/api/social/follow/usr_carl").by(&fan).expect(200).await;
    }
    world.go_live(&creators[3]).await;
    world.caught_up().await;
    assert_eq!(found(&world, "chess").await, ["usr_dora", "usr_carl", "usr_anna", "usr_bert"]);

    // Who ended a moment ago is offline already, though the index does not say so yet.
    world.end_broadcast(&creators[3]).await;
    assert_eq!(found(&world, "chess").await, ["usr_carl", "usr_anna", "usr_bert", "usr_dora"]);
}

#[tokio::test]
async fn walking_by_cursor_shows_each_once() {
    let world = World::start().await;
    for number in 0..9 {
        let creator = creator(&world, &format!("name{number}"), "Chess for all").await;
        if number % 3 == 0 {
            world.go_live(&creator).await;
        }
    }
    world.caught_up().await;
    for query in ["chess", "chess al"] {
        for limit in [1, 2, 3, 4, 9, 20] {
            let mut path = format!("{}&limit={limit}", path(query));
            let mut seen = vec![];
            let mut pages = 0;
            loop {
                let answer = world.get(&path).expect(200).await;
                assert!(answer.each("id").len() <= limit);
                seen.extend(answer.each("id").into_iter().map(str::to_owned));
                pages += 1;
                assert!(pages < 30, "it ends");
                let Some(cursor) = answer.next_cursor() else { break };
                path = format!("{}&limit={limit}&cursor={cursor}", self::path(query));
            }
            let live: Vec<_> = seen.iter().take(3).map(String::as_str).collect();
            assert_eq!(live, ["usr_name0", "usr_name3", "usr_name6"], "{query} by {limit}");
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 9, "{query} by {limit}");
        }
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_query_and_caller_only() {
    let world = World::start().await;
    creator(&world, "anna", "Chess").await;
    creator(&world, "bert", "Chess").await;
    world.caught_up().await;
    let bob = world.viewer("bob").await;
    let answer = world.get(&format!("{}&limit=1", path("chess"))).expect(200).await;
    let cursor = answer.next_cursor().unwrap().to_owned();
    world.get(&format!("{}&limit=1&cursor={cursor}", path("CHESS "))).expect(200).await;
    for request in [
        world.get(&format!("{}&cursor={cursor}", path("ches"))),
        world.get(&format!("{}&cursor={cursor}", path("chess"))).by(&bob),
        world.get(&format!("{}&cursor=x{cursor}", path("chess"))),
    ] {
        assert_eq!(request.expect(400).await.error(), "Invalid cursor");
    }
}

#[tokio::test]
async fn the_suspended_and_those_who_block_the_caller_are_not_found() {
    let world = World::start().await;
    let (anna, ada) = (creator(&world, "anna", "Chess").await, world.admin("ada").await);
    creator(&world, "bert", "Chess").await;
    let bob = world.viewer("bob").await;
    world.caught_up().await;
    world.post(&format!("/api/social/block/{}", bob.id)).by(&anna).expect(200).await;
    assert_eq!(world.get(&path("chess")).by(&bob).expect(200).await.each("id"), ["usr_bert"]);
    assert_eq!(found(&world, "chess").await, ["usr_anna", "usr_bert"]);
    let suspend = "/api/admin/creators/usr_bert/suspend";
    world.post(suspend).by(&ada).json(&json!({"reason": "spam"})).expect(200).await;
    // Before the index knows, and after.
    assert_eq!(found(&world, "chess").await, ["usr_anna"]);
    world.caught_up().await;
    assert_eq!(found(&world, "chess").await, ["usr_anna"]);
}
