//! Clips that are made: what they show, what stands in the bucket of them, and what becomes of them.

use std::time::Duration;

use domain::Time;
use domain::clip::{Clip, ClipState, MADE_WITHIN_SECS};
use domain::recording::manifest::{Playlist, Segment};
use domain::recording::{Visibility, VodState, clip_place, vod_place};
use harness::{Answer, Bearer, World, keys};
use objects::{Objects, Place};
use serde_json::{Value, json};
use services::Outbox;
use store::{Call, OutboxEntry};
use tokio::time::Instant;

use crate::recording_runs::recording;
use crate::vod_lists::vod;

pub(crate) const HLS: &str = "application/vnd.apple.mpegurl";

/// `count` segments of 4 s from a moment on, in a folder of their Vod.
pub(crate) fn listed(folder: &str, count: u32, from: Time) -> Playlist {
    let segment = |n: u32| Segment {
        name: format!("{folder}s_{n:05}.ts"),
        millis: 4_000,
        at: Some(from.plus_secs(4 * i64::from(n))),
        is_discontinuous: false,
    };
    Playlist { segments: (0..count).map(segment).collect(), is_ended: true }
}

/// Puts some of them into the bucket.
pub(crate) async fn put_segments(world: &World, vod_id: &str, folder: &str, which: std::ops::Range<u32>) {
    let put = |n: u32| async move {
        let key = vod_place(vod_id, &format!("{folder}s_{n:05}.ts"));
        world.objects().put(&key, format!("{folder} {n}").into_bytes(), "video/mp2t").await.unwrap();
    };
    futures::future::join_all(which.map(put)).await;
}

/// The same, put into the bucket.
pub(crate) async fn segments(world: &World, vod_id: &str, folder: &str, count: u32, from: Time) -> Playlist {
    put_segments(world, vod_id, folder, 0..count).await;
    listed(folder, count, from)
}

/// A video of alice's that is ready, of 15 segments: 60 s.
pub(crate) async fn ready_vod(world: &World, alice: &Bearer) -> String {
    let id = vod(world, alice, 1, VodState::Ready, Visibility::Public).await;
    let playlist = segments(world, &id, "0001-a-001/", 15, world.clock().now()).await;
    world.objects().put(&vod_place(&id, "index.m3u8"), playlist.write().into_bytes(), HLS).await.unwrap();
    id
}

async fn ask(world: &World, who: &Bearer, body: &Value) -> String {
    let answer = world.post("/api/clip").by(who).json(body).expect(202).await;
    answer.data()["id"].as_str().unwrap().to_owned()
}

async fn get(world: &World, id: &str) -> Answer {
    world.get(&format!("/api/clip/{id}")).expect(200).await
}

async fn stored(world: &World, id: &str) -> Clip {
    world.app().store.clip(id).await.unwrap().unwrap()
}

/// The segments of a clip by their bodies; each stands in the bucket, or this fails.
pub(crate) async fn shown(world: &World, id: &str) -> Vec<String> {
    let clip = stored(world, id).await;
    let made = clip.made.clone().expect("a clip that is made");
    let text = world.objects().get(&clip.playlist_key(made.playlist)).await.unwrap().expect("its playlist");
    let playlist = Playlist::parse(std::str::from_utf8(&text).unwrap()).unwrap();
    assert!(playlist.is_ended);
    assert!(made.start_offset_millis + made.duration_millis <= playlist.duration_millis());
    let mut bodies = vec![];
    for segment in playlist.segments {
        let body = world.objects().get(&format!("{}{}", clip.prefix(), segment.name)).await.unwrap();
        bodies.push(String::from_utf8(body.expect("each object that its playlist names")).unwrap());
    }
    bodies
}

#[tokio::test]
async fn a_clip_of_a_video_is_its_segments_in_a_place_of_its_own() {
    let world = World::with(recording()).await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = ready_vod(&world, &alice).await;
    let id = ask(&world, &bob, &json!({"vodId": vod_id, "offset": 30.5, "duration": 10})).await;
    world.settle().await;
    let clip = get(&world, &id).await;
    assert_eq!((&clip.data()["state"], &clip.data()["offset"]), (&json!("READY"), &json!(20.5)));
    assert_eq!(clip.data()["duration"], 10.0);
    assert_eq!(shown(&world, &id).await, ["0001-a-001/ 5", "0001-a-001/ 6", "0001-a-001/ 7"]);
    let made = stored(&world, &id).await.made.unwrap();
    assert_eq!((made.start_offset_millis, made.duration_millis), (500, 10_000));
    // The entry is done, and made again it is the same.
    let call = Call::MakeClip { clip_id: id.clone() };
    assert!(world.app().store.entry(&call).await.unwrap().is_none());
    let again = OutboxEntry::new(call, world.clock().now(), &world.app().random);
    world.app().store.put_entry(&again).await.unwrap();
    world.settle().await;
    assert_eq!(stored(&world, &id).await.made.unwrap(), made);
}

