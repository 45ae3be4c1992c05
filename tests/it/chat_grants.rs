//! What a ban takes from who is in the room, and gives back.

use harness::World;
use serde_json::json;

use crate::chat_cast::{ban, cast, go_live, path};

#[tokio::test]
async fn a_ban_takes_the_grant_from_who_is_there() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    let guest = world.watch("usr_alice", "Gina").await;
    world.watch_as("usr_alice", &bob).await;
    world.settle().await;
    assert!(world.may_write("usr_alice", "usr_bob"));
    ban(&world, &mod_, json!({"userId": "usr_bob"})).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    assert!(
        world
            .livekit()
            .room("usr_alice")
            .unwrap()
            .participants
            .iter()
            .any(|who| who.sid == guest.sid && who.can_publish_data)
    );
    // What tells everybody their rights does not give it back.
    world.put("/api/stream/chat-settings").by(&alice).json(&json!({"isChatEnabled": true})).expect(200).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    // Nor does a token of now.
    world.watch_as("usr_alice", &bob).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    world.delete(&path("/bans/usr_bob")).by(&mod_).expect(200).await;
    world.settle().await;
    assert!(world.may_write("usr_alice", "usr_bob"));
}

#[tokio::test]
async fn a_timeout_gives_the_grant_back_when_it_is_over() {
    let world = World::without_limits().await;
    let (alice, mod_, bob) = cast(&world).await;
    go_live(&world, &alice).await;
    world.watch_as("usr_alice", &bob).await;
    world.settle().await;
    ban(&world, &mod_, json!({"userId": "usr_bob", "seconds": 60})).await;
    world.settle().await;
    assert!(!world.may_write("usr_alice", "usr_bob"));
    world.clock().advance(61_000);
    world.reconcile().await;
    assert!(world.may_write("usr_alice", "usr_bob"));
}

/// A guest whose address is banned gets no grant under another name.
#[tokio::test]
async fn a_banned_address_gets_no_grant() {
    let world = World::without_limits().await;
    let (alice, mod_, _) = cast(&world).await;
    go_live(&world, &alice).await;
    let body = json!({"hostId": "usr_alice", "guestName": "Gina"});
    let gina = world.post("/api/viewer/token").json(&body).expect(200).await;
    let token = format!("Bearer {}", gina.data()["chatToken"].as_str().unwrap());
    world.post(&path("/messages")).header("authorization", &token).json(&json!({"text": "hi"})).expect(201).await;
    ban(&world, &mod_, json!({"userId": gina.data()["identity"]})).await;
    let again = world.watch("usr_alice", "Georgina").await;
    let room = world.livekit().room("usr_alice").unwrap();
    let georgina = room.participants.iter().find(|who| who.sid == again.sid).unwrap().identity.clone();
    assert!(!world.may_write("usr_alice", &georgina));
    // Nor when everybody is told their rights, until the ban is taken away.
    let tell_rights = async || {
        world.put("/api/stream/chat-settings").by(&alice).json(&json!({"isChatEnabled": true})).expect(200).await;
        world.settle().await;
    };
    tell_rights().await;
    assert!(!world.may_write("usr_alice", &georgina));
    let unban = path(&format!("/bans/{}", gina.data()["identity"].as_str().unwrap()));
    world.delete(&unban).by(&mod_).expect(200).await;
    tell_rights().await;
    assert!(world.may_write("usr_alice", &georgina));
}
