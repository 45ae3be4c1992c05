//! GET /api/stream/status.

use harness::{World, time_or_fail};

#[tokio::test]
async fn the_state_of_a_stream_as_its_creator_sees_it() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let answer = world.get("/api/stream/status").by(&alice).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");

    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let answer = world.get("/api/stream/status").by(&alice).expect(200).await;
    insta::assert_json_snapshot!("status_offline", answer.body);

    world.livekit().push_to_room(&alice.id).unwrap();
    world.watch(&alice.id, "gina").await;
    world.settle().await;
    let answer = world.get("/api/stream/status").by(&alice).expect(200).await;
    insta::assert_json_snapshot!("status_live", answer.body, {
        ".data.startedAt" => insta::dynamic_redaction(time_or_fail),
    });
}
