//! GET /api/vod/creator/:username, /api/vod/mine, /api/vod/:vodId: who finds what.

use domain::media::Publish;
use domain::recording::{Run, Visibility, Vod, VodState};
use domain::{IngressId, UserId};
use harness::{Answer, Bearer, World};
use serde_json::json;

/// A recording of a creator's, the `n`th.
pub(crate) fn a_vod(world: &World, who: &Bearer, n: u32, state: VodState, visibility: Visibility) -> Vod {
    let started_at = world.clock().now().plus_secs(i64::from(n));
    Vod {
        title: format!("Recording {n}"),
        state,
        visibility,
        duration_millis: 61_500,
        segments: 16,
        bytes: 1,
        ..Vod::begun(&UserId::parse(&who.id).unwrap(), &format!("b{n:03}"), started_at)
    }
}

/// A run of it, which nobody has begun.
pub(crate) fn a_run(vod: &Vod) -> Run {
    let started_nanos = vod.started_at.as_millis() * 1_000_000;
    let resource_id = format!("RT_{}", vod.broadcast_id);
    let push = Publish { ingress_id: IngressId::new("IN_1"), resource_id, started_nanos };
    Run::new(&vod.id, &vod.user_id, &push, 1, vod.started_at)
}

/// A recording of a creator's, the `n`th, as the store has it.
pub(crate) async fn vod(world: &World, who: &Bearer, n: u32, state: VodState, visibility: Visibility) -> String {
    let vod = a_vod(world, who, n, state, visibility);
    assert!(world.app().store.begin_run(&vod, &a_run(&vod), true).await.unwrap());
    vod.id
}

fn titles(answer: &Answer) -> Vec<&str> {
    answer.data().as_array().into_iter().flatten().filter_map(|vod| vod["title"].as_str()).collect()
}

#[tokio::test]
async fn each_finds_what_they_may_and_nobody_else_the_rest() {
    let world = World::start().await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let rows = [
        (VodState::Ready, Visibility::Public),
        (VodState::Ready, Visibility::Private),
        (VodState::Ready, Visibility::Followers),
        (VodState::Failed, Visibility::Public),
        (VodState::Processing, Visibility::Public),
        (VodState::Recording, Visibility::Public),
    ];
    let mut ids = vec![];
    for (n, (state, visibility)) in (0..).zip(rows) {
        ids.push(vod(&world, &alice, n, state, visibility).await);
    }
    let list = "/api/vod/creator/ALICE";
    let shown = ["Recording 5", "Recording 2", "Recording 0"];
    assert_eq!(titles(&world.get(list).expect(200).await), shown);
    assert_eq!(titles(&world.get(list).by(&bob).expect(200).await), shown);
    let mine = world.get("/api/vod/mine").by(&alice).expect(200).await;
    assert_eq!(titles(&mine).len(), 6);
    assert_eq!(mine.body["count"], 6);

    let one = world.get(&format!("/api/vod/{}", ids[0])).by(&bob).expect(200).await;
    let data = one.data();
    assert_eq!(
        (&data["duration"], &data["state"], &data["user"]["username"]),
        (&json!(61.5), &json!("READY"), &json!("alice"))
    );
    assert_eq!((&data["thumbnail"], &data["markers"], &data["expiresAt"]), (&json!(null), &json!([]), &json!(null)));
    let private = format!("/api/vod/{}", ids[1]);
    assert_eq!(world.get(&private).expect(404).await.error(), "Video not found");
    assert_eq!(world.get(&private).by(&bob).expect(404).await.error(), "Video not found");
    world.get(&private).by(&alice).expect(200).await;
    assert_eq!(world.get("/api/vod/none").expect(404).await.error(), "Video not found");

    world.post("/api/social/block/usr_bob").by(&alice).expect(200).await;
    world.get(&format!("/api/vod/{}", ids[0])).by(&bob).expect(404).await;
    assert_eq!(world.get(list).by(&bob).expect(404).await.error(), "Creator not found");
    let ada = world.admin("ada").await;
    let reason = json!({"reason": "The rules."});
    world.post("/api/admin/creators/usr_alice/suspend").by(&ada).json(&reason).expect(200).await;
    world.get(list).expect(404).await;
    world.get(&format!("/api/vod/{}", ids[0])).expect(404).await;
}

#[tokio::test]
async fn pages_follow_each_other_and_belong_to_their_list() {
    let world = World::start().await;
    let (alice, carol) = (world.creator("alice").await, world.creator("carol").await);
    for n in 0..5 {
        let visibility = if n == 3 { Visibility::Private } else { Visibility::Public };
        vod(&world, &alice, n, VodState::Ready, visibility).await;
    }
    for (path, expected) in
        [("/api/vod/mine?limit=2", vec![2, 2, 1]), ("/api/vod/creator/alice?limit=2", vec![1, 2, 1])]
    {
        let mut sizes = vec![];
        let mut next = path.to_owned();
        loop {
            let page = world.get(&next).by(&alice).expect(200).await;
            sizes.push(titles(&page).len());
            let Some(cursor) = page.next_cursor().map(str::to_owned) else { break };
            let foreign = world.get(&format!("/api/vod/mine?cursor={cursor}")).by(&carol).expect(400).await;
            assert_eq!(foreign.error(), "Invalid cursor");
            next = format!("{path}&cursor={cursor}");
        }
        assert_eq!(sizes, expected, "{path}");
    }
}
