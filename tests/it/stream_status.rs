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
    assert_eq!(answer.data()["stream"], *world.get("/api/stream/info").by(&alice).expect(200).await.data());
    insta::assert_json_snapshot!("status_offline", answer.body, { ".data.stream" => "[as GET info]" });

    world.livekit().push_to_room(&alice.id).unwrap();
    world.watch(&alice.id, "gina").await;
    world.settle().await;
    let answer = world.get("/api/stream/status").by(&alice).expect(200).await;
    let info = world.get("/api/stream/info").by(&alice).expect(200).await;
    assert_eq!((&answer.data()["stream"], &info.data()["isLive"]), (info.data(), &true.into()));
    insta::assert_json_snapshot!("status_live", answer.body, {
        ".data.stream" => "[as GET info]",
        ".data.startedAt" => insta::dynamic_redaction(time_or_fail),
    });
}
