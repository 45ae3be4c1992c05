//! POST /api/viewer/token.

use harness::{World, claims_of};
use serde_json::json;

const TOKEN: &str = "/api/viewer/token";

async fn with_alice() -> (World, harness::Bearer) {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    (world, alice)
}

#[tokio::test]
async fn each_caller_gets_the_grants_of_the_contract() {
    let (world, alice) = with_alice().await;
    let bob = world.viewer("bob").await;
    let host = json!({"hostId": alice.id});
    let guest = json!({"hostId": alice.id, "guestName": " Gina "});

    let as_guest = world.post(TOKEN).json(&guest).expect(200).await;
    insta::assert_json_snapshot!("token_answer", as_guest.body, {
        ".data.token" => "[token]", ".data.identity" => "[identity]", ".data.wsUrl" => "[url]",
        ".data.chatToken" => "[chat token]", ".data.chatTokenExpiresAt" => "[time]",
    });
    let as_bob = world.post(TOKEN).by(&bob).json(&host).expect(200).await;
    let as_alice = world.post(TOKEN).by(&alice).json(&host).expect(200).await;
    let (guest, bob_claims, alice_claims) = (claims_of(&as_guest), claims_of(&as_bob), claims_of(&as_alice));
    insta::assert_json_snapshot!("token_of_a_guest", guest, {
        ".sub" => "[identity]", ".exp" => "[time]", ".nbf" => "[time]",
    });
    assert!(guest["sub"].as_str().unwrap().starts_with("guest-"));
    assert_eq!(guest["sub"], as_guest.data()["identity"]);
    assert_eq!(bob_claims["sub"], "usr_bob");
    assert_eq!(alice_claims["sub"], "Host-usr_alice");
    for claims in [&guest, &bob_claims, &alice_claims] {
        assert_eq!(claims["video"], guest["video"]);
        let lifetime = claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap();
        assert!((590..=610).contains(&lifetime), "{lifetime}");
    }
}

#[tokio::test]
async fn chat_rules_decide_who_may_write() {
    let (world, alice) = with_alice().await;
    let bob = world.viewer("bob").await;
    let host = json!({"hostId": alice.id, "guestName": "Gina"});
    let settings = "/api/stream/chat-settings";
    let may_write = async || {
        let guest = world.post(TOKEN).json(&host).expect(200).await;
        let viewer = world.post(TOKEN).by(&bob).json(&host).expect(200).await;
        let own = world.post(TOKEN).by(&alice).json(&host).expect(200).await;
        [guest, viewer, own].map(|answer| claims_of(&answer)["video"]["canPublishData"].as_bool().unwrap())
    };
    assert_eq!(may_write().await, [true, true, true]);
    world.put(settings).by(&alice).json(&json!({"isChatFollowersOnly": true})).expect(200).await;
    assert_eq!(may_write().await, [false, false, true]);
    world.put(settings).by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    assert_eq!(may_write().await, [false, false, false]);
}

#[tokio::test]
async fn what_is_missing_has_its_own_text() {
    let (world, alice) = with_alice().await;
    let bob = world.viewer("bob").await;
    let refused = [
        (json!({}), 400, "Host ID is required"),
        (json!({"hostId": " "}), 400, "Host ID is required"),
        (json!({"hostId": alice.id}), 400, "Guest name is required for anonymous viewers"),
        (json!({"hostId": alice.id, "guestName": "x".repeat(51)}), 400, "Validation error"),
        (json!({"hostId": "usr_nobody", "guestName": "Gina"}), 404, "Host not found"),
        (json!({"hostId": "a#b", "guestName": "Gina"}), 404, "Host not found"),
        (json!({"hostId": bob.id, "guestName": "Gina"}), 404, "Stream not found"),
    ];
    for (body, status, error) in refused {
        let answer = world.post(TOKEN).json(&body).expect(status).await;
        assert_eq!(answer.error(), error, "{body}");
    }
}
