//! A webhook that LiveKit's own SDK signed is taken in, and nothing else.

use harness::Studio;
use serde_json::json;

const WEBHOOK: &str = "/api/webhook/livekit";

#[tokio::test]
async fn what_livekits_own_sdk_signs_is_taken_in() {
    let studio = Studio::open().await;
    let body = json!({"event": "room_started", "id": "EV_1", "room": {"name": "usr_alice", "sid": "RM_1"}}).to_string();
    let signature = studio.signature(&body).await;
    // As text and, for its content type, as base64: API Gateway hands both on.
    for content_type in ["application/json", "application/webhook+json"] {
        let request = studio.world().post(WEBHOOK).header("content-type", content_type);
        let answer = request.header("authorization", &signature).body(body.clone()).expect(200).await;
        assert_eq!(answer.body["eventType"], "room_started");
    }
    let other = body.replace("RM_1", "RM_2");
    let request = studio.world().post(WEBHOOK).header("content-type", "application/webhook+json");
    let answer = request.header("authorization", &signature).body(other).expect(401).await;
    assert_eq!(answer.error(), "Invalid webhook signature");
}
