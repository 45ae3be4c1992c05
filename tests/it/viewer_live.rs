//! GET /api/viewer/live.

use std::collections::BTreeMap;
use std::time::Duration;

use harness::{Fault, Proxy, Rule, Strikes, World, time_or_fail};
use serde_json::json;

use crate::streams::{after, creator, cut, go_live, interrupt, live, names, watched_by};

const LIVE: &str = "/api/viewer/live";

#[tokio::test]
async fn nobody_live_is_an_empty_list() {
    let world = World::start().await;
    let answer = world.get(LIVE).expect(200).await;
    let pagination = json!({"limit": 20, "nextCursor": null});
    assert_eq!(answer.body, json!({"success": true, "data": [], "count": 0, "pagination": pagination}));
}

#[tokio::test]
async fn an_item_is_a_public_stream() {
    let world = World::start().await;
    live(&world, "alice", 3).await;
    let answer = world.get(LIVE).expect(200).await;
    insta::assert_json_snapshot!(answer.body, {
        ".data[].startedAt" => insta::dynamic_redaction(time_or_fail),
        ".data[].createdAt" => insta::dynamic_redaction(time_or_fail),
        ".data[].updatedAt" => insta::dynamic_redaction(time_or_fail),
    });
}

#[tokio::test]
async fn most_viewers_come_first_and_counts_follow_within_20_s() {
    let world = World::start().await;
    for (name, viewers) in [("alice", 5), ("bob", 9), ("carol", 7)] {
        live(&world, name, viewers).await;
    }
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob", "carol", "alice"]);
    watched_by(&world, "alice", 50).await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob", "carol", "alice"]);
    world.rank().await;
    let answer = world.get(LIVE).expect(200).await;
    assert_eq!(names(&answer), ["alice", "bob", "carol"]);
    assert_eq!(answer.data()[0]["viewerCount"], 50);
}

#[tokio::test]
async fn a_start_an_end_and_a_new_title_show_at_once() {
    let world = World::start().await;
    let alice = live(&world, "alice", 5).await;
    live(&world, "bob", 9).await;
    creator(&world, "carol").await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob", "alice"]);

    world.clock().advance(1_000);
    go_live(&world, "carol").await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob", "alice", "carol"]);
    interrupt(&world, "bob").await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["alice", "carol"]);
    world.clock().advance(1_000);
    go_live(&world, "bob").await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob", "alice", "carol"]);
    cut(&world, "carol").await;
    world.put("/api/stream/info").by(&alice).json(&json!({"title": "Another"})).expect(200).await;
    let answer = world.get(LIVE).expect(200).await;
    assert_eq!(names(&answer), ["bob", "alice"]);
    assert_eq!(answer.data()[1]["title"], "Another");

    // The same by the next ranking.
    world.rank().await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob", "alice"]);
}

#[tokio::test]
async fn an_interrupted_stream_waits_outside_for_its_return() {
    let world = World::start().await;
    live(&world, "alice", 5).await;
    live(&world, "bob", 3).await;
    interrupt(&world, "alice").await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob"]);
    world.rank().await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["bob"]);
    go_live(&world, "alice").await;
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["alice", "bob"]);
}

#[tokio::test]
async fn a_creator_is_hidden_from_those_they_block() {
    let world = World::start().await;
    let alice = live(&world, "alice", 5).await;
    live(&world, "bob", 3).await;
    let (dora, emil) = (world.viewer("dora").await, world.viewer("emil").await);
    world.post("/api/social/block/usr_dora").by(&alice).expect(200).await;
    world.post("/api/social/block/usr_bob").by(&emil).expect(200).await;
    assert_eq!(names(&world.get(LIVE).by(&dora).expect(200).await), ["bob"]);
    // Whom one blocks oneself is still to be seen, as to everybody else.
    assert_eq!(names(&world.get(LIVE).by(&emil).expect(200).await), ["alice", "bob"]);
    assert_eq!(names(&world.get(LIVE).expect(200).await), ["alice", "bob"]);

    let path = "/api/viewer/live?limit=1";
    let page = world.get(path).by(&dora).expect(200).await;
    assert_eq!((names(&page), page.next_cursor().is_some()), (vec![], true));
    let page = world.get(&after(path, &page)).by(&dora).expect(200).await;
    assert_eq!((names(&page), page.next_cursor()), (vec!["bob"], None));
}

