//! The reconciler's round over the bucket: what is nobody's is seen, and erased a day later.

use domain::UserId;
use domain::recording::{Visibility, VodState, clip_place, vod_place};
use harness::World;
use store::{Call, OutboxEntry, Round};

use crate::recording_runs::recording;
use crate::vod_lists::{a_run, a_vod, vod};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

async fn put(world: &World, place: &str) {
    for name in ["s_00000.ts", "event.m3u8"] {
        let key = format!("{place}run/{name}");
        world.objects().put(&key, b"media".to_vec(), "video/mp2t").await.unwrap();
    }
}

async fn is_there(world: &World, place: &str) -> bool {
    !world.objects().list_all(place).await.unwrap().is_empty()
}

/// The reconciler's next run looks at the part of the bucket in which a place lies.
async fn look_at(world: &World, place: &str) {
    let store = &world.app().store;
    let known = store.sweep_place(Round::Bucket).await.unwrap();
    store.move_sweep(Round::Bucket, known.as_deref(), place.get(..5)).await.unwrap();
    world.reconcile().await;
}

async fn doubted(world: &World, place: &str) -> Option<OutboxEntry> {
    world.app().store.entry(&Call::EraseUnknown { prefix: place.to_owned() }).await.unwrap()
}

#[tokio::test]
async fn what_is_nobodys_is_erased_a_day_after_it_was_seen() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let known = vod_place(&vod(&world, &alice, 1, VodState::Ready, Visibility::Public).await, "");
    let deleted = vod(&world, &alice, 2, VodState::Ready, Visibility::Followers).await;
    let marked = vod_place(&deleted, "");
    let [stranger, clip] = [vod_place("0011aabbccddeeff00112233", ""), clip_place("ff11aabbccddeeff00112233", "")];
    let begun = a_vod(&world, &alice, 3, VodState::Ready, Visibility::Public);
    let found_later = vod_place(&begun.id, "");
    let user_id = UserId::parse(&alice.id).unwrap();
    world.app().store.delete_vod(&deleted, &user_id, false, world.clock().now()).await.unwrap();
    for place in [&known, &marked, &stranger, &clip, &found_later] {
        put(&world, place).await;
        look_at(&world, place).await;
    }
    for (place, is_doubted) in
        [(&known, false), (&marked, false), (&stranger, true), (&clip, true), (&found_later, true)]
    {
        assert_eq!(doubted(&world, place).await.is_some(), is_doubted, "{place}");
        assert!(is_there(&world, place).await || *place == marked, "{place}");
    }
    // Seen again, it is not put off.
    let first = doubted(&world, &stranger).await.unwrap();
    world.clock().advance(60_000);
    look_at(&world, &stranger).await;
    assert_eq!(doubted(&world, &stranger).await.unwrap(), first);
    // One is somebody's after all, as after tables were restored again.
    assert!(world.app().store.begin_run(&begun, &a_run(&begun), true).await.unwrap());

    // A day later what was erased with its video has had its two looks; something is uploaded there even so.
    world.clock().advance(DAY_MILLIS);
    world.reconcile().await;
    world.reconcile().await;
    assert_eq!([is_there(&world, &stranger).await, is_there(&world, &clip).await], [false, false]);
    assert!(is_there(&world, &known).await && is_there(&world, &found_later).await);
    assert!(doubted(&world, &stranger).await.is_none() && doubted(&world, &found_later).await.is_none());
    world.clock().advance(2 * 3_600_000);
    world.reconcile().await;
    put(&world, &marked).await;
    look_at(&world, &marked).await;
    assert!(doubted(&world, &marked).await.is_some());
    world.clock().advance(DAY_MILLIS);
    world.reconcile().await;
    assert!(!is_there(&world, &marked).await);
}

#[tokio::test]
async fn a_round_goes_on_where_the_run_before_it_stopped() {
    let world = World::with(recording()).await;
    let place = |n: u32| vod_place(&format!("00aabbccddeeff0011{n:06}"), "");
    for n in 0..120 {
        world.objects().put(&format!("{}index.m3u8", place(n)), vec![], "video/mp2t").await.unwrap();
    }
    let seen = async || {
        let mut seen = 0;
        for n in 0..120 {
            seen += usize::from(doubted(&world, &place(n)).await.is_some());
        }
        seen
    };
    let at = async || world.app().store.sweep_place(Round::Bucket).await.unwrap();
    world.reconcile().await;
    assert_eq!((seen().await, at().await), (100, Some(place(99))));
    world.reconcile().await;
    assert_eq!((seen().await, at().await.as_deref()), (120, Some("v/01/")));
    // After the last part it begins anew.
    let known = at().await;
    world.app().store.move_sweep(Round::Bucket, known.as_deref(), Some("c/ff/")).await.unwrap();
    world.reconcile().await;
    assert_eq!(at().await, None);
    world.reconcile().await;
    assert_eq!(at().await, Some(place(99)));
}
