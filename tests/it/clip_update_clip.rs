//! PATCH /api/clip/:clipId.

use domain::clip::{ClipState, EDITABLE_SECS};
use domain::recording::{Visibility, VodState};
use harness::{Bearer, World};
use serde_json::json;

use crate::clip_lists::clip;
use crate::vod_lists::vod;

#[tokio::test]
async fn its_author_changes_it_for_a_day_and_nobody_else() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let path = format!("/api/clip/{}", clip(&world, &bob, &vod_id, 0, ClipState::Ready).await);
    let title = json!({"title": " That goal "});
    assert_eq!(world.patch(&path).by(&alice).json(&title).expect(404).await.error(), "Clip not found");
    assert_eq!(world.patch("/api/clip/none").by(&bob).json(&title).expect(404).await.error(), "Clip not found");
    assert_eq!(world.patch(&path).by(&bob).json(&json!({})).expect(400).await.error(), "No update data provided");
    let bad = json!({"title": "x".repeat(101), "start": -1, "end": "8"});
    assert_eq!(world.patch(&path).by(&bob).json(&bad).expect(400).await.fields(), ["title", "start", "end"]);

    let answer = world.patch(&path).by(&bob).json(&title).expect(200).await;
    assert_eq!((&answer.body["message"], &answer.data()["title"]), (&json!("Clip updated"), &json!("That goal")));
    let moved = json!({"start": 12.5, "end": 30});
    let answer = world.patch(&path).by(&bob).json(&moved).expect(200).await;
    assert_eq!((&answer.data()["offset"], &answer.data()["duration"]), (&json!(12.5), &json!(17.5)));
    // It is played as it was until it is made anew.
    assert_eq!((&answer.data()["state"], &answer.data()["title"]), (&json!("READY"), &json!("That goal")));
    assert_eq!(world.get(&path).expect(200).await.data()["offset"], 12.5);
    // It ended at 40 s: up to 45 s.
    for (bad, field) in [(json!({"end": 46}), "end"), (json!({"start": 27}), "start"), (json!({"start": 31}), "start")]
    {
        assert_eq!(world.patch(&path).by(&bob).json(&bad).expect(400).await.fields(), [field], "{bad}");
    }

    world.clock().advance(EDITABLE_SECS * 1_000);
    let bob = Bearer::new("bob", world.clock().now());
    for late in [title, moved] {
        let refused = world.patch(&path).by(&bob).json(&late).expect(409).await;
        assert_eq!(refused.error(), "Clip can no longer be changed");
    }
}

#[tokio::test]
async fn one_that_is_not_ready_is_not_moved_and_one_that_failed_not_changed() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let processing = format!("/api/clip/{}", clip(&world, &bob, &vod_id, 0, ClipState::Processing).await);
    world.patch(&processing).by(&bob).json(&json!({"start": 12, "end": 30})).expect(409).await;
    world.patch(&processing).by(&bob).json(&json!({"title": "Soon"})).expect(200).await;
    let failed = format!("/api/clip/{}", clip(&world, &bob, &vod_id, 1, ClipState::Failed).await);
    world.patch(&failed).by(&bob).json(&json!({"title": "Soon"})).expect(409).await;
}

#[tokio::test]
async fn who_is_blocked_or_whose_creator_is_suspended_changes_nothing() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    let id = clip(&world, &bob, &vod_id, 0, ClipState::Ready).await;
    let path = format!("/api/clip/{id}");
    let title = json!({"title": "A last word"});
    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    world.patch(&path).by(&bob).json(&title).expect(404).await;
    world.delete("/api/social/block/usr_bob").by(&alice).expect(200).await;
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    world.patch(&path).by(&bob).json(&title).expect(404).await;
    assert_eq!(world.app().store.clip(&id).await.unwrap().unwrap().title, "Clip 0");
}
