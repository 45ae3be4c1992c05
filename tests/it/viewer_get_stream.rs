//! GET /api/viewer/stream/:username.

use harness::{World, time_or_fail};

#[tokio::test]
async fn a_stream_as_everybody_sees_it() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    for path in ["/api/viewer/stream/alice", "/api/viewer/stream/nobody", "/api/viewer/stream/not%20a%20name"] {
        let answer = world.get(path).expect(404).await;
        assert_eq!(answer.error(), "Stream not found");
    }
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let answer = world.get("/api/viewer/stream/ALICE").expect(200).await;
    insta::assert_json_snapshot!("public_stream", answer.body, {
        ".data.createdAt" => insta::dynamic_redaction(time_or_fail),
        ".data.updatedAt" => insta::dynamic_redaction(time_or_fail),
    });
}

#[tokio::test]
async fn a_bad_token_is_refused_where_none_is_needed() {
    let world = World::start().await;
    let answer = world.get("/api/viewer/stream/alice").header("authorization", "Bearer x.y.z").expect(401).await;
    assert_eq!(answer.error(), "Authentication required");
}
