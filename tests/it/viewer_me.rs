//! GET and PATCH /api/viewer/me.

use futures::future::join_all;
use harness::{Bearer, World, is_time};
use serde_json::{Value, json};

const ME: &str = "/api/viewer/me";

async fn rename(world: &World, who: &Bearer, name: &str) -> u16 {
    world.patch(ME).by(who).json(&json!({ "username": name })).send().await.status
}

#[tokio::test]
async fn a_first_call_makes_the_profile_from_the_claims() {
    let world = World::start().await;
    let bob = Bearer::new("bob", world.clock().now()).claim("picture", "https://example.com/b.png");
    let answer = world.get(ME).by(&bob).expect(200).await;
    let data = answer.data();
    assert_eq!(
        data,
        &json!({
            "id": "usr_bob", "username": "bob", "name": "bob", "bio": null, "image": "https://example.com/b.png",
            "creatorStatus": null, "categories": [], "followerCount": 0, "followingCount": 0, "isAdmin": false,
            "createdAt": data["createdAt"], "updatedAt": data["updatedAt"],
        })
    );
    assert!(is_time(data["createdAt"].as_str().unwrap()));
    // Claims never overwrite what is stored.
    let renamed = world.get(ME).by(&bob.claim("name", "Other").claim("username", "other")).expect(200).await;
    assert_eq!((&renamed.data()["name"], &renamed.data()["username"]), (&json!("bob"), &json!("bob")));
    assert_eq!(world.get(ME).expect(401).await.error(), "Authentication required");
}

#[tokio::test]
async fn a_change_answers_the_profile_as_it_is_then() {
    let world = World::start().await;
    let bob = world.viewer("bob").await;
    let change = json!({"name": " Bob B. ", "bio": "Likes\nwatching", "image": "https://example.com/b.png"});
    let answer = world.patch(ME).by(&bob).json(&change).expect(200).await;
    assert_eq!(answer.body["message"], "Profile updated successfully");
    assert_eq!((&answer.data()["name"], &answer.data()["bio"]), (&json!("Bob B."), &json!("Likes\nwatching")));
    assert_eq!(world.get(ME).by(&bob).expect(200).await.data(), answer.data());

    let answer = world.patch(ME).by(&bob).json(&json!({"bio": null, "image": null})).expect(200).await;
    assert_eq!((&answer.data()["bio"], &answer.data()["image"]), (&Value::Null, &Value::Null));
    assert_eq!(answer.data()["name"], "Bob B.");
}

#[tokio::test]
async fn each_refusal_has_its_text() {
    let world = World::start().await;
    let (bob, _alice) = (world.viewer("bob").await, world.viewer("alice").await);
    for body in [json!({}), json!({"role": "admin"})] {
        assert_eq!(world.patch(ME).by(&bob).json(&body).expect(400).await.error(), "No update data provided");
    }
    let wrong = json!({"name": "", "username": "a b", "bio": "x".repeat(501), "image": "javascript:x"});
    let answer = world.patch(ME).by(&bob).json(&wrong).expect(400).await;
    assert_eq!((answer.error(), answer.fields()), ("Validation error", vec!["name", "username", "bio", "image"]));
    let taken = world.patch(ME).by(&bob).json(&json!({"username": "ALICE", "name": "B"})).expect(409).await;
    assert_eq!(taken.error(), "Username is taken");
    assert_eq!(world.get(ME).by(&bob).expect(200).await.data()["name"], "bob", "all or nothing");
    assert_eq!(rename(&world, &bob, "Bob").await, 200, "one's own name in another case");
}

#[tokio::test]
async fn a_rename_frees_the_old_name() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    assert_eq!(rename(&world, &alice, "alicia").await, 200);
    world.get("/api/social/creator/alicia").expect(200).await;
    world.get("/api/social/creator/alice").expect(404).await;
    assert_eq!(rename(&world, &bob, "alice").await, 200);
    assert_eq!(rename(&world, &alice, "bob").await, 200);
    assert_eq!(world.get("/api/social/creator/bob").expect(200).await.data()["id"], "usr_alice");
}

#[tokio::test]
async fn of_many_who_ask_for_one_name_at_once_one_gets_it() {
    let world = World::start().await;
    let mut people = vec![];
    for n in 0..8 {
        people.push(world.creator(&format!("user_{n}")).await);
    }
    let statuses = join_all(people.iter().map(|who| rename(&world, who, "wanted"))).await;
    let winners: Vec<_> = people.iter().zip(&statuses).filter(|(_, status)| **status == 200).collect();
    assert_eq!(winners.len(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
    let page = world.get("/api/social/creator/wanted").expect(200).await;
    assert_eq!(page.data()["id"], winners[0].0.id.as_str());
}

#[tokio::test]
async fn one_who_asks_for_many_names_at_once_has_one_in_the_end() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let names: Vec<String> = (0..6).map(|n| format!("alice_{n}")).collect();
    let statuses = join_all(names.iter().map(|name| rename(&world, &alice, name))).await;
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
    let me = world.get(ME).by(&alice).expect(200).await;
    let mut found = vec![];
    for name in names.iter().map(String::as_str).chain(["alice"]) {
        let page = world.get(&format!("/api/social/creator/{name}")).send().await;
        if page.status == 200 {
            found.push(name);
        }
    }
    assert_eq!(found, [me.data()["username"].as_str().unwrap()]);
}
