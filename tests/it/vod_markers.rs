//! POST and DELETE /api/vod/:vodId/markers: one's own videos, whatever their state.

use domain::UserId;
use domain::recording::{Marker, Visibility, VodState};
use harness::World;
use serde_json::json;
use store::Marked;

use crate::vod_lists::vod;

#[tokio::test]
async fn its_creator_marks_it_and_nobody_else() {
    let world = World::start().await;
    let (alice, carol, bob) = (world.creator("alice").await, world.creator("carol").await, world.viewer("bob").await);
    let vod_path = format!("/api/vod/{}", vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await);
    let path = format!("{vod_path}/markers");
    let marker = json!({"text": "The guest arrives", "offset": 12.34, "isChapter": true});
    assert_eq!(world.post(&path).by(&carol).json(&marker).expect(404).await.error(), "Video not found");
    world.post(&path).by(&bob).json(&marker).expect(403).await;
    let none = world.post("/api/vod/none/markers").by(&alice).json(&marker).expect(404).await;
    assert_eq!(none.error(), "Video not found");
    // It has no now, and no moment behind its end.
    for bad in [json!({"text": "When"}), json!({"text": "Never", "offset": 61.501})] {
        assert_eq!(world.post(&path).by(&alice).json(&bad).expect(400).await.fields(), ["offset"]);
    }

    let made = world.post(&path).by(&alice).json(&marker).expect(201).await;
    assert_eq!((&made.data()["offset"], &made.data()["isChapter"]), (&json!(12.34), &json!(true)));
    world.post(&path).by(&alice).json(&json!({"text": "The end", "offset": 61.5})).expect(201).await;
    let shown = world.get(&vod_path).expect(200).await;
    assert_eq!(shown.data()["markers"].as_array().unwrap().len(), 2);
    assert_eq!(&shown.data()["markers"][0], made.data());

    let one = format!("{path}/{}", made.data()["id"].as_str().unwrap());
    assert_eq!(world.delete(&one).by(&carol).expect(404).await.error(), "Video not found");
    // Again, and of what never was one, it is gone already.
    for path in [&one, &one, &format!("{path}/none"), &format!("{path}/no-id")] {
        assert_eq!(world.delete(path).by(&alice).expect(200).await.body["message"], "Marker deleted");
    }
    let shown = world.get(&vod_path).expect(200).await;
    assert_eq!(
        (shown.data()["markers"][0]["text"].as_str(), shown.data()["markers"].as_array().map(Vec::len)),
        (Some("The end"), Some(1))
    );
}

/// Whoever sees to the recording has read it before: what they write must not undo a marker that came between.
#[tokio::test]
async fn a_marker_is_not_undone_by_who_sees_to_the_recording() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let id = vod(&world, &alice, 1, VodState::Recording, Visibility::Public).await;
    let store = &world.app().store;
    let read = store.recording(&id).await.unwrap().vod.unwrap();
    let path = format!("/api/vod/{id}/markers");
    let made = world.post(&path).by(&alice).json(&json!({"text": "Now"})).expect(201).await;
    assert!(!store.save_recording(Some(&read), &[]).await.unwrap());
    let read = store.recording(&id).await.unwrap().vod.unwrap();
    world.delete(&format!("{path}/{}", made.data()["id"].as_str().unwrap())).by(&alice).expect(200).await;
    assert!(!store.save_recording(Some(&read), &[]).await.unwrap());
}

/// Who marks the video that is recorded now has not read it: the write finds out that it is over.
#[tokio::test]
async fn a_video_that_is_over_has_no_now() {
    let world = World::start().await;
    let alice = world.creator("alice").await;
    let (store, user_id) = (&world.app().store, UserId::parse(&alice.id).unwrap());
    let marker = Marker { offset_millis: 500, text: "Now".to_owned(), is_chapter: false };
    for (n, state, expected) in [
        (1, VodState::Recording, Marked::Done),
        (2, VodState::Processing, Marked::NoVod),
        (3, VodState::Ready, Marked::NoVod),
    ] {
        let id = vod(&world, &alice, n, state, Visibility::Public).await;
        let marked = store.mark_vod(&id, &user_id, Some(VodState::Recording), "one", &marker).await.unwrap();
        assert_eq!(marked, expected, "{state:?}");
        assert_eq!(store.vod(&id).await.unwrap().unwrap().markers.len(), usize::from(marked == Marked::Done));
    }
}
