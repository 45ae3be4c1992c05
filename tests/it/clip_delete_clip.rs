//! DELETE /api/clip/:clipId.

use domain::clip::ClipState;
use domain::recording::{Visibility, VodState};
use harness::World;
use serde_json::json;
use store::Call;

use crate::clip_lists::clip;
use crate::vod_lists::vod;

#[tokio::test]
async fn its_author_its_creator_and_an_administrator_delete_it_and_nobody_else() {
    let world = World::start().await;
    let (alice, bob, carol) = (world.creator("alice").await, world.viewer("bob").await, world.creator("carol").await);
    let ada = world.admin("ada").await;
    let vod_id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
    assert_eq!(world.delete("/api/clip/none").by(&bob).expect(404).await.error(), "Clip not found");
    for (n, who) in (0..).zip([&bob, &alice, &ada]) {
        let id = clip(&world, &bob, &vod_id, n, ClipState::Ready).await;
        let path = format!("/api/clip/{id}");
        assert_eq!(world.delete(&path).by(&carol).expect(404).await.error(), "Clip not found");
        assert_eq!(world.delete(&path).by(who).expect(200).await.body["message"], "Clip deleted");
        world.get(&path).expect(404).await;
        assert_eq!(world.delete(&path).by(who).expect(200).await.body["message"], "Clip deleted");
        world.delete(&path).by(&carol).expect(404).await;
        world.patch(&path).by(&bob).json(&json!({"title": "Again"})).expect(404).await;
        // Its objects go by an outbox entry.
        let erase = Call::Erase { prefix: domain::recording::clip_place(&id, "") };
        assert!(world.app().store.entry(&erase).await.unwrap().is_some());
    }
    for list in ["/api/clip/mine", "/api/clip/creator/alice"] {
        assert_eq!(world.get(list).by(&bob).expect(200).await.body["count"], 0);
    }
    // The administrator's act is written down, once.
    let audit = world.get("/api/admin/audit").by(&ada).expect(200).await;
    let acts: Vec<_> = audit.data().as_array().unwrap().iter().filter(|act| act["action"] == "CLIP_DELETED").collect();
    assert_eq!(acts.len(), 1);
    assert_eq!((&acts[0]["adminId"], &acts[0]["userId"]), (&json!("usr_ada"), &json!("usr_bob")));
}
