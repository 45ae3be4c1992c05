//! GET and DELETE /api/chat/:hostId/messages: what was said, and is taken out.

use harness::{Answer, World};
use serde_json::{Value, json};

use crate::chat_messages::{CHAT, history, live, packets, said, texts, token};

#[tokio::test]
async fn the_history_goes_back_and_forth() {
    let world = World::without_limits().await;
    live(&world).await;
    let mut ids = vec![];
    for n in 0..7 {
        let viewer = token(&world, Some(&world.viewer(&format!("viewer_{n}")).await)).await;
        for m in 0..4 {
            ids.push(said(&world, &viewer, &format!("{n} {m}")).await);
            world.clock().advance(700);
        }
        if n % 3 == 0 {
            world.caught_up().await;
        }
    }
    assert!(ids.is_sorted());
    let of = |answer: &Answer| answer.each("id").iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(of(&history(&world, "").await), ids);
    let (mut back, mut place) = (vec![], String::new());
    loop {
        let page = history(&world, &format!("?limit=5{place}")).await;
        back.splice(0..0, of(&page));
        match page.body["pagination"]["before"].as_str() {
            Some(before) => place = format!("&before={before}"),
            None => break,
        }
    }
    assert_eq!(back, ids);
    let mut forth = vec![ids[0].clone()];
    loop {
        let page = history(&world, &format!("?limit=5&after={}", forth.last().unwrap())).await;
        if page.data().as_array().unwrap().is_empty() {
            assert_eq!(page.body["pagination"]["after"], json!(forth.last()));
            break;
        }
        forth.extend(of(&page));
    }
    assert_eq!(forth, ids);
    for bad in [
        "?limit=0",
        "?limit=101",
        "?before=x",
        "?after=x",
        "?before=01ARZ3NDEKTSV4RRFFQ69G5FAV&after=01ARZ3NDEKTSV4RRFFQ69G5FAV",
    ] {
        world.get(&format!("{CHAT}/messages{bad}")).expect(400).await;
    }
    // Yesterday's are gone, whether they were deleted or not.
    world.clock().advance(24 * 60 * 60 * 1_000);
    assert_eq!(history(&world, "").await.data(), &json!([]));
}

#[tokio::test]
async fn a_deleted_message_has_no_text_anywhere() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let (bob, eve) = (world.viewer("bob").await, world.viewer("eve").await);
    let user = token(&world, Some(&bob)).await;
    let id = said(&world, &user, "A secret word").await;
    let path = format!("{CHAT}/messages/{id}");
    world.caught_up().await;
    let answer = world.delete(&path).by(&eve).expect(403).await;
    assert_eq!(answer.error(), "Moderator access required");
    let answer = world.delete(&path).header("authorization", &user).expect(200).await;
    assert_eq!(answer.body["message"], "Message deleted");
    world.delete(&path).by(&alice).expect(200).await;
    let history = history(&world, "").await;
    let message = &history.data()[0];
    assert_eq!((&message["id"], &message["state"], &message["text"]), (&json!(id), &json!("DELETED"), &Value::Null));
    assert!(message["deletedAt"].is_string());
    assert_eq!(packets(&world).last().unwrap()["ev"], json!([{"t": "del", "id": id}]));
    let stored = world.chat_items().await;
    assert!(!format!("{stored:?}").contains("A secret word"), "{stored:?}");
    let answer = world.delete(&format!("{CHAT}/messages/01ARZ3NDEKTSV4RRFFQ69G5FAV")).by(&alice).expect(404).await;
    assert_eq!(answer.error(), "Message not found");
}

/// A message that is taken out before the history has it is not in it afterwards.
#[tokio::test]
async fn a_message_is_deleted_before_it_is_written_down() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let user = token(&world, Some(&world.viewer("bob").await)).await;
    let id = said(&world, &user, "A secret word").await;
    let path = format!("{CHAT}/messages/{id}");
    let (answer, ()) = tokio::join!(world.delete(&path).by(&alice).send(), async {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        world.caught_up().await;
    });
    assert_eq!(answer.status, 200, "{}", answer.body);
    world.caught_up().await;
    assert_eq!(texts(&history(&world, "").await), [""]);
    assert!(!format!("{:?}", world.chat_items().await).contains("A secret word"));
}

#[tokio::test]
async fn a_cleared_chat_is_empty_and_goes_on() {
    let world = World::without_limits().await;
    let alice = live(&world).await;
    let user = token(&world, Some(&world.viewer("bob").await)).await;
    for n in 0..3 {
        said(&world, &user, &format!("old {n}")).await;
    }
    world.caught_up().await;
    let late = said(&world, &user, "old, and not written down yet").await;
    let answer = world.delete(&format!("{CHAT}/messages")).by(&alice).expect(200).await;
    assert_eq!(answer.body["message"], "Chat cleared");
    assert_eq!(packets(&world).last().unwrap()["ev"], json!([{"t": "clear"}]));
    world.clock().advance(1);
    said(&world, &user, "new").await;
    assert_eq!(texts(&history(&world, "").await), ["new"]);
    world.delete(&format!("{CHAT}/messages/{late}")).by(&alice).expect(404).await;
    // Not only hidden.
    world.caught_up().await;
    let frames = world.chat_items().await.into_iter().filter(|item| format!("{item:?}").contains("SAID#"));
    assert_eq!(frames.filter(|item| format!("{item:?}").contains("old")).count(), 0);
}