#[tokio::test]
async fn a_highlight_is_made_of_its_ranges_and_let_go_where_there_is_nothing() {
    let world = World::with(recording()).await;
    let alice = world.creator("alice").await;
    let vod_id = ready_vod(&world, &alice).await;
    let path = format!("/api/vod/{vod_id}/highlights");
    let ranges = json!({"title": "The best", "ranges": [{"start": 40, "end": 46}, {"start": 1, "end": 3}]});
    let answer = world.post(&path).by(&alice).json(&ranges).expect(201).await;
    assert_eq!((&answer.data()["kind"], &answer.data()["duration"]), (&json!("HIGHLIGHT"), &json!(8.0)));
    let id = answer.data()["id"].as_str().unwrap().to_owned();
    let creator = domain::UserId::parse(&alice.id).unwrap();
    assert_eq!(world.app().store.kept_millis(&creator).await.unwrap(), 8_000);
    world.settle().await;
    assert_eq!(get(&world, &id).await.data()["state"], "READY");
    assert_eq!(shown(&world, &id).await, ["0001-a-001/ 10", "0001-a-001/ 11", "0001-a-001/ 0"]);
    world.delete(&format!("/api/clip/{id}")).by(&alice).expect(200).await;
    assert_eq!(world.app().store.kept_millis(&creator).await.unwrap(), 0);

    // 61.5 s long, says the table; the bucket has 60: nothing is there of what lies behind.
    let late = json!({"title": "The end", "ranges": [{"start": 60.1, "end": 61.4}]});
    let answer = world.post(&path).by(&alice).json(&late).expect(201).await;
    let id = answer.data()["id"].as_str().unwrap().to_owned();
    world.settle().await;
    assert_eq!(get(&world, &id).await.data()["reason"], "Nothing was recorded then");
    assert_eq!(world.app().store.kept_millis(&creator).await.unwrap(), 0);
    world.delete(&format!("/api/clip/{id}")).by(&alice).expect(200).await;
    assert_eq!(world.app().store.kept_millis(&creator).await.unwrap(), 0);
}

#[tokio::test]
async fn a_clip_that_is_moved_is_made_anew_beside_what_it_was() {
    let world = World::with(recording()).await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = ready_vod(&world, &alice).await;
    let id = ask(&world, &bob, &json!({"vodId": vod_id, "offset": 30, "duration": 10})).await;
    world.settle().await;
    let path = format!("/api/clip/{id}");
    world.patch(&path).by(&bob).json(&json!({"start": 25, "end": 33})).expect(200).await;
    let before = stored(&world, &id).await;
    assert_eq!((before.edits, before.made.unwrap().edit, before.state), (1, 0, ClipState::Ready));
    world.settle().await;
    let made = stored(&world, &id).await.made.unwrap();
    assert_eq!((made.edit, made.playlist, made.offset_millis, made.duration_millis), (1, 1, 25_000, 8_000));
    assert_eq!(shown(&world, &id).await, ["0001-a-001/ 6", "0001-a-001/ 7", "0001-a-001/ 8"]);
    // Who plays it by the playlist of before goes on.
    let first = stored(&world, &id).await.playlist_key(0);
    assert!(world.objects().get(&first).await.unwrap().is_some());
}

#[tokio::test]
async fn a_clip_that_is_deleted_leaves_nothing_in_the_bucket() {
    let world = World::with(recording()).await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = ready_vod(&world, &alice).await;
    let id = ask(&world, &bob, &json!({"vodId": vod_id, "offset": 30})).await;
    world.settle().await;
    let left = async || world.objects().list_all(&clip_place(&id, "")).await.unwrap().len();
    assert!(left().await > 8);
    world.delete(&format!("/api/clip/{id}")).by(&bob).expect(200).await;
    world.settle().await;
    assert_eq!(left().await, 0);
    // Of the video everything is there.
    assert_eq!(world.objects().list_all(&vod_place(&vod_id, "")).await.unwrap().len(), 16);
}

/// A worker whose bucket is away.
pub(crate) fn without_bucket(world: &World) -> Outbox {
    let (app, clock) = (world.app(), world.clock().clone());
    Outbox::new(app.store.clone(), app.livekit.clone(), Some(nowhere()), clock)
}

fn nowhere() -> Objects {
    let place =
        Place { bucket: "none".to_owned(), region: "r".to_owned(), endpoint: Some("http://127.0.0.1:1".to_owned()) };
    Objects::new(place, keys("none"))
}

/// The bucket is away for a minute, and then for more than two.
#[tokio::test]
async fn a_bucket_that_is_away_delays_a_clip_or_has_it_fail() {
    let world = World::with(recording()).await;
    let (alice, bob) = (world.creator("alice").await, world.viewer("bob").await);
    let vod_id = ready_vod(&world, &alice).await;
    let broken = without_bucket(&world);
    for (wait_secs, expected) in [(61, "READY"), (MADE_WITHIN_SECS + 1, "FAILED")] {
        let id = ask(&world, &bob, &json!({"vodId": vod_id, "offset": 30})).await;
        let entry = world.app().store.entry(&Call::MakeClip { clip_id: id.clone() }).await.unwrap().unwrap();
        let until = Instant::now() + Duration::from_secs(5);
        assert!(!broken.make(&entry, until).await.unwrap());
        assert_eq!(stored(&world, &id).await.state, ClipState::Processing);
        world.clock().advance(wait_secs * 1_000);
        world.reconcile().await;
        assert_eq!(get(&world, &id).await.data()["state"], expected);
        assert!(world.app().store.entry(&Call::MakeClip { clip_id: id }).await.unwrap().is_none());
    }
}
