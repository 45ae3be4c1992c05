//! Videos whose time is over are deleted by `reconcile`, and those that are kept are not.

use domain::Time;
use domain::recording::{Visibility, Vod, VodState, vod_place};
use harness::{Bearer, World};
use serde_json::json;

use crate::recording_runs::{minutes, recording};
use crate::vod_lists::{a_run, a_vod};

const DAY: i64 = 86_400;

async fn ended_at(world: &World, who: &Bearer, n: u32, ended_at: Time) -> String {
    let vod = Vod { ended_at: Some(ended_at), ..a_vod(world, who, n, VodState::Ready, Visibility::Public) };
    assert!(world.app().store.begin_run(&vod, &a_run(&vod), true).await.unwrap());
    vod.id
}

#[tokio::test]
async fn what_is_due_goes_and_the_rest_stays() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let now = world.clock().now();
    let due = ended_at(&world, &alice, 1, now.plus_secs(60 - 14 * DAY)).await;
    let kept = ended_at(&world, &alice, 2, now.plus_secs(60 - 14 * DAY)).await;
    let young = ended_at(&world, &alice, 3, now.plus_secs(DAY - 14 * DAY)).await;
    let object = format!("{}run/s_00000.ts", vod_place(&due, ""));
    world.objects().put(&object, b"media".to_vec(), "video/mp2t").await.unwrap();
    world.patch(&format!("/api/vod/{kept}")).by(&alice).json(&json!({"isKept": true})).expect(200).await;
    world.reconcile().await;
    let status = async |id: &str| world.get(&format!("/api/vod/{id}")).send().await.status;
    assert_eq!([status(&due).await, status(&kept).await, status(&young).await], [200, 200, 200], "not yet");
    minutes(&world, 1).await;
    assert_eq!([status(&due).await, status(&kept).await, status(&young).await], [404, 200, 200]);
    minutes(&world, 3).await;
    assert_eq!(world.objects().get(&object).await.unwrap(), None);
    let mine = world.get("/api/vod/mine").by(&alice).expect(200).await;
    assert_eq!(mine.body["count"], 2);
}

/// However many are due, a run deletes some of each shard, and the next ones go on.
#[tokio::test]
async fn many_that_are_due_take_several_minutes() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let long_ago = world.clock().now().plus_secs(-20 * DAY);
    for n in 0..150 {
        ended_at(&world, &alice, n, long_ago).await;
    }
    let left = async || {
        let store = &world.app().store;
        let mut left = 0;
        for shard in 0..store::Store::vod_end_shards() {
            left += store.due_vods(shard, world.clock().now(), 1_000).await.unwrap().len();
        }
        left
    };
    assert_eq!(left().await, 150);
    world.reconcile().await;
    let after = left().await;
    assert!((50..=70).contains(&after), "{after}");
    world.reconcile().await;
    assert_eq!(left().await, 0);
}

/// Who keeps one in the moment in which it is due, keeps it.
#[tokio::test]
async fn one_that_is_kept_meanwhile_stays() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let id = ended_at(&world, &alice, 1, world.clock().now().plus_secs(-15 * DAY)).await;
    let (store, now) = (&world.app().store, world.clock().now());
    let read = store.vod(&id).await.unwrap().unwrap();
    world.patch(&format!("/api/vod/{id}")).by(&alice).json(&json!({"isKept": true})).expect(200).await;
    assert!(!store.expire_vod(&read, now).await.unwrap());
    let kept = store.vod(&id).await.unwrap().unwrap();
    assert!(!store.expire_vod(&kept, now).await.unwrap());
    world.get(&format!("/api/vod/{id}")).expect(200).await;
}
