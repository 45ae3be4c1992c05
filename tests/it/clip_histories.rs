//! Random histories of clips: workers that die midway, that work at once, whose bucket is away; segments that come late or
//! never; a video that is deleted meanwhile. Each clip is ready or has failed within two minutes, and what is ready can be
//! played.

use std::cell::Cell;
use std::time::Duration;

use domain::clip::{Clip, ClipState, MADE_WITHIN_SECS, Range, Wish, window};
use domain::recording::manifest::Playlist;
use domain::recording::{Visibility, VodState, vod_place};
use domain::{Time, UserId};
use harness::{Bearer, World};
use proptest::prelude::*;
use services::Outbox;
use store::{Call, OutboxEntry};
use tokio::time::Instant;

use crate::clip_made::{HLS, listed, put_segments, shown};
use crate::hostile_events::{runner, runtime};
use crate::recording_runs::recording;
use crate::vod_lists::vod;

/// Histories that the suite runs. `PROPTEST_CASES` asks for more.
const CASES: u32 = 30;
/// A clip that is asked for so late may be made in time by the one who is asked, in seconds.
const IN_TIME_SECS: i64 = MADE_WITHIN_SECS - 10;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// The outbox's worker.
    Make,
    /// Two of them at once.
    MakeTwice,
    /// One whose bucket is away.
    MakeInVain,
    /// One that is broken off after so many microseconds.
    MakeAndDie(u64),
    /// Somebody reads it, which asks for it anew.
    Read,
    Pass(i64),
    DeleteVod,
}

#[derive(Debug, Clone)]
struct History {
    /// Of what just happened, or of a video that is ready.
    is_of_now: bool,
    secs: u32,
    /// Segments that are there when it is asked for.
    there: u32,
    /// Whether no more come.
    is_stuck: bool,
    steps: Vec<Step>,
}

fn history() -> impl Strategy<Value = History> {
    let step = prop_oneof![
        4 => Just(Step::Make),
        1 => Just(Step::MakeTwice),
        1 => Just(Step::MakeInVain),
        4 => (0..20_000_u64).prop_map(Step::MakeAndDie),
        2 => Just(Step::Read),
        6 => (1..25_i64).prop_map(Step::Pass),
        1 => Just(Step::DeleteVod),
    ];
    let steps = prop::collection::vec(step, 0..16);
    (any::<bool>(), 5..60_u32, 0..20_u32, prop::bool::weighted(0.2), steps)
        .prop_map(|(is_of_now, secs, there, is_stuck, steps)| History { is_of_now, secs, there, is_stuck, steps })
}

/// A history under way.
struct Play<'w> {
    world: &'w World,
    alice: &'w Bearer,
    worker: Outbox,
    lame: Outbox,
    vod_id: String,
    clip: Clip,
    began: Time,
    history: &'w History,
    is_vod_gone: bool,
    /// Where its run uploads to, below its Vod.
    folder: String,
    /// Segments that are in the bucket.
    put: u32,
}

impl Play<'_> {
    /// Segments that are uploaded by now: one each 4 s.
    fn uploaded(&self) -> u32 {
        let since = self.world.clock().now().millis_since(self.began).max(0) / 4_000;
        let more = if self.history.is_stuck { 0 } else { u32::try_from(since).unwrap() };
        self.history.there + more
    }

    async fn upload(&mut self) {
        let uploaded = self.uploaded();
        if self.is_vod_gone || (self.put == uploaded && uploaded > 0) {
            return;
        }
        let folder = self.folder.as_str();
        put_segments(self.world, &self.vod_id, folder, self.put..uploaded).await;
        self.put = uploaded;
        let first = self.began.plus_secs(-4 * i64::from(self.history.there));
        let playlist = listed(folder, uploaded, first);
        let own = |name: &str| name.strip_prefix(folder).unwrap().to_owned();
        let of_run = playlist
            .segments
            .iter()
            .map(|of| domain::recording::manifest::Segment { name: own(&of.name), ..of.clone() });
        let event = Playlist { segments: of_run.collect(), is_ended: false };
        let key = vod_place(&self.vod_id, &format!("{folder}event.m3u8"));
        self.world.objects().put(&key, event.write().into_bytes(), HLS).await.unwrap();
        if !self.history.is_of_now {
            let key = vod_place(&self.vod_id, "index.m3u8");
            self.world.objects().put(&key, playlist.write().into_bytes(), HLS).await.unwrap();
        }
    }

    async fn entry(&self) -> Option<OutboxEntry> {
        self.world.app().store.entry(&Call::MakeClip { clip_id: self.clip.id.clone() }).await.unwrap()
    }

    async fn make(&self, worker: &Outbox) {
        if let Some(entry) = self.entry().await {
            worker.make(&entry, Instant::now() + Duration::from_secs(9)).await.unwrap();
        }
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Make => self.make(&self.worker).await,
            Step::MakeTwice => {
                let again = self.worker.clone();
                tokio::join!(self.make(&self.worker), async {
                    self.world.app().store.ask_for_clip(&self.clip.id, self.world.clock().now()).await.unwrap();
                    self.make(&again).await;
                });
            }
            Step::MakeInVain => self.make(&self.lame).await,
            Step::MakeAndDie(micros) => {
                // Where it stops is left to chance; what it did is done.
                _ = tokio::time::timeout(Duration::from_micros(micros), self.make(&self.worker)).await;
            }
            Step::Read => {
                self.world.get(&format!("/api/clip/{}", self.clip.id)).expect(200).await;
            }
            Step::Pass(secs) => {
                self.world.clock().advance(secs * 1_000);
                self.upload().await;
            }
            Step::DeleteVod => self.delete_vod().await,
        }
    }

    async fn delete_vod(&mut self) {
        let (store, now) = (&self.world.app().store, self.world.clock().now());
        let alice = UserId::parse(&self.alice.id).unwrap();
        store.delete_vod(&self.vod_id, &alice, false, now).await.unwrap();
        let left = self.world.objects().list_all(&vod_place(&self.vod_id, "")).await.unwrap();
        let keys: Vec<String> = left.into_iter().map(|object| object.key).collect();
        self.world.objects().delete(&keys).await.unwrap();
        self.is_vod_gone = true;
    }

    async fn stored(&self) -> Clip {
        self.world.app().store.clip(&self.clip.id).await.unwrap().unwrap()
    }

    /// What must be so at any time.
    async fn check(&self) -> ClipState {
        let clip = self.stored().await;
        if clip.state == ClipState::Ready {
            assert!(!shown(self.world, &clip.id).await.is_empty());
        }
        clip.state(self.world.clock().now())
    }
}

