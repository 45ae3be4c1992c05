//! GET /api/chat/:hostId and PUT /api/chat/:hostId/settings.

use harness::{Bearer, World};
use serde_json::{Value, json};

const CHAT: &str = "/api/chat/usr_alice";

async fn rules(world: &World, alice: &Bearer, change: Value) -> Value {
    world.put(&format!("{CHAT}/settings")).by(alice).json(&change).expect(200).await.data().clone()
}

#[tokio::test]
async fn a_chat_tells_its_rules_and_what_the_caller_is() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    assert_eq!(world.get(CHAT).expect(404).await.error(), "Stream not found");
    world.stream_of(&alice).await;
    let answer = world.get(CHAT).expect(200).await;
    let settings = json!({
        "isChatEnabled": true, "isChatDelayed": false, "isChatFollowersOnly": false, "isDirectChatAllowed": true,
        "slowModeSeconds": null, "followersOnlyMinutes": null, "delaySeconds": null, "isEmoteOnly": false,
        "isUnique": false, "areLinksAllowed": true, "mayGuestsWrite": true, "autoModLevel": 0,
    });
    let you = json!({"identity": null, "role": "GUEST", "canWrite": true, "code": null, "until": null});
    assert_eq!(answer.data(), &json!({"settings": settings, "pinned": null, "you": you}));
    let of = async |who: &Bearer| world.get(CHAT).by(who).expect(200).await.data()["you"].clone();
    let (bob, ada) = (world.viewer("bob").await, world.admin("ada").await);
    assert_eq!((&of(&alice).await["role"], &of(&alice).await["identity"]), (&json!("HOST"), &json!("Host-usr_alice")));
    assert_eq!(of(&bob).await["role"], "VIEWER");
    assert_eq!(of(&ada).await["role"], "MODERATOR");
    rules(&world, &alice, json!({"followersOnlyMinutes": 5})).await;
    assert_eq!((&of(&bob).await["canWrite"], &of(&bob).await["code"]), (&json!(false), &json!("FOLLOWERS_ONLY")));
    assert_eq!(of(&alice).await["canWrite"], true);
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    assert_eq!(world.get(CHAT).by(&bob).expect(403).await.error(), "You are blocked by this creator");
}

