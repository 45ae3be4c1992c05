//! What a Vod is made of when its broadcast is over: what the bucket has of its runs, and nothing that anybody told.

use domain::media::Publish;
use domain::recording::manifest::Playlist;
use domain::recording::{Run, RunState, Vod, VodState, preview_place, vod_place};
use domain::{IngressId, Time, UserId};
use harness::{Bearer, World, keys};
use objects::{Objects, Place};
use runtime::Random;
use services::Outbox;
use store::{Call, OutboxEntry};
use tokio::time::{Duration, Instant};

use crate::recording_runs::recording;

/// A broadcast of alice's that is over, with its runs.
struct Over {
    world: World,
    alice: Bearer,
    vod: Vod,
}

impl Over {
    /// With a run in each of these states, none of which told anything of what it recorded.
    async fn with(states: &[RunState]) -> Self {
        let world = World::with(recording()).await;
        let alice = world.creator("alice").await;
        let (user_id, now) = (UserId::parse(&alice.id).unwrap(), world.clock().now());
        let vod = Vod { title: "A night".to_owned(), ..Vod::begun(&user_id, "b", now) };
        for (n, state) in (0..).zip(states) {
            let began = now.plus_secs(n * 100);
            let push = Publish {
                ingress_id: IngressId::new("IN_1"),
                resource_id: format!("RT_{n}"),
                started_nanos: began.as_millis() * 1_000_000,
            };
            let run = Run { egress_id: Some(format!("EG_{n}")), ..Run::new(&vod.id, &vod.user_id, &push, 1, began) };
            let run = run.concluded(*state, "it is over", began.plus_secs(60));
            assert!(world.app().store.begin_run(&vod, &run, n == 0).await.unwrap());
        }
        world.clock().advance(600_000);
        Self { world, alice, vod }
    }

    async fn runs(&self) -> Vec<Run> {
        self.world.app().store.recording(&self.vod.id).await.unwrap().runs
    }

    async fn vod(&self) -> Vod {
        self.world.app().store.vod(&self.vod.id).await.unwrap().unwrap()
    }

    async fn put(&self, key: &str, body: impl Into<Vec<u8>>) {
        self.world.objects().put(key, body.into(), "application/octet-stream").await.unwrap();
    }

    async fn upload(&self, run: &Run, segments: std::ops::Range<u32>) {
        for n in segments {
            self.put(&format!("{}s_{n:05}.ts", run.key().prefix()), vec![b'x'; 1_000]).await;
        }
    }

    fn entry(&self) -> OutboxEntry {
        let call = Call::SeeToRecording { user_id: self.vod.user_id.clone(), vod_id: self.vod.id.clone() };
        OutboxEntry::new(call, self.world.clock().now(), &Random::seeded(1))
    }

    async fn see_to(&self) {
        self.world.app().store.put_entry(&self.entry()).await.unwrap();
        self.world.settle().await;
    }

    async fn playlist(&self, name: &str) -> Playlist {
        let body = self.world.objects().get(&vod_place(&self.vod.id, name)).await.unwrap().unwrap();
        Playlist::parse(&String::from_utf8(body).unwrap()).unwrap()
    }
}

/// A playlist as egress writes it.
fn listed(from: Time, segments: std::ops::Range<u32>, is_ended: bool) -> String {
    let mut text = "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n".to_owned();
    for n in segments {
        let at = from.plus_millis(i64::from(n) * 4_100);
        text.push_str(&format!("#EXT-X-PROGRAM-DATE-TIME:{at}\n#EXTINF:4.1,\ns_{n:05}.ts\n"));
    }
    if is_ended { text + "#EXT-X-ENDLIST\n" } else { text }
}