#[tokio::test]
async fn a_walk_has_every_stream_once_while_counts_move_and_streams_come_and_go() {
    const STREAMS: u32 = 23;
    let world = World::start().await;
    for n in 0..STREAMS {
        live(&world, &format!("user_{n:02}"), n).await;
    }
    for name in ["late_a", "late_b", "late_c"] {
        creator(&world, name).await;
    }
    let path = "/api/viewer/live?limit=4";
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut page = world.get(path).expect(200).await;
    for step in 0..100 {
        assert!(page.data().as_array().unwrap().len() <= 4);
        for name in names(&page) {
            *seen.entry(name.to_owned()).or_default() += 1;
        }
        // Those behind pass those before, in every ranking that is built meanwhile.
        for n in 0..STREAMS {
            watched_by(&world, &format!("user_{n:02}"), (n * 7 + step * 5) % 29).await;
        }
        match step {
            0 => go_live(&world, "late_a").await,
            1 => cut(&world, "user_02").await,
            2 => go_live(&world, "late_b").await,
            _ => {}
        }
        world.rank().await;
        world.get(LIVE).expect(200).await;
        if page.next_cursor().is_none() {
            break;
        }
        page = world.get(&after(path, &page)).expect(200).await;
    }
    assert_eq!(page.next_cursor(), None);
    let mut expected: Vec<String> = (0..STREAMS).filter(|n| *n != 2).map(|n| format!("user_{n:02}")).collect();
    expected.extend(["late_a".to_owned(), "late_b".to_owned()]);
    expected.sort();
    assert_eq!(seen.keys().cloned().collect::<Vec<_>>(), expected);
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
}

#[tokio::test]
async fn more_starts_than_a_page_has_room_for_are_walked_too() {
    let world = World::start().await;
    live(&world, "alice", 5).await;
    world.get(LIVE).expect(200).await;
    for name in ["carol", "bob", "dave"] {
        creator(&world, name).await;
        world.clock().advance(10);
        go_live(&world, name).await;
    }
    let path = "/api/viewer/live?limit=2";
    let page = world.get(path).expect(200).await;
    assert_eq!(names(&page), ["alice"]);
    let page = world.get(&after(path, &page)).expect(200).await;
    assert_eq!(names(&page), ["carol", "bob"]);
    let page = world.get(&after(path, &page)).expect(200).await;
    assert_eq!((names(&page), page.next_cursor()), (vec!["dave"], None));
}

#[tokio::test]
async fn a_long_page_is_more_than_one_slice() {
    let world = World::start().await;
    for n in 0..43 {
        live(&world, &format!("user_{n:02}"), 100 - n).await;
    }
    let page = world.get("/api/viewer/live?limit=42").expect(200).await;
    let expected: Vec<String> = (0..42).map(|n| format!("user_{n:02}")).collect();
    assert_eq!(names(&page), expected);
    assert_eq!((page.body["count"].as_u64(), page.next_cursor().is_some()), (Some(42), true));
    let page = world.get(&after("/api/viewer/live?limit=42", &page)).expect(200).await;
    assert_eq!((names(&page), page.next_cursor()), (vec!["user_42"], None));
    let page = world.get("/api/viewer/live?limit=43").expect(200).await;
    assert_eq!((page.body["count"].as_u64(), page.next_cursor()), (Some(43), None));
}

/// Texts as long as the rules let them be, in letters of four bytes: more than an item holds, if all were kept in one.
#[tokio::test]
async fn the_longest_texts_make_a_page_shorter_and_lose_nobody() {
    const STREAMS: u32 = 24;
    let world = World::without_limits().await;
    let letters = |count: usize| "𝔘".repeat(count);
    let mut expected = vec![];
    for n in 0..STREAMS {
        let name = format!("user_{n:02}{}", "x".repeat(23));
        let bearer = live(&world, &name, STREAMS - n).await;
        let url = format!("https://example.com/{}", "a".repeat(2_048 - 20));
        let me = json!({"name": letters(50), "image": url});
        world.patch("/api/viewer/me").by(&bearer).json(&me).expect(200).await;
        let info = json!({"title": letters(200), "description": letters(1_000), "thumbnail": url});
        world.put("/api/stream/info").by(&bearer).json(&info).expect(200).await;
        expected.push(name);
    }
    world.caught_up().await;
    world.rank().await;
    for limit in [20, 100] {
        let path = format!("{LIVE}?limit={limit}");
        let mut page = world.get(&path).expect(200).await;
        let mut seen: Vec<String> = names(&page).into_iter().map(str::to_owned).collect();
        while page.next_cursor().is_some() {
            page = world.get(&after(&path, &page)).expect(200).await;
            seen.extend(names(&page).into_iter().map(str::to_owned));
        }
        assert_eq!(seen, expected, "{limit}");
    }
}

