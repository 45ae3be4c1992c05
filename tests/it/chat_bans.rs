//! /api/chat/:hostId/bans: bans and timeouts, of viewers and guests.

use harness::{Bearer, World};
use serde_json::{Value, json};

use crate::chat_cast::{ban, cast, list, path, say, texts};

#[tokio::test]
async fn a_ban_holds_from_the_next_message_and_takes_out_those_before() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    say(&world, &bob, "first").await;
    say(&world, &alice, "welcome").await;
    assert_eq!(texts(&world).await, ["first", "welcome"]);
    let answer = ban(&world, &mod_, json!({"userId": "usr_bob", "reason": "Spam"})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let data = answer.data().clone();
    assert_eq!(
        data,
        json!({"userId": "usr_bob", "until": null, "reason": "Spam", "by": "usr_mod", "createdAt": data["createdAt"]})
    );
    let refused = say(&world, &bob, "second").await;
    assert_eq!(
        (refused.status, refused.error(), &refused.body["code"]),
        (403, "You are banned from this chat", &json!("BANNED"))
    );
    assert_eq!(texts(&world).await, ["welcome"]);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([data]));
    let you = list(&world, "", &bob).await;
    assert_eq!((&you.data()["you"]["canWrite"], &you.data()["you"]["code"]), (&json!(false), &json!("BANNED")));

    world.clock().advance(1_001);
    let answer = world.delete(&path("/bans/usr_bob")).by(&mod_).expect(200).await;
    assert_eq!(answer.body["message"], "User unbanned");
    assert_eq!(say(&world, &bob, "third").await.status, 201);
    assert_eq!(texts(&world).await, ["welcome", "third"]);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([]));
    for who in ["usr_bob", "usr_nobody", "guest-1", "no%23id"] {
        let answer = world.delete(&path(&format!("/bans/{who}"))).by(&mod_).expect(404).await;
        assert_eq!(answer.error(), "User is not banned", "{who}");
    }
    let log = list(&world, "/log", &alice).await;
    assert_eq!(log.each("action"), ["UNBANNED", "BANNED", "MODERATOR_ADDED"]);
    assert_eq!(log.data()[1]["reason"], "Spam");
    assert_eq!((&log.data()[1]["by"], &log.data()[1]["userId"]), (&json!("usr_mod"), &json!("usr_bob")));
}

#[tokio::test]
async fn what_is_said_while_a_ban_is_made_is_taken_out_or_refused() {
    let world = World::without_limits().await;
    let (_, mod_, bob) = cast(&world).await;
    let flood = async {
        let mut after = vec![];
        for n in 0..12 {
            after.push(say(&world, &bob, &format!("flood {n}")).await.status);
        }
        after
    };
    let (statuses, banned) = tokio::join!(flood, ban(&world, &mod_, json!({"userId": "usr_bob"})));
    assert_eq!(banned.status, 201);
    // Once refused, always refused: nothing is accepted behind the ban.
    let first = statuses.iter().position(|status| *status == 403).unwrap_or(statuses.len());
    assert!(statuses[first..].iter().all(|status| *status == 403), "{statuses:?}");
    assert_eq!(say(&world, &bob, "late").await.status, 403);
    assert_eq!(texts(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_timeout_ends_by_itself() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let answer = ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60, "areMessagesKept": true})).await;
    let until = answer.data()["until"].clone();
    let refused = say(&world, &bob, "hi").await;
    assert_eq!(
        (refused.status, refused.error(), &refused.body["code"], &refused.body["until"]),
        (403, "You are timed out", &json!("TIMED_OUT"), &until)
    );
    // A later one takes its place.
    world.clock().advance(1_000);
    ban(&world, &alice, json!({"userId": "usr_bob", "seconds": 10})).await;
    assert_eq!(list(&world, "/bans", &mod_).await.each("by"), ["usr_alice"]);
    world.clock().advance(10_001);
    assert_eq!(list(&world, "/bans", &mod_).await.data(), &json!([]));
    world.delete(&path("/bans/usr_bob")).by(&mod_).expect(404).await;
    let bob = Bearer::new("bob", world.clock().now());
    assert_eq!(say(&world, &bob, "hi").await.status, 201);
    assert_eq!(list(&world, "/log", &mod_).await.each("action"), ["TIMED_OUT", "TIMED_OUT", "MODERATOR_ADDED"]);
}

