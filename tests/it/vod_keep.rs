//! `isKept` and `expiresAt`: how long a video stays.

use domain::UserId;
use domain::recording::{Run, Visibility, Vod, VodState};
use harness::{Bearer, Setup, World};
use serde_json::{Value, json};

use crate::recording_runs::{BUCKET, recording};
use crate::vod_lists::{a_run, a_vod, vod};

const HOUR: u64 = 3_600_000;
const DAY: i64 = 86_400;

/// A finished video of so many hours.
async fn long(world: &World, who: &Bearer, n: u32, hours: u64) -> String {
    let known = a_vod(world, who, n, VodState::Ready, Visibility::Public);
    let vod = Vod { duration_millis: hours * HOUR, ..known };
    store_it(world, &vod).await;
    vod.id
}

async fn store_it(world: &World, vod: &Vod) {
    assert!(world.app().store.begin_run(vod, &a_run(vod), true).await.unwrap());
}

async fn keep(world: &World, who: &Bearer, id: &str, is_kept: bool, status: u16) -> harness::Answer {
    world.patch(&format!("/api/vod/{id}")).by(who).json(&json!({"isKept": is_kept})).expect(status).await
}

async fn kept_hours(world: &World, who: &Bearer) -> u64 {
    world.app().store.kept_millis(&UserId::parse(&who.id).unwrap()).await.unwrap() / HOUR
}

#[tokio::test]
async fn it_expires_some_days_after_its_broadcast_unless_it_is_kept() {
    for (days, variable) in [(14, None), (3, Some(("RECORDINGS_RETENTION_DAYS", "3".to_owned())))] {
        let mut variables = vec![(BUCKET.0, BUCKET.1.to_owned())];
        variables.extend(variable);
        let world = World::with(Setup { variables, ..Setup::default() }).await;
        let alice = world.creator("alice").await;
        let id = vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await;
        let path = format!("/api/vod/{id}");
        let begun = world.app().store.vod(&id).await.unwrap().unwrap().started_at;
        let end = json!(begun.plus_secs(days * DAY).to_string());
        let shown = world.get(&path).expect(200).await;
        assert_eq!((&shown.data()["expiresAt"], &shown.data()["isKept"]), (&end, &json!(false)));
        for _ in 0..2 {
            let kept = keep(&world, &alice, &id, true, 200).await;
            assert_eq!((&kept.data()["expiresAt"], &kept.data()["isKept"]), (&Value::Null, &json!(true)));
        }
        assert_eq!(world.get(&path).expect(200).await.data()["isKept"], json!(true));
        for _ in 0..2 {
            let released = keep(&world, &alice, &id, false, 200).await;
            assert_eq!((&released.data()["expiresAt"], &released.data()["isKept"]), (&end, &json!(false)));
        }
        assert_eq!(kept_hours(&world, &alice).await, 0);
        // One that was kept for longer than that stays for a day.
        keep(&world, &alice, &id, true, 200).await;
        world.clock().advance(60 * DAY * 1_000);
        let alice = Bearer::new("alice", world.clock().now());
        let released = keep(&world, &alice, &id, false, 200).await;
        assert_eq!(released.data()["expiresAt"], json!(world.clock().now().plus_secs(DAY).to_string()));
    }
}

#[tokio::test]
async fn a_hundred_hours_are_kept_and_no_more() {
    let world = World::with(recording()).await;
    let (alice, carol) = (world.creator("alice").await, world.creator("carol").await);
    let first = long(&world, &alice, 1, 60).await;
    let (second, third) = (long(&world, &alice, 2, 40).await, long(&world, &alice, 3, 40).await);
    keep(&world, &alice, &first, true, 200).await;
    // Two at once, and room for one.
    let path = |id: &str| format!("/api/vod/{id}");
    let kept = json!({"isKept": true, "title": "Kept"});
    let both = tokio::join!(
        world.patch(&path(&second)).by(&alice).json(&kept).send(),
        world.patch(&path(&third)).by(&alice).json(&kept).send()
    );
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!((statuses, kept_hours(&world, &alice).await), ([200, 409], 100));
    let refused = if both.0.status == 409 { &second } else { &third };
    let answer = keep(&world, &alice, refused, true, 409).await;
    assert_eq!(answer.error(), "Storage limit reached");
    // What is refused changes nothing else.
    assert_eq!(
        world.get(&path(refused)).expect(200).await.data()["title"].as_str().map(|title| title == "Kept"),
        Some(false)
    );
    // Nothing fits any more, however short, and others' is counted apart.
    let none = long(&world, &alice, 4, 0).await;
    keep(&world, &alice, &none, true, 409).await;
    let carols = long(&world, &carol, 1, 100).await;
    keep(&world, &carol, &carols, true, 200).await;
    assert_eq!(keep(&world, &carol, &first, true, 404).await.error(), "Video not found");

    keep(&world, &alice, &first, false, 200).await;
    keep(&world, &alice, refused, true, 200).await;
    assert_eq!(kept_hours(&world, &alice).await, 80);
    // One alone that is too long.
    let bob = world.creator("bob").await;
    let endless = long(&world, &bob, 1, 101).await;
    keep(&world, &bob, &endless, true, 409).await;
}

/// Kept while it is recorded, it counts with what it becomes.
#[tokio::test]
async fn what_is_kept_early_counts_as_it_grows() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let known = a_vod(&world, &alice, 1, VodState::Recording, Visibility::Public);
    let vod = Vod { duration_millis: 0, ..known };
    store_it(&world, &vod).await;
    keep(&world, &alice, &vod.id, true, 200).await;
    assert_eq!(kept_hours(&world, &alice).await, 0);
    let store = &world.app().store;
    let save = async |duration_millis: u64, state: VodState| {
        let known = store.recording(&vod.id).await.unwrap();
        let next = Vod { duration_millis, state, ended_at: Some(world.clock().now()), ..known.vod.unwrap() };
        let runs: Vec<Run> = vec![];
        assert!(store.save_recording(Some(&next), &runs).await.unwrap());
    };
    save(5 * HOUR, VodState::Processing).await;
    assert_eq!(kept_hours(&world, &alice).await, 0);
    // Twice the same is counted once; figures that come late correct it.
    for (hours, state) in [(7, VodState::Ready), (7, VodState::Ready), (6, VodState::Ready)] {
        save(hours * HOUR, state).await;
        assert_eq!(kept_hours(&world, &alice).await, hours);
    }
    assert_eq!(store.vod(&vod.id).await.unwrap().unwrap().due_at, None);
    keep(&world, &alice, &vod.id, false, 200).await;
    assert_eq!(kept_hours(&world, &alice).await, 0);
}
