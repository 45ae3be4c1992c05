//! GET /api/social/creators.

use harness::{Bearer, World};
use serde_json::json;

const CREATORS: &str = "/api/social/creators";

/// Creators approved one after another, the last one newest.
async fn creators(world: &World, count: usize) -> Vec<Bearer> {
    let mut creators = vec![];
    for number in 0..count {
        let category = if number % 2 == 0 { "MUSIC" } else { "ART" };
        creators.push(world.creator_of(&format!("name{number:02}"), &[category]).await);
        world.clock().advance(1_000);
    }
    creators
}

/// Every id of a list, by its cursors.
async fn walk(world: &World, query: &str) -> Vec<String> {
    let mut seen = vec![];
    let mut path = format!("{CREATORS}?{query}");
    for _ in 0..40 {
        let answer = world.get(&path).expect(200).await;
        seen.extend(answer.each("id").into_iter().map(str::to_owned));
        let Some(cursor) = answer.next_cursor() else { return seen };
        path = format!("{CREATORS}?{query}&cursor={cursor}");
    }
    panic!("{query} does not end");
}

#[tokio::test]
async fn a_creator_as_the_directory_shows_them() {
    let world = World::start().await;
    let anna = world.creator("anna").await;
    let bob = world.viewer("bob").await;
    world.post("/api/social/follow/usr_anna").by(&bob).expect(200).await;
    world.caught_up().await;
    let answer = world.get(CREATORS).expect(200).await;
    assert_eq!(
        answer.data(),
        &json!([{
            "id": "usr_anna", "username": "anna", "name": answer.data()[0]["name"], "image": answer.data()[0]["image"],
            "bio": "I stream every night.", "categories": ["TALK"], "isLive": false, "state": "offline",
            "streamTitle": null, "streamThumbnail": null, "followerCount": 1,
        }])
    );
    assert_eq!(
        answer.body["pagination"],
        json!({"page": 1, "limit": 20, "total": 1, "totalPages": 1, "nextCursor": null})
    );
    world.go_live(&anna).await;
    world.rank().await;
    let answer = world.get("/api/social/creators?live=true").expect(200).await;
    assert_eq!(answer.data()[0]["isLive"], true);
    assert_eq!(answer.data()[0]["streamTitle"], "Untitled Stream");
}

#[tokio::test]
async fn live_ones_first_then_the_newest_by_page_and_by_cursor() {
    let world = World::start().await;
    let creators = creators(&world, 9).await;
    for live in [2, 5] {
        world.go_live(&creators[live]).await;
    }
    world.rank().await;
    let expected = [2, 5, 8, 7, 6, 4, 3, 1, 0].map(|number| format!("usr_name{number:02}"));
    for limit in [1, 2, 3, 4, 9, 20] {
        assert_eq!(walk(&world, &format!("limit={limit}")).await, expected, "by {limit}");
        let mut pages = vec![];
        for page in 1..=9_usize.div_ceil(limit) {
            let answer = world.get(&format!("{CREATORS}?limit={limit}&page={page}")).expect(200).await;
            assert_eq!(answer.body["pagination"]["page"], page);
            assert_eq!(answer.body["pagination"]["total"], 9);
            assert_eq!(answer.body["pagination"]["totalPages"], 9_usize.div_ceil(limit));
            pages.extend(answer.each("id").into_iter().map(str::to_owned));
        }
        assert_eq!(pages, expected, "pages of {limit}");
    }
    assert_eq!(walk(&world, "limit=1&live=true").await, expected[..2]);
    let art = ["usr_name05", "usr_name07", "usr_name03", "usr_name01"];
    assert_eq!(walk(&world, "limit=2&category=ART").await, art);
    let answer = world.get("/api/social/creators?category=ART&live=true").expect(200).await;
    assert_eq!(answer.each("id"), ["usr_name05"]);
    assert_eq!(answer.body["pagination"]["total"], 1);
    let answer = world.get("/api/social/creators?category=COOKING").expect(200).await;
    assert_eq!(
        answer.body["pagination"],
        json!({"page": 1, "limit": 20, "total": 0, "totalPages": 0, "nextCursor": null})
    );
}

#[tokio::test]
async fn who_goes_live_while_a_reader_walks_is_neither_missed_nor_repeated() {
    let world = World::start().await;
    let creators = creators(&world, 6).await;
    world.go_live(&creators[0]).await;
    world.rank().await;
    let first = world.get("/api/social/creators?limit=2").expect(200).await;
    let mut seen: Vec<String> = first.each("id").into_iter().map(str::to_owned).collect();
    let mut cursor = first.next_cursor().map(str::to_owned);
    world.go_live(&creators[2]).await;
    world.end_broadcast(&creators[0]).await;
    while let Some(from) = cursor {
        world.rank().await;
        // Somebody else's page builds a new ranking meanwhile.
        world.get(CREATORS).expect(200).await;
        let answer = world.get(&format!("{CREATORS}?limit=2&cursor={from}")).expect(200).await;
        assert_eq!(answer.body["pagination"]["page"], json!(null));
        seen.extend(answer.each("id").into_iter().map(str::to_owned));
        cursor = answer.next_cursor().map(str::to_owned);
    }
    assert_eq!(seen, [0, 5, 4, 3, 2, 1].map(|number| format!("usr_name{number:02}")));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_at_once() {
    let world = World::start().await;
    creators(&world, 2).await;
    let cursor = world.get("/api/social/creators?limit=1").expect(200).await.next_cursor().unwrap().to_owned();
    for (query, fields) in [
        ("limit=0&page=0&category=GARDENING&live=maybe", vec!["limit", "category", "live", "page"]),
        ("page=51", vec!["page"]),
        (&format!("page=1&cursor={cursor}"), vec!["page"]),
    ] {
        let answer = world.get(&format!("{CREATORS}?{query}")).expect(400).await;
        assert_eq!(answer.error(), "Validation error");
        assert_eq!(answer.fields(), fields, "{query}");
    }
    world.get("/api/social/creators?page=50").expect(200).await;
    for query in [format!("category=ART&cursor={cursor}"), format!("live=true&cursor={cursor}"), "cursor=x".to_owned()]
    {
        let answer = world.get(&format!("{CREATORS}?{query}")).expect(400).await;
        assert_eq!(answer.error(), "Invalid cursor", "{query}");
    }
}

#[tokio::test]
async fn the_suspended_and_those_who_block_the_caller_are_left_out() {
    let world = World::start().await;
    let (creators, ada, bob) = (creators(&world, 3).await, world.admin("ada").await, world.viewer("bob").await);
    world.post(&format!("/api/social/block/{}", bob.id)).by(&creators[1]).expect(200).await;
    let answer = world.get(CREATORS).by(&bob).expect(200).await;
    assert_eq!(answer.each("id"), ["usr_name02", "usr_name00"]);
    let suspend = "/api/admin/creators/usr_name02/suspend";
    world.post(suspend).by(&ada).json(&json!({"reason": "spam"})).expect(200).await;
    let answer = world.get(CREATORS).expect(200).await;
    assert_eq!(answer.each("id"), ["usr_name01", "usr_name00"]);
    assert_eq!(answer.body["pagination"]["total"], 2);
}
