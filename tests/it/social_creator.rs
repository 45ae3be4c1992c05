//! GET /api/social/creator/:username.

use harness::World;
use serde_json::json;

#[tokio::test]
async fn a_creator_without_stream_shows_what_a_new_one_would_have() {
    let world = World::start().await;
    world.creator_of("alice", &["MUSIC", "TALK"]).await;
    let answer = world.get("/api/social/creator/ALICE").expect(200).await;
    assert_eq!(
        answer.data(),
        &json!({
            "id": "usr_alice", "username": "alice", "name": "alice", "image": null, "bio": answer.data()["bio"],
            "categories": ["MUSIC", "TALK"], "isLive": false, "state": "offline",
            "streamTitle": null, "streamThumbnail": null, "isChatEnabled": true, "isChatFollowersOnly": false,
            "followerCount": 0, "followingCount": 0, "isFollowing": false,
        })
    );
}

#[tokio::test]
async fn a_creator_shows_their_stream_and_who_follows() {
    let world = World::start().await;
    let alice = world.creator_with_ingress("usr_alice", "IN_alice").await;
    let bob = world.viewer("bob").await;
    let info = json!({"title": "Evening", "thumbnail": "https://example.com/a.png"});
    world.put("/api/stream/info").by(&alice).json(&info).expect(200).await;
    let chat = json!({"isChatEnabled": false, "isChatFollowersOnly": true});
    world.put("/api/stream/chat-settings").by(&alice).json(&chat).expect(200).await;
    world.post("/api/social/follow/usr_alice").by(&bob).expect(200).await;

    let page = world.get("/api/social/creator/alice").by(&bob).expect(200).await;
    let shown = |field: &str| page.data()[field].clone();
    assert_eq!(shown("streamTitle"), "Evening");
    assert_eq!(shown("streamThumbnail"), "https://example.com/a.png");
    assert_eq!((shown("isChatEnabled"), shown("isChatFollowersOnly")), (json!(false), json!(true)));
    assert_eq!((shown("followerCount"), shown("isFollowing")), (json!(1), json!(true)));
    let guest = world.get("/api/social/creator/alice").expect(200).await;
    assert_eq!(guest.data()["isFollowing"], false);
}

#[tokio::test]
async fn nobody_but_an_approved_creator_has_a_page() {
    let world = World::start().await;
    let (alice, ada) = (world.creator("alice").await, world.admin("ada").await);
    world.viewer("bob").await;
    let suspend = format!("/api/admin/creators/{}/suspend", alice.id);
    world.post(&suspend).by(&ada).json(&json!({"reason": "spam"})).expect(200).await;
    for name in ["alice", "bob", "nobody", "no%20name"] {
        let answer = world.get(&format!("/api/social/creator/{name}")).expect(404).await;
        assert_eq!(answer.error(), "Creator not found", "{name}");
    }
}
