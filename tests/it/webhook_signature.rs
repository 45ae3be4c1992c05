//! POST /api/webhook/livekit: who may tell us anything.

use harness::{Webhook, World};
use serde_json::json;

const WEBHOOK: &str = "/api/webhook/livekit";

fn event() -> Webhook {
    Webhook::new(&json!({"event": "room_started", "id": "EV_1", "createdAt": "1", "room": {"name": "usr_alice"}}))
}

#[tokio::test]
async fn a_signed_event_is_taken_in() {
    let world = World::start().await;
    let answer = world.deliver(&event()).expect(200).await;
    assert_eq!(
        answer.body,
        json!({"success": true, "message": "Webhook processed successfully", "eventType": "room_started"})
    );
}

#[tokio::test]
async fn every_other_one_is_refused() {
    let world = World::start().await;
    let now = world.clock().now();
    let answer = world.post(WEBHOOK).body(event().body()).expect(401).await;
    assert_eq!(answer.error(), "Missing webhook signature");

    let mut other_byte = event().body();
    other_byte[3] ^= 1;
    let signed = |webhook: &Webhook| webhook.signature(now);
    let refused = [
        ("another key", event().signed_by("other", harness::LIVEKIT_SECRET)),
        ("another secret", event().signed_by(harness::LIVEKIT_KEY, "another secret of at least 32 bytes!")),
        ("an hour old", event().issued_at(now.plus_secs(-3600))),
    ];
    for (what, webhook) in refused {
        let answer = world.deliver(&webhook).send().await;
        assert_eq!((answer.status, answer.error()), (401, "Invalid webhook signature"), "{what}");
    }
    for (what, signature, body) in [
        ("one byte changed", signed(&event()), other_byte),
        ("no token", "nonsense".to_owned(), event().body()),
        ("a bearer prefix", format!("Bearer {}", signed(&event())), event().body()),
    ] {
        let answer = world.post(WEBHOOK).header("authorization", &signature).body(body).send().await;
        assert_eq!((answer.status, answer.error()), (401, "Invalid webhook signature"), "{what}");
    }
}

#[tokio::test]
async fn what_is_signed_and_unknown_is_none_of_our_business() {
    let world = World::start().await;
    for body in [
        json!({}),
        json!({"event": "from_the_future", "room": 7}),
        json!({"event": "ingress_started", "ingressInfo": {"roomName": "usr_nobody", "ingressId": "IN_1",
               "state": {"resourceId": "RT_1", "status": "ENDPOINT_DREAMING", "startedAt": "1"}}}),
        json!({"event": "participant_joined", "participant": {"sid": "PA_1"}}),
    ] {
        world.deliver(&Webhook::new(&body)).expect(200).await;
    }
    let answer = world.deliver(&Webhook::raw(b"not json")).expect(400).await;
    assert_eq!(answer.error(), "Validation error");
}

#[tokio::test]
async fn the_health_of_the_endpoint() {
    let world = World::start().await;
    let answer = world.get("/api/webhook/livekit/health").expect(200).await;
    insta::assert_json_snapshot!(answer.body, {".timestamp" => insta::dynamic_redaction(harness::time_or_fail)});
}
