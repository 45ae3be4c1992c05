//! PATCH /api/vod/:vodId.

use domain::recording::{Visibility, VodState};
use harness::World;
use serde_json::json;

use crate::vod_lists::vod;

#[tokio::test]
async fn its_creator_changes_it_and_nobody_else() {
    let world = World::start().await;
    let (alice, carol) = (world.creator("alice").await, world.creator("carol").await);
    let path = format!("/api/vod/{}", vod(&world, &alice, 1, VodState::Recording, Visibility::Public).await);
    let title = json!({"title": " Night one ", "description": "The first.", "visibility": "PRIVATE"});
    assert_eq!(world.patch(&path).by(&carol).json(&title).expect(404).await.error(), "Video not found");
    assert_eq!(world.patch("/api/vod/none").by(&alice).json(&title).expect(404).await.error(), "Video not found");
    assert_eq!(world.patch(&path).by(&alice).json(&json!({})).expect(400).await.error(), "No update data provided");
    let bad = json!({"title": " ", "description": 7, "visibility": null});
    let answer = world.patch(&path).by(&alice).json(&bad).expect(400).await;
    assert_eq!(answer.fields(), ["title", "description", "visibility"]);

    let kept = json!({"isKept": "yes"});
    assert_eq!(world.patch(&path).by(&alice).json(&kept).expect(400).await.fields(), ["isKept"]);
    let answer = world.patch(&path).by(&alice).json(&json!({"isKept": false})).expect(200).await;
    assert_eq!((&answer.data()["title"], &answer.data()["isKept"]), (&json!("Recording 1"), &json!(false)));

    let answer = world.patch(&path).by(&alice).json(&title).expect(200).await;
    assert_eq!(answer.body["message"], "Video updated");
    assert_eq!((&answer.data()["title"], &answer.data()["visibility"]), (&json!("Night one"), &json!("PRIVATE")));
    world.get(&path).expect(404).await;
    let answer = world.patch(&path).by(&alice).json(&json!({"description": null})).expect(200).await;
    assert_eq!((&answer.data()["title"], &answer.data()["description"]), (&json!("Night one"), &json!(null)));
}

/// Whoever sees to the recording has read it before: what they write must not undo a change that came between.
#[tokio::test]
async fn a_change_is_not_undone_by_who_sees_to_the_recording() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let id = vod(&world, &alice, 1, VodState::Recording, Visibility::Public).await;
    let store = &world.app().store;
    let read = store.recording(&id).await.unwrap().vod.unwrap();
    let path = format!("/api/vod/{id}");
    world.patch(&path).by(&alice).json(&json!({"visibility": "PRIVATE"})).expect(200).await;
    assert!(!store.save_recording(Some(&read), &[]).await.unwrap());
    assert_eq!(store.vod(&id).await.unwrap().unwrap().visibility, Visibility::Private);
}
