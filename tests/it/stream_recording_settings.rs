//! PUT and GET /api/stream/recording-settings.

use harness::World;
use serde_json::json;

use crate::recording_runs::recording;

const SETTINGS: &str = "/api/stream/recording-settings";

#[tokio::test]
async fn settings_change_and_are_refused() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let answer = world.get(SETTINGS).by(&alice).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");
    let answer = world.put(SETTINGS).by(&alice).json(&json!({})).expect(400).await;
    assert_eq!(answer.error(), "No settings provided");
    let answer = world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": true})).expect(404).await;
    assert_eq!(answer.error(), "Stream not found");

    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let usual = json!({"isRecorded": false, "vodVisibility": "PUBLIC", "clipsBy": "EVERYONE"});
    assert_eq!(*world.get(SETTINGS).by(&alice).expect(200).await.data(), usual);

    let bad = json!({"isRecorded": "yes", "vodVisibility": "SECRET", "clipsBy": null});
    let answer = world.put(SETTINGS).by(&alice).json(&bad).expect(400).await;
    assert_eq!(answer.fields(), ["isRecorded", "vodVisibility", "clipsBy"]);

    let answer = world.put(SETTINGS).by(&alice).json(&json!({"vodVisibility": "FOLLOWERS"})).expect(200).await;
    assert_eq!(answer.body["message"], "Recording settings updated successfully");
    let answer =
        world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": true, "clipsBy": "NOBODY"})).expect(200).await;
    let changed = json!({"isRecorded": true, "vodVisibility": "FOLLOWERS", "clipsBy": "NOBODY"});
    assert_eq!(*answer.data(), changed);
    assert_eq!(*world.get(SETTINGS).by(&alice).expect(200).await.data(), changed);
}

#[tokio::test]
async fn where_the_deployment_does_not_record_that_is_said() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    world.post("/api/stream/ingress").by(&alice).expect(201).await;
    let answer =
        world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": true, "clipsBy": "NOBODY"})).expect(409).await;
    assert_eq!(answer.error(), "Recordings are off");
    let usual = json!({"isRecorded": false, "vodVisibility": "PUBLIC", "clipsBy": "EVERYONE"});
    assert_eq!(*world.get(SETTINGS).by(&alice).expect(200).await.data(), usual);
    world.put(SETTINGS).by(&alice).json(&json!({"isRecorded": false, "clipsBy": "NOBODY"})).expect(200).await;
}
