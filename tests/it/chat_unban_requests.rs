//! /api/chat/:hostId/unban-requests: asking, and the answer.

use harness::World;
use serde_json::json;

use crate::chat_cast::{ban, cast, list, path, say};

#[tokio::test]
async fn a_banned_one_asks_once_a_ban() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let ask =
        async |text: &str| world.post(&path("/unban-requests")).by(&bob).json(&json!({ "text": text })).send().await;
    assert_eq!(ask("please").await.error(), "Not banned");
    ban(&world, &mod_, json!({"userId": "usr_bob", "reason": "Spam"})).await;
    assert_eq!(ask(" ").await.status, 400);
    let asked = ask("It was my brother.").await;
    assert_eq!(asked.status, 201, "{}", asked.body);
    assert_eq!((&asked.data()["username"], &asked.data()["banReason"]), (&json!("bob"), &json!("Spam")));
    assert_eq!(ask("please!").await.error(), "Already requested");
    let id = asked.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(list(&world, "/unban-requests", &mod_).await.data(), &json!([asked.data()]));

    let decide = async |id: &str, how: &str| {
        world.clock().advance(1);
        let body = json!({"reason": "We looked."});
        world.post(&path(&format!("/unban-requests/{id}/{how}"))).by(&mod_).json(&body).send().await
    };
    assert_eq!(decide(&id, "deny").await.status, 200);
    for how in ["deny", "approve"] {
        assert_eq!(decide(&id, how).await.error(), "Already decided");
        assert_eq!(decide("01ARZ3NDEKTSV4RRFFQ69G5FAV", how).await.error(), "Unban request not found");
        assert_eq!(decide("a%23b", how).await.error(), "Unban request not found");
    }
    assert_eq!(ask("again").await.error(), "Already requested");
    assert_eq!(say(&world, &bob, "hi").await.status, 403);
    // Another ban may be asked about, and is taken away with the answer.
    world.clock().advance(1_000);
    ban(&world, &alice, json!({"userId": "usr_bob"})).await;
    let id = ask("please").await.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(decide(&id, "approve").await.status, 200);
    assert_eq!(say(&world, &bob, "thank you").await.status, 201);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([]));
    let log = list(&world, "/log", &alice).await;
    assert_eq!(log.each("action"), ["UNBAN_APPROVED", "BANNED", "UNBAN_DENIED", "BANNED", "MODERATOR_ADDED"]);
    assert_eq!(log.data()[0]["reason"], "We looked.");
}

#[tokio::test]
async fn a_request_about_an_older_ban_leaves_the_newer_one() {
    let world = World::without_limits().await;
    let (_, mod_, bob) = cast(&world).await;
    ban(&world, &mod_, json!({"userId": "usr_bob"})).await;
    let asked = world.post(&path("/unban-requests")).by(&bob).json(&json!({"text": "please"})).expect(201).await;
    world.clock().advance(1_000);
    ban(&world, &mod_, json!({"userId": "usr_bob", "reason": "Again"})).await;
    let id = asked.data()["id"].as_str().unwrap();
    world.post(&path(&format!("/unban-requests/{id}/approve"))).by(&mod_).expect(200).await;
    assert_eq!(say(&world, &bob, "hi").await.status, 403);
    assert_eq!(list(&world, "/bans", &mod_).await.each("reason"), ["Again"]);
}