#[tokio::test]
async fn a_vod_is_all_that_was_uploaded_in_one_playlist() {
    let over = Over::with(&[RunState::Complete, RunState::Lost, RunState::Failed, RunState::Aborted]).await;
    let runs = over.runs().await;
    // In order; a worker that died between its third segment and the next of the playlist of all; nothing; one without any
    // playlist.
    over.upload(&runs[0], 0..3).await;
    over.put(&format!("{}event.m3u8", runs[0].key().prefix()), listed(runs[0].wanted_at, 0..3, true)).await;
    over.upload(&runs[1], 0..6).await;
    over.put(&format!("{}event.m3u8", runs[1].key().prefix()), listed(runs[1].wanted_at, 0..3, false)).await;
    over.put(&format!("{}live.m3u8", runs[1].key().prefix()), listed(runs[1].wanted_at, 4..5, false)).await;
    over.upload(&runs[3], 0..1).await;
    over.put(&preview_place(&over.vod.user_id), "a picture").await;
    over.see_to().await;

    let vod = over.vod().await;
    // Of the one in the middle is known where it lies, of the last nothing: the usual length.
    let millis = 3 * 4_100 + 5 * 4_100 + 4_000 + 4_000;
    assert_eq!((vod.state, vod.segments, vod.bytes, vod.duration_millis), (VodState::Ready, 10, 10_000, millis));
    let playlist = over.playlist("index.m3u8").await;
    assert!(playlist.is_ended);
    let begins: Vec<usize> =
        playlist.segments.iter().enumerate().filter(|(_, segment)| segment.is_discontinuous).map(|(n, _)| n).collect();
    assert_eq!(begins, [3, 9]);
    assert_eq!(playlist.segments[8].name, format!("{}/s_00005.ts", runs[1].id));
    for segment in &playlist.segments {
        let key = vod_place(&over.vod.id, &segment.name);
        assert!(over.world.objects().get(&key).await.unwrap().is_some(), "{key}");
    }

    assert!(vod.has_poster);
    let poster = over.world.objects().get(&vod_place(&over.vod.id, "poster.jpeg")).await.unwrap();
    assert_eq!(poster.as_deref(), Some(b"a picture".as_slice()));
    // The live picture has one address for all broadcasts, and needs no token: it goes with the one that it showed.
    assert!(over.world.objects().get(&preview_place(&over.vod.user_id)).await.unwrap().is_none());
    let answer = over.world.post(&format!("/api/vod/{}/playback", vod.id)).by(&over.alice).expect(200).await;
    assert_eq!(answer.data()["duration"], 40.8);
}

/// Its creator is live again when it is put together: the live picture is of another broadcast.
#[tokio::test]
async fn a_vod_takes_no_picture_of_a_later_broadcast() {
    let over = Over::with(&[RunState::Complete]).await;
    let (world, runs) = (&over.world, over.runs().await);
    over.upload(&runs[0], 0..2).await;
    world.post("/api/stream/ingress").by(&over.alice).expect(201).await;
    let settings = serde_json::json!({"isRecorded": true});
    world.put("/api/stream/recording-settings").by(&over.alice).json(&settings).expect(200).await;
    world.livekit().push_to_room(&over.alice.id).unwrap();
    world.settle().await;
    over.put(&preview_place(&over.vod.user_id), "a picture of now").await;
    over.see_to().await;
    let vod = over.vod().await;
    assert_eq!((vod.state, vod.has_poster), (VodState::Ready, false));
    assert!(world.objects().get(&preview_place(&over.vod.user_id)).await.unwrap().is_some());
}

#[tokio::test]
async fn of_what_nothing_was_uploaded_there_is_no_video() {
    // One whose end nobody told counted as recorded.
    let over = Over::with(&[RunState::Lost, RunState::Complete]).await;
    over.see_to().await;
    let vod = over.vod().await;
    assert_eq!((vod.state, vod.segments), (VodState::Failed, 0));
    assert!(over.world.objects().get(&vod_place(&vod.id, "index.m3u8")).await.unwrap().is_none());

    // What came late after all is found at the next look, and what more comes at the one after it.
    let runs = over.runs().await;
    over.upload(&runs[0], 0..2).await;
    over.world.clock().advance(601_000);
    over.world.reconcile().await;
    assert_eq!((over.vod().await.state, over.vod().await.segments), (VodState::Ready, 2));
    over.upload(&runs[0], 2..3).await;
    // A run on a busy machine may have had no time for it.
    for _ in 0..5 {
        over.world.clock().advance(601_000);
        over.world.reconcile().await;
        if over.vod().await.segments == 3 {
            break;
        }
    }
    assert_eq!((over.vod().await.segments, over.playlist("index.m3u8").await.segments.len()), (3, 3));
}

#[tokio::test]
async fn a_bucket_that_is_away_is_waited_for() {
    let over = Over::with(&[RunState::Complete]).await;
    let runs = over.runs().await;
    over.upload(&runs[0], 0..2).await;
    let (store, livekit, clock) = (&over.world.app().store, &over.world.app().livekit, over.world.clock());
    let nowhere = Place {
        bucket: "onair-recordings".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some("http://127.0.0.1:9".to_owned()),
    };
    let away = Objects::new(nowhere, keys("nowhere"));
    let outbox = Outbox::new(store.clone(), livekit.clone(), Some(away), clock.clone());
    let entry = over.entry();
    store.put_entry(&entry).await.unwrap();
    assert!(!outbox.make(&entry, Instant::now() + Duration::from_secs(20)).await.unwrap());
    assert_eq!(over.vod().await.state, VodState::Processing);
    let answer = over.world.post(&format!("/api/vod/{}/playback", over.vod.id)).expect(409).await;
    assert_eq!(answer.error(), "Video not ready");

    // An hour later it is there.
    clock.advance(3_600_000);
    over.world.reconcile().await;
    let vod = over.vod().await;
    assert_eq!((vod.state, vod.segments), (VodState::Ready, 2));
}