#[tokio::test]
async fn who_may_ban_whom() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let (other, ada) = (world.viewer("other").await, world.admin("ada").await);
    world.put(&path("/moderators/usr_other")).by(&alice).expect(200).await;
    for (by, whom, status, error) in [
        (&bob, "usr_mod", 403, "Moderator access required"),
        (&mod_, "usr_mod", 400, "You cannot ban yourself"),
        (&mod_, "usr_alice", 403, "You cannot moderate this user"),
        (&ada, "usr_alice", 403, "You cannot moderate this user"),
        (&mod_, "usr_other", 403, "You cannot moderate this user"),
        (&mod_, "usr_nobody", 404, "User not found"),
        (&mod_, "no#id", 404, "User not found"),
    ] {
        let answer = ban(&world, by, json!({ "userId": whom })).await;
        assert_eq!((answer.status, answer.error()), (status, error), "{} bans {whom}", by.id);
    }
    assert_eq!(ban(&world, &mod_, json!({"seconds": 0})).await.status, 400);
    // The host bans a moderator, who is none from then on.
    assert_eq!(ban(&world, &alice, json!({"userId": "usr_other"})).await.status, 201);
    assert_eq!(ban(&world, &other, json!({"userId": "usr_bob"})).await.error(), "Moderator access required");
    assert_eq!(list(&world, "/moderators", &mod_).await.each("userId"), ["usr_mod"]);
    let answer = world.put(&path("/moderators/usr_other")).by(&alice).expect(409).await;
    assert_eq!(answer.error(), "User is banned");
    world.delete(&path("/bans/usr_other")).by(&alice).expect(200).await;
    world.put(&path("/moderators/usr_other")).by(&alice).expect(200).await;
}

#[tokio::test]
async fn a_guest_is_banned_with_their_address() {
    let world = World::without_limits().await;
    let (_, mod_, _) = cast(&world).await;
    let guest = async || {
        let answer = world.post(&path("/token")).json(&json!({"guestName": "Gina"})).expect(200).await;
        let data = answer.data();
        (format!("Bearer {}", data["chatToken"].as_str().unwrap()), data["identity"].as_str().unwrap().to_owned())
    };
    let say = async |token: &str, text: &str| {
        world.post(&path("/messages")).header("authorization", token).json(&json!({ "text": text })).send().await
    };
    let (token, identity) = guest().await;
    assert_eq!(say(&token, "hello").await.status, 201);
    assert_eq!(ban(&world, &mod_, json!({"userId": identity, "seconds": 600})).await.status, 201);
    assert_eq!(say(&token, "again").await.status, 403);
    let (another, _) = guest().await;
    assert_eq!(say(&another, "it is me").await.body["code"], "TIMED_OUT");
    world.delete(&path(&format!("/bans/{identity}"))).by(&mod_).expect(200).await;
    assert_eq!(say(&token, "thanks").await.status, 201);
    assert_eq!(say(&another, "thanks, too").await.status, 201);
}

/// A block and a ban stand beside each other: neither ends the other, nor takes its place.
#[tokio::test]
async fn a_block_and_a_ban_are_two_things() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    let token = world.post(&path("/token")).by(&bob).expect(200).await;
    let token = format!("Bearer {}", token.data()["chatToken"].as_str().unwrap());
    let code = async || {
        world.clock().advance(1);
        let request = world.post(&path("/messages")).header("authorization", &token);
        request.json(&json!({"text": "hi"})).send().await.body["code"].clone()
    };
    let (block, unban) = ("/api/social/block/usr_bob", path("/bans/usr_bob"));
    ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60})).await;
    assert_eq!(code().await, "TIMED_OUT");
    world.post(block).by(&alice).expect(200).await;
    assert_eq!(code().await, "BANNED");
    assert_eq!(list(&world, "/bans", &mod_).await.each("userId"), ["usr_bob"]);
    world.delete(block).by(&alice).expect(200).await;
    assert_eq!(code().await, "TIMED_OUT");
    world.post(block).by(&alice).expect(200).await;
    world.delete(&unban).by(&mod_).expect(200).await;
    assert_eq!(code().await, "BANNED");
    ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 1})).await;
    world.clock().advance(1_001);
    // The timeout is over, the block is not.
    assert_eq!(code().await, "BANNED");
    assert_eq!(world.delete(&unban).by(&mod_).expect(404).await.error(), "User is not banned");
    world.delete(block).by(&alice).expect(200).await;
    assert_eq!(code().await, Value::Null);
}