async fn begin<'w>(world: &'w World, alice: &'w Bearer, n: u32, history: &'w History) -> Play<'w> {
    let (store, began) = (&world.app().store, world.clock().now());
    let state = if history.is_of_now { VodState::Recording } else { VodState::Ready };
    let vod_id = vod(world, alice, n, state, Visibility::Public).await;
    let vod = store.vod(&vod_id).await.unwrap().unwrap();
    let millis = u64::from(history.secs) * 1_000;
    let wish = if history.is_of_now {
        window(began, millis)
    } else {
        Wish::Media { ranges: vec![Range { from_millis: 1_500, to_millis: 1_500 + millis }] }
    };
    let bob = UserId::parse("usr_bob").unwrap();
    let clip = Clip::new(&format!("history {n}"), &vod, &bob, "A clip", wish, began);
    store.begin_clip(&clip, 0, began).await.unwrap();
    let app = world.app();
    let worker = Outbox::new(store.clone(), app.livekit.clone(), app.objects.clone(), world.clock().clone());
    let refusing = Some(world.objects_that_refuse());
    let lame = Outbox::new(store.clone(), app.livekit.clone(), refusing, world.clock().clone());
    let folder = format!("{}/", store.recording(&vod_id).await.unwrap().runs[0].id);
    Play { world, alice, worker, lame, vod_id, clip, began, history, is_vod_gone: false, folder, put: 0 }
}

/// Plays a history to its end. Returns how it ended.
async fn play(world: &World, alice: &Bearer, n: u32, history: &History) -> ClipState {
    // Each in a place of its own: together they are more than a test's thread has for its stack.
    let mut play = Box::pin(begin(world, alice, n, history)).await;
    play.upload().await;
    let mut before = ClipState::Processing;
    for step in &history.steps {
        Box::pin(play.step(*step)).await;
        let state = play.check().await;
        // What was told once stays so.
        assert!(before == ClipState::Processing || before == state, "{before:?}, then {state:?}");
        before = state;
    }
    // Whoever is left does it, while there is time.
    let waited = world.clock().now().millis_since(play.began) / 1_000;
    if waited < IN_TIME_SECS {
        let left = (IN_TIME_SECS - waited).min(40);
        world.clock().advance(left * 1_000);
        Box::pin(play.upload()).await;
        Box::pin(world.reconcile()).await;
        let is_there = u64::from(play.uploaded()) * 4_000 > 1_500 + 1_000;
        // The longest wait of one that died again and again is over.
        let could = left > 32 && !play.is_vod_gone && is_there && !(history.is_of_now && history.is_stuck);
        let state = play.check().await;
        assert!(!could || before == ClipState::Failed || state == ClipState::Ready, "nobody made it: {state:?}");
    }
    world.clock().advance(MADE_WITHIN_SECS * 1_000);
    assert_ne!(play.check().await, ClipState::Processing, "two minutes later");
    Box::pin(world.reconcile()).await;
    let clip = play.stored().await;
    assert_eq!(clip.state, play.check().await, "it is written down");
    assert!(clip.state != ClipState::Failed || clip.reason.is_some_and(|reason| !reason.is_empty()));
    assert!(play.entry().await.is_none(), "nothing is left to be done");
    clip.state
}

#[test]
fn each_clip_is_ready_or_has_failed_within_two_minutes() {
    let runtime = runtime();
    let (world, alice) = runtime.block_on(async {
        let world = Box::pin(World::with(recording())).await;
        let alice = Box::pin(world.creator("alice")).await;
        world.viewer("bob").await;
        (world, alice)
    });
    let (count, ready) = (Cell::new(0), Cell::new(0));
    let told = runner(CASES).run(&history(), |history| {
        count.set(count.get() + 1);
        let state = runtime.block_on(Box::pin(play(&world, &alice, count.get(), &history)));
        ready.set(ready.get() + u32::from(state == ClipState::Ready));
        Ok(())
    });
    told.unwrap_or_else(|failed| panic!("{failed}"));
    // Both happen, or this tells nothing.
    let is_telling = count.get() < CASES || (ready.get() > 0 && ready.get() < count.get());
    assert!(is_telling, "{} of {}", ready.get(), count.get());
}
