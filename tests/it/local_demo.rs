//! The demo's recordings, as `cargo dev` makes them.

use domain::UserId;
use domain::recording::{preview_place, vod_id_of};
use harness::World;
use local::demo::vod;

use super::recording_runs::recording;

#[tokio::test]
async fn alice_has_a_recording_that_can_be_played_and_one_that_came_to_nothing() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    assert_eq!(alice.id, "usr_alice");
    let (store, now) = (&world.app().store, world.clock().now());
    vod::make(store, Some(world.objects()), now).await.unwrap();
    world.settle().await;
    let mine = world.get("/api/vod/mine").by(&alice).expect(200).await;
    let titles = |state: &str| {
        let all = mine.data().as_array().unwrap().iter().filter(|vod| vod["state"] == state);
        all.map(|vod| vod["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("READY"), ["Drawing digits, one after another"]);
    assert_eq!(titles("FAILED"), ["A test of the camera"]);
    let id = vod_id_of(&UserId::parse(&alice.id).unwrap(), "demo_played");
    let shown = world.get(&format!("/api/vod/{id}")).expect(200).await;
    assert_eq!(shown.data()["duration"], 44.0);
    let objects = world.objects().list_all("v/").await.unwrap();
    assert_eq!(objects.iter().filter(|object| object.key.ends_with(".ts")).count(), 11);
    // The live picture became the video's own.
    assert!(shown.data()["thumbnail"].is_string(), "{}", shown.body);
    assert!(world.objects().get(&preview_place(&UserId::parse(&alice.id).unwrap())).await.unwrap().is_none());

    // What has become of them since stays.
    world.patch(&format!("/api/vod/{id}")).by(&alice).json(&serde_json::json!({"title": "Mine"})).expect(200).await;
    vod::make(store, Some(world.objects()), now.plus_secs(60)).await.unwrap();
    world.settle().await;
    assert_eq!(world.get(&format!("/api/vod/{id}")).expect(200).await.data()["title"], "Mine");
}