#[tokio::test]
async fn the_two_routes_are_of_one_mind() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let old = async |change: Value| {
        world.put("/api/stream/chat-settings").by(&alice).json(&change).expect(200).await;
        world.get(CHAT).expect(200).await.data()["settings"].clone()
    };
    let settings = old(json!({"isChatDelayed": true, "isChatFollowersOnly": true})).await;
    assert_eq!((&settings["slowModeSeconds"], &settings["followersOnlyMinutes"]), (&json!(3), &json!(0)));
    // The old route takes no grant away beyond its own rules.
    assert_eq!(settings["isDirectChatAllowed"], true);
    let settings = rules(&world, &alice, json!({"slowModeSeconds": 30, "followersOnlyMinutes": 60})).await;
    assert_eq!((&settings["isChatDelayed"], &settings["isDirectChatAllowed"]), (&json!(true), &json!(false)));
    // On is on: the number stays.
    assert_eq!(old(json!({"isChatDelayed": true})).await["slowModeSeconds"], 30);
    assert_eq!(old(json!({"isChatDelayed": false})).await["slowModeSeconds"], Value::Null);
    assert_eq!(old(json!({"isChatDelayed": true})).await["slowModeSeconds"], 3);
    rules(&world, &alice, json!({"followersOnlyMinutes": null})).await;
    let info = world.get("/api/stream/info").by(&alice).expect(200).await;
    assert_eq!((&info.data()["isChatFollowersOnly"], &info.data()["isChatDelayed"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn direct_chat_ends_with_a_mode_and_does_not_come_back_beside_one() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    for mode in [
        json!({"slowModeSeconds": 3}),
        json!({"followersOnlyMinutes": 1}),
        json!({"isEmoteOnly": true}),
        json!({"isUnique": true}),
        json!({"areLinksAllowed": false}),
        json!({"mayGuestsWrite": false}),
    ] {
        let settings = rules(&world, &alice, mode.clone()).await;
        assert_eq!(settings["isDirectChatAllowed"], false, "{mode}");
        let allow = world.put(&format!("{CHAT}/settings")).by(&alice).json(&json!({"isDirectChatAllowed": true}));
        if mode == json!({"slowModeSeconds": 3}) {
            // The old route knows it.
            allow.expect(200).await;
        } else {
            assert_eq!(allow.expect(409).await.error(), "Modes are on", "{mode}");
        }
        let calm = json!({
            "slowModeSeconds": null, "followersOnlyMinutes": null, "isEmoteOnly": false, "isUnique": false,
            "areLinksAllowed": true, "mayGuestsWrite": true, "isDirectChatAllowed": true,
        });
        assert_eq!(rules(&world, &alice, calm).await["isDirectChatAllowed"], true);
    }
    assert_eq!(rules(&world, &alice, json!({"followersOnlyMinutes": 0})).await["isDirectChatAllowed"], true);
}

/// While direct chat is off nobody but the host has the grant: who is connected loses it, and who comes gets none.
#[tokio::test]
async fn the_grant_follows() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.livekit().push_to_room(&alice.id).unwrap();
    let (guest, host) = (world.watch(&alice.id, "gina").await, world.watch_as(&alice.id, &alice).await);
    let late =
        world.post("/api/viewer/token").json(&json!({"hostId": alice.id, "guestName": "Late"})).expect(200).await;
    world.settle().await;
    assert!(world.may_write(&alice.id, &guest.identity));
    rules(&world, &alice, json!({"slowModeSeconds": 10})).await;
    let room = world.livekit().room(&alice.id).unwrap();
    let metadata: Value = serde_json::from_str(&room.metadata).unwrap();
    assert_eq!((&metadata["slowModeSeconds"], &metadata["isDirectChatAllowed"]), (&json!(10), &json!(false)));
    let told: Value = serde_json::from_slice(&room.data.last().unwrap().bytes).unwrap();
    assert_eq!((&told["ev"][0]["t"], &told["ev"][0]["settings"]["slowModeSeconds"]), (&json!("settings"), &json!(10)));
    world.settle().await;
    assert!(!world.may_write(&alice.id, &guest.identity));
    assert!(world.may_write(&alice.id, &host.identity));
    // What the webhook knows of a room's rules is two seconds old at most.
    world.clock().advance(3_000);
    // An older token gives it, until the joining is told.
    let late = world.livekit().join(late.data()["token"].as_str().unwrap()).unwrap();
    world.settle().await;
    assert!(!world.may_write(&alice.id, &late.identity));
    let next = world.watch(&alice.id, "next").await;
    assert!(!next.can_publish_data);
}

#[tokio::test]
async fn who_may_change_them_and_what_is_no_setting() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.stream_of(&alice).await;
    let (bob, ada) = (world.viewer("bob").await, world.admin("ada").await);
    let put = |who: &Bearer, change: Value| world.put(&format!("{CHAT}/settings")).by(who).json(&change).send();
    let answer = put(&bob, json!({"isUnique": true})).await;
    assert_eq!((answer.status, answer.error()), (403, "Moderator access required"));
    assert_eq!(put(&ada, json!({"isUnique": true})).await.status, 200);
    let answer = put(&alice, json!({"colour": "red"})).await;
    assert_eq!((answer.status, answer.error()), (400, "No settings provided"));
    let bad = json!({"slowModeSeconds": 2, "followersOnlyMinutes": 129_601, "delaySeconds": 3, "autoModLevel": 5, "isUnique": "yes"});
    let answer = put(&alice, bad).await;
    let mut fields = answer.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["autoModLevel", "delaySeconds", "followersOnlyMinutes", "isUnique", "slowModeSeconds"]);
    let answer = world.put("/api/chat/usr_nobody/settings").by(&ada).json(&json!({"isUnique": true})).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");
}