/// How many calls of an operation were made, told by a rule that does nothing to them.
fn calls_of(proxy: &Proxy, operation: &'static str) -> Strikes {
    proxy.rule(Rule::on(operation, Fault::Slow(Duration::ZERO)))
}

#[tokio::test]
async fn a_page_costs_the_same_however_many_are_live() {
    let (world, proxy) = World::behind_proxy().await;
    for n in 0..30 {
        live(&world, &format!("user_{n:02}"), n).await;
    }
    let first = world.get(LIVE).expect(200).await;
    let (queries, batches) = (calls_of(&proxy, "Query"), calls_of(&proxy, "BatchGetItem"));
    // While this process holds the ranking, a guest's first page is a look at the changes, side by side.
    world.get(LIVE).expect(200).await;
    assert_eq!((queries.count(), batches.count()), (4, 0));
    // A later page is its ids, where the ranking ends with the starts beside them, and then its streams.
    world.get(&after("/api/viewer/live?limit=5", &first)).expect(200).await;
    assert_eq!((queries.count(), batches.count()), (4, 2));
    world.get(&after("/api/viewer/live?limit=20", &first)).expect(200).await;
    assert_eq!((queries.count(), batches.count()), (4 + 4, 4));
}

#[tokio::test]
async fn what_it_cannot_read_is_refused() {
    let world = World::start().await;
    let bob = live(&world, "bob", 1).await;
    live(&world, "alice", 2).await;
    for limit in ["0", "101", "x", "-1"] {
        let answer = world.get(&format!("{LIVE}?limit={limit}")).expect(400).await;
        assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["limit"]), "{limit}");
    }
    let path = "/api/viewer/live?limit=1";
    let page = world.get(path).expect(200).await;
    let cursor = page.next_cursor().unwrap();
    let following = world.get(&format!("/api/viewer/following?cursor={cursor}")).by(&bob).expect(400).await;
    assert_eq!(following.error(), "Invalid cursor");
    for wrong in ["x", "%F0%9F%8E%A5", &cursor[1..], &format!("{cursor}A")] {
        let answer = world.get(&format!("{LIVE}?cursor={wrong}")).expect(400).await;
        assert_eq!(answer.error(), "Invalid cursor", "{wrong}");
    }
    // A bad token is refused where none is needed.
    let bad = bob.signed_with("another secret of at least 32 bytes!");
    assert_eq!(world.get(LIVE).by(&bad).expect(401).await.error(), "Authentication required");

    // Alive after 10 minutes and more, with its own ranking; dead in the end.
    world.clock().advance(11 * 60 * 1_000);
    world.get(LIVE).expect(200).await;
    assert_eq!(names(&world.get(&after(path, &page)).expect(200).await), ["bob"]);
    world.clock().advance(60 * 60 * 1_000);
    assert_eq!(world.get(&after(path, &page)).expect(400).await.error(), "Invalid cursor");
}

#[tokio::test]
async fn after_a_long_silence_the_first_reader_gets_a_new_ranking() {
    let world = World::start().await;
    live(&world, "alice", 5).await;
    live(&world, "bob", 3).await;
    world.get(LIVE).expect(200).await;
    world.clock().advance(2 * 60 * 60 * 1_000);
    cut(&world, "alice").await;
    watched_by(&world, "bob", 4).await;
    let answer = world.get(LIVE).expect(200).await;
    assert_eq!((names(&answer), &answer.data()[0]["viewerCount"]), (vec!["bob"], &json!(4)));
}

#[tokio::test]
async fn of_many_who_find_the_ranking_old_all_are_served() {
    let world = World::start().await;
    live(&world, "alice", 5).await;
    for _ in 0..3 {
        let answers = futures::future::join_all((0..20).map(|_| world.get(LIVE).expect(200))).await;
        assert!(answers.iter().all(|answer| names(answer) == ["alice"]));
        world.clock().advance(16_000);
    }
}
