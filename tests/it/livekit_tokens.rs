//! Every token that we ever issue is decoded: what it grants, and that it grants nothing else.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Bearer, World, claims_of};
use serde_json::{Value, json};

/// A viewer's claims, whole: another field than these, or another value, is a right that nobody gave.
fn expected(room: &str, identity: &str, name: &str, may_write: bool, claims: &Value) -> Value {
    json!({
        "iss": harness::LIVEKIT_KEY,
        "sub": identity,
        "name": name,
        // Beside the numbers, which are checked apart.
        "exp": claims["exp"],
        "nbf": claims["nbf"],
        "video": {
            "roomJoin": true,
            "room": room,
            "canPublish": false,
            "canSubscribe": true,
            "canPublishData": may_write,
            "canUpdateOwnMetadata": false,
        },
    })
}

/// Drops what LiveKit reads as nothing given: false, empty, null.
fn granted(claims: &Value) -> Value {
    let mut claims = claims.clone();
    let stated = ["canPublish", "canSubscribe", "canPublishData", "canUpdateOwnMetadata"];
    let is_nothing = |value: &Value| {
        matches!(value, Value::Null | Value::Bool(false))
            || value.as_str() == Some("")
            || value.as_array().is_some_and(Vec::is_empty)
            || value
                .as_object()
                .is_some_and(|fields| fields.values().all(|value| matches!(value, Value::Null | Value::Bool(false))))
    };
    if let Some(video) = claims["video"].as_object_mut() {
        video.retain(|field, value| stated.contains(&field.as_str()) || !is_nothing(value));
    }
    claims.as_object_mut().unwrap().retain(|_, value| !is_nothing(value));
    claims
}

#[tokio::test]
async fn a_viewers_token_grants_what_the_contract_says_and_nothing_else() {
    let world = World::without_limits().await;
    let alice = world.creator("alice").await;
    let (bob, fay) = (world.viewer("bob").await, world.viewer("fay").await);
    let ada = world.admin("ada").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    world.post("/api/social/follow/usr_alice").by(&fay).expect(200).await;
    let callers: [(&str, Option<&Bearer>); 5] = [
        ("guest", None),
        ("viewer", Some(&bob)),
        ("follower", Some(&fay)),
        ("host", Some(&alice)),
        ("admin", Some(&ada)),
    ];

    for settings in 0..8_u8 {
        let [enabled, delayed, followers_only] = [settings & 1 > 0, settings & 2 > 0, settings & 4 > 0];
        let chat = json!({"isChatEnabled": enabled, "isChatDelayed": delayed, "isChatFollowersOnly": followers_only});
        world.put("/api/stream/chat-settings").by(&alice).json(&chat).expect(200).await;
        for (who, caller) in callers {
            let body = json!({"hostId": "usr_alice", "guestName": "Gina"});
            let request = world.post("/api/viewer/token").json(&body);
            let request = match caller {
                Some(caller) => request.by(caller),
                None => request,
            };
            let answer = request.expect(200).await;
            let claims = claims_of(&answer);
            let may_write = enabled && (!followers_only || matches!(who, "follower" | "host"));
            let identity = answer.data()["identity"].as_str().unwrap();
            let name = caller.map_or("Gina", |caller| caller.id.trim_start_matches("usr_"));
            assert_eq!(granted(&claims), expected("usr_alice", identity, name, may_write, &claims), "{who}, {chat}");
            match who {
                "guest" => assert!(identity.starts_with("guest-")),
                "host" => assert_eq!(identity, "Host-usr_alice"),
                _ => assert_eq!(identity, caller.unwrap().id),
            }
            let seconds = claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap();
            assert!((1..=610).contains(&seconds), "{seconds} s");
        }
    }
}

/// What our own calls to LiveKit may carry: one grant each, for one room where LiveKit knows rooms.
#[tokio::test]
async fn a_call_to_livekit_carries_the_grant_that_it_needs_and_no_other() {
    let world = World::without_limits().await;
    let (alice, bob, ada) = (world.creator("alice").await, world.viewer("bob").await, world.admin("ada").await);
    let key = world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let key = key.data()["streamKey"].as_str().unwrap().to_owned();
    world.livekit().push(&key).unwrap();
    let _bob = world.watch_as("usr_alice", &bob).await;
    let _gina = world.watch("usr_alice", "Gina").await;
    world.put("/api/stream/chat-settings").by(&alice).json(&json!({"isChatEnabled": false})).expect(200).await;
    world.settle().await;
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    world.reconcile().await;
    world.post("/api/stream/ingress").by(&alice).header("idempotency-key", "k").expect(201).await;
    world.post("/api/stream/ingress").by(&alice).header("idempotency-key", "k").expect(201).await;
    world.put("/api/stream/quality").by(&alice).json(&json!({"preset": "AUTO"})).expect(200).await;
    world.settle().await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    world.settle().await;

    let needs: BTreeMap<&str, Value> = [
        ("CreateIngress", json!({"ingressAdmin": true})),
        ("UpdateIngress", json!({"ingressAdmin": true})),
        ("ListIngress", json!({"ingressAdmin": true})),
        ("DeleteIngress", json!({"ingressAdmin": true})),
        ("ListRooms", json!({"roomList": true})),
        ("DeleteRoom", json!({"roomCreate": true})),
        ("ListParticipants", json!({"roomAdmin": true, "room": "usr_alice"})),
        ("UpdateRoomMetadata", json!({"roomAdmin": true, "room": "usr_alice"})),
        ("UpdateParticipant", json!({"roomAdmin": true, "room": "usr_alice"})),
        ("RemoveParticipant", json!({"roomAdmin": true, "room": "usr_alice"})),
    ]
    .into();
    let calls = world.livekit().calls();
    for call in &calls {
        let mut claims = granted(&call.claims);
        for open in ["canPublish", "canSubscribe", "canPublishData", "canUpdateOwnMetadata"] {
            // Of no matter to a call, which joins no room.
            claims["video"].as_object_mut().unwrap().remove(open);
        }
        let video = needs.get(call.method.as_str()).unwrap_or_else(|| panic!("{} is not listed", call.method));
        let expected = json!({"iss": harness::LIVEKIT_KEY, "exp": claims["exp"], "nbf": claims["nbf"], "video": video});
        assert_eq!(claims, expected, "{}", call.method);
    }
    let made: BTreeSet<&str> = calls.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(made, needs.keys().copied().collect(), "every call was looked at");
}
