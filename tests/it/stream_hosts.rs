//! GET and PUT /api/stream/hosts, and whom an offline channel shows.

use harness::{Answer, Bearer, World};
use serde_json::{Value, json};

use crate::streams::{creator, cut, go_live, interrupt, live};

const HOSTS: &str = "/api/stream/hosts";

async fn host(world: &World, by: &Bearer, ids: &[&str]) -> Answer {
    world.put(HOSTS).by(by).json(&json!({ "userIds": ids })).expect(200).await
}

/// Whom the page of alice shows in her place.
async fn hosting(world: &World, caller: Option<&Bearer>) -> Value {
    let page = world.get("/api/viewer/stream/alice");
    let page = match caller {
        Some(caller) => page.by(caller),
        None => page,
    };
    page.expect(200).await.data()["hosting"].clone()
}

#[tokio::test]
async fn hosts_are_kept_in_their_order_before_there_is_a_stream() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    for name in ["bob", "carol"] {
        world.viewer(name).await;
    }
    assert_eq!(world.get(HOSTS).by(&alice).expect(200).await.data(), &json!([]));
    let answer = host(&world, &alice, &["usr_carol", "usr_bob"]).await;
    assert_eq!((answer.data(), &answer.body["message"]), (&json!(["usr_carol", "usr_bob"]), &json!("Hosts updated")));
    let stored = world.get(HOSTS).by(&alice).expect(200).await;
    assert_eq!(stored.data(), &json!(["usr_carol", "usr_bob"]));
    let users = stored.body["users"].as_array().expect("users");
    let names: Vec<_> = users.iter().map(|user| &user["username"]).collect();
    assert_eq!(names, [&json!("carol"), &json!("bob")]);
    // Another change of the profile leaves them.
    world.patch("/api/viewer/me").by(&alice).json(&json!({"bio": "Hi."})).expect(200).await;
    assert_eq!(world.get(HOSTS).by(&alice).expect(200).await.data(), &json!(["usr_carol", "usr_bob"]));
    assert_eq!(host(&world, &alice, &[]).await.data(), &json!([]));
    assert_eq!(world.get(HOSTS).by(&alice).expect(200).await.data(), &json!([]));
}

#[tokio::test]
async fn what_breaks_a_rule_changes_nothing() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.viewer("bob").await;
    host(&world, &alice, &["usr_bob"]).await;
    let put = async |body: Value, status: u16| world.put(HOSTS).by(&alice).json(&body).expect(status).await;
    let answer = put(json!({"userIds": ["usr_bob", 7, "usr_alice", "usr_bob"]}), 400).await;
    assert_eq!(answer.fields(), ["userIds[1]", "userIds[2]", "userIds[3]"]);
    let eleven: Vec<_> = (0..11).map(|n| format!("usr_{n}")).collect();
    for bad in [json!({}), json!({"userIds": null}), json!({"userIds": "usr_bob"}), json!({ "userIds": eleven })] {
        assert_eq!(put(bad, 400).await.fields(), ["userIds"]);
    }
    for nobody in ["usr_nobody", "", "guest-1"] {
        let answer = put(json!({"userIds": ["usr_bob", nobody]}), 404).await;
        assert_eq!(answer.error(), "User not found", "{nobody}");
    }
    assert_eq!(world.get(HOSTS).by(&alice).expect(200).await.data(), &json!(["usr_bob"]));
}

#[tokio::test]
async fn an_offline_channel_shows_the_first_of_them_who_is_live() {
    let world = World::start().await;
    let alice = creator(&world, "alice").await;
    for name in ["bob", "carol", "dave"] {
        creator(&world, name).await;
    }
    world.viewer("erin").await;
    // Who never streamed may be hosted too, for the day when they do.
    host(&world, &alice, &["usr_erin", "usr_bob", "usr_carol", "usr_dave"]).await;
    assert_eq!(hosting(&world, None).await, json!(null));

    go_live(&world, "carol").await;
    live_viewers(&world, "carol", 7).await;
    go_live(&world, "dave").await;
    let shown = hosting(&world, None).await;
    assert_eq!(
        (&shown["userId"], &shown["state"], &shown["viewerCount"], &shown["user"]["username"], &shown["hosting"]),
        (&json!("usr_carol"), &json!("live"), &json!(7), &json!("carol"), &json!(null))
    );
    go_live(&world, "bob").await;
    assert_eq!(hosting(&world, None).await["userId"], "usr_bob");
    interrupt(&world, "bob").await;
    assert_eq!(hosting(&world, None).await["userId"], "usr_carol", "an interrupted one is not live");
    cut(&world, "carol").await;
    assert_eq!(hosting(&world, None).await["userId"], "usr_dave");

    // Whoever has a stream of their own going shows that, while its window is open too.
    go_live(&world, "alice").await;
    assert_eq!(hosting(&world, None).await, json!(null));
    interrupt(&world, "alice").await;
    assert_eq!(hosting(&world, None).await, json!(null));
    world.clock().advance(61_000);
    assert_eq!(hosting(&world, None).await["userId"], "usr_dave");
    // Lists show no hosting.
    let lists = ["/api/viewer/live", "/api/viewer/search?q=alice"];
    world.caught_up().await;
    for list in lists {
        for stream in world.get(list).expect(200).await.data().as_array().unwrap() {
            assert_eq!(stream["hosting"], json!(null), "{list}");
        }
    }
}

async fn live_viewers(world: &World, name: &str, viewers: u32) {
    crate::streams::watched_by(world, name, viewers).await;
}

#[tokio::test]
async fn a_block_hides_the_hosted_one() {
    let world = World::start().await;
    let alice = creator(&world, "alice").await;
    let bob = live(&world, "bob", 1).await;
    live(&world, "carol", 1).await;
    let mal = world.viewer("mal").await;
    host(&world, &alice, &["usr_bob", "usr_carol"]).await;
    let seen_by = async |caller: Option<&Bearer>| hosting(&world, caller).await["userId"].clone();
    let block =
        async |by: &Bearer, whom: &str| world.post(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
    let unblock =
        async |by: &Bearer, whom: &str| world.delete(&format!("/api/social/block/{whom}")).by(by).expect(200).await;
    // Whom the hosted one blocks would be refused at their door.
    block(&bob, "usr_mal").await;
    assert_eq!((seen_by(None).await, seen_by(Some(&mal)).await), (json!("usr_bob"), json!("usr_carol")));
    // The host herself, and the hosted one, look at the page as everybody does.
    assert_eq!((seen_by(Some(&alice)).await, seen_by(Some(&bob)).await), (json!("usr_bob"), json!("usr_bob")));
    for (by, whom) in [(&bob, "usr_alice"), (&alice, "usr_bob")] {
        block(by, whom).await;
        assert_eq!(seen_by(None).await, json!("usr_carol"));
        unblock(by, whom).await;
        assert_eq!(seen_by(None).await, json!("usr_bob"));
    }
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_bob/suspend").by(&ada).json(&reason).expect(200).await;
    assert_eq!(seen_by(None).await, json!("usr_carol"));
}
