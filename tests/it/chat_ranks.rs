//! /api/chat/:hostId/moderators, /vips: who is what, and who is told so.

use harness::World;
use serde_json::{Value, json};

use crate::chat_cast::{ban, cast, go_live, list, path, told};

#[tokio::test]
async fn one_is_a_moderator_or_a_vip_and_the_later_counts() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    world.clock().advance(1);
    let answer = world.put(&path("/vips/usr_mod")).by(&alice).expect(200).await;
    assert_eq!(answer.data(), &json!({"userId": "usr_mod", "role": "VIP"}));
    assert_eq!(list(&world, "/vips", &alice).await.each("userId"), ["usr_mod"]);
    assert_eq!(list(&world, "/moderators", &alice).await.data(), &json!([]));
    assert_eq!(world.get(&path("/vips")).by(&mod_).expect(403).await.error(), "Moderator access required");
    // Again changes nothing, and taking what is not there takes nothing.
    world.put(&path("/vips/usr_mod")).by(&alice).expect(200).await;
    world.delete(&path("/moderators/usr_mod")).by(&alice).expect(200).await;
    assert_eq!(list(&world, "", &mod_).await.data()["you"]["role"], "VIP");
    world.clock().advance(1);
    let answer = world.delete(&path("/vips/usr_mod")).by(&alice).expect(200).await;
    assert_eq!(answer.data(), &json!({"userId": "usr_mod", "role": null}));
    assert_eq!(list(&world, "", &mod_).await.data()["you"]["role"], "VIEWER");
    for rest in ["/moderators/usr_nobody", "/vips/no%23id"] {
        assert_eq!(world.put(&path(rest)).by(&alice).expect(404).await.error(), "User not found");
        assert_eq!(world.delete(&path(rest)).by(&alice).expect(404).await.error(), "User not found");
    }
    assert_eq!(world.put(&path("/vips/usr_bob")).by(&bob).expect(403).await.error(), "Host access required");
    let log = list(&world, "/log", &alice).await;
    assert_eq!(log.each("action"), ["VIP_REMOVED", "VIP_ADDED", "MODERATOR_ADDED"]);
}

#[tokio::test]
async fn there_are_a_hundred_moderators_at_most_and_none_is_counted_twice() {
    let world = World::without_limits().await;
    let (alice, ..) = cast(&world).await;
    for n in 0..99 {
        world.viewer(&format!("user_{n}")).await;
        world.put(&path(&format!("/moderators/usr_user_{n}"))).by(&alice).expect(200).await;
        world.put(&path(&format!("/moderators/usr_user_{n}"))).by(&alice).expect(200).await;
    }
    let answer = world.put(&path("/moderators/usr_bob")).by(&alice).expect(409).await;
    assert_eq!(answer.error(), "Limit reached");
    world.put(&path("/vips/usr_bob")).by(&alice).expect(200).await;
    // One that is another rank now, and one that is banned, leave their places.
    world.put(&path("/vips/usr_user_0")).by(&alice).expect(200).await;
    world.put(&path("/moderators/usr_bob")).by(&alice).expect(200).await;
    ban(&world, &alice, json!({"userId": "usr_user_1"})).await;
    world.put(&path("/moderators/usr_user_0")).by(&alice).expect(200).await;
    let first = list(&world, "/moderators?limit=60", &alice).await;
    let next = first.next_cursor().unwrap();
    let second = list(&world, &format!("/moderators?limit=60&cursor={next}"), &alice).await;
    assert_eq!(first.each("userId").len() + second.each("userId").len(), 100);
    assert_eq!(second.next_cursor(), None);
}

/// Who gets a rank, a ban, or is unbanned is told so, and nobody else.
#[tokio::test]
async fn who_is_acted_on_is_told_what_they_are() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    go_live(&world, &alice).await;
    let last = || {
        let (event, to) = told(&world).pop().unwrap();
        assert_eq!((&event["t"], to), (&json!("you"), vec!["usr_bob".to_owned()]), "{event}");
        event["you"].clone()
    };
    let is = |role: &str, code: Value, until: &Value| json!({"identity": "usr_bob", "role": role, "canWrite": code.is_null(), "code": code, "until": until});
    world.put(&path("/vips/usr_bob")).by(&alice).expect(200).await;
    assert_eq!(last(), is("VIP", Value::Null, &Value::Null));
    world.delete(&path("/vips/usr_bob")).by(&alice).expect(200).await;
    assert_eq!(last(), is("VIEWER", Value::Null, &Value::Null));
    let banned = ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60})).await;
    assert_eq!(last(), is("VIEWER", json!("TIMED_OUT"), &banned.data()["until"]));
    world.put(&path("/settings")).by(&alice).json(&json!({"followersOnlyMinutes": 0})).expect(200).await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;
    world.delete(&path("/bans/usr_bob")).by(&mod_).expect(200).await;
    assert_eq!(last(), is("VIEWER", Value::Null, &Value::Null));
}
