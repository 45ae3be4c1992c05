//! Random histories of recorded broadcasts, many side by side, over the bucket itself: encoders come, go and vanish; egresses
//! wait, fail, die, reach their limit, and their uploads are refused; answers of starts are lost; webhooks are lost, or come late,
//! twice and in another order; workers of ours die midway, or have no bucket. Each ends as it should, by what the bucket has.
//!
//! 5,000 of them: `PROPTEST_CASES=250 cargo test --release -p it --test it -- recording_histories --nocapture`.

mod check;
mod generator;

use std::collections::BTreeMap;
use std::time::Duration;

use domain::recording::{RunKey, vod_id_of};
use domain::{Time, UserId};
use harness::{LiveKitFault as Fault, Setup, World};
use serde_json::json;
use services::Outbox;
use store::{Call, OutboxEntry};
use tokio::time::Instant;

use self::generator::{History, Loss, Size, Step, Trouble, history};
use crate::hostile_events::{asked_for, runner_beside, runtime};
use crate::recording_runs::{BUCKET, minutes};

/// Cases that the suite runs. `PROPTEST_CASES` asks for more, of which each has [`LARGE`] histories.
const CASES: u32 = 1;
/// One of the suite's: what it costs is mostly the world, and the minutes in which nothing happens.
const SMALL: Size = Size { lives: 2, ticks: 8 };
/// One of those that are asked for.
const LARGE: Size = Size { lives: 20, ticks: 12 };
/// The reconciler's, in seconds.
const MINUTE_SECS: i64 = 60;
/// An egress runs no longer after its push, in seconds; a minute more where it was to be stopped, and did not hear of it.
const RUNS_ON_SECS: i64 = 180;
/// Between two steps, in seconds.
const TICK_SECS: i64 = 15;
/// Steps from one run of the reconciler to the next.
const TICKS_A_MINUTE: usize = 4;
/// Minutes after the last push, at most: the broadcast is over, and so is its Vod.
const MINUTES_AFTER: usize = 14;
/// How many more histories were played is told after so many.
const TOLD_EACH: usize = 100;
/// Minutes that are looked at when all is over: nothing follows.
const MINUTES_OF_PEACE: usize = 2;

/// A creator whose broadcasts are recorded.
struct Creator {
    id: UserId,
    /// Since when nothing is sent, by LiveKit's own view.
    over_since: Option<Time>,
    /// Since when two egresses record.
    twice_since: Option<Time>,
}

/// What the histories of all cases came to.
#[derive(Debug, Default)]
struct Figures {
    played: usize,
    ready: usize,
    failed: usize,
    segments: usize,
    runs: usize,
    /// The longest that an egress ran after its push, in seconds.
    ran_on: i64,
    /// The longest that a Vod was PROCESSING, in seconds.
    processing: i64,
}

/// A case under way.
struct Play {
    world: World,
    worker: Outbox,
    lame: Outbox,
    creators: Vec<Creator>,
    /// Webhooks that are lost, from this place of the log on, and which come late.
    losing: Option<(usize, Loss)>,
    /// How long an egress may run after its push, in seconds.
    may_run_on: i64,
    figures: Figures,
}

impl Play {
    async fn begin(lives: usize) -> Self {
        let variables = vec![(BUCKET.0, BUCKET.1.to_owned()), ("RATE_LIMIT_SCALE", "0".to_owned())];
        let world = World::with(Setup { variables, ..Setup::default() }).await;
        let mut creators = vec![];
        for n in 0..lives {
            let who = world.creator(&format!("alice{n}")).await;
            world.post("/api/stream/ingress").by(&who).expect(201).await;
            world.put("/api/stream/recording-settings").by(&who).json(&json!({"isRecorded": true})).expect(200).await;
            creators.push(Creator { id: UserId::parse(&who.id).unwrap(), over_since: None, twice_since: None });
        }
        world.settle().await;
        let (app, clock) = (world.app(), world.clock());
        let outbox = |objects| Outbox::new(app.store.clone(), app.livekit.clone(), Some(objects), clock.clone());
        let (worker, lame) = (outbox(world.objects().clone()), outbox(world.objects_that_refuse()));
        Self { worker, lame, creators, losing: None, may_run_on: RUNS_ON_SECS, figures: Figures::default(), world }
    }

    fn now(&self) -> Time {
        self.world.clock().now()
    }

    fn trouble(&mut self, trouble: &Trouble) {
        if matches!(trouble, Trouble::Lose(_) | Trouble::FindAgain) {
            self.find_again();
        }
        let livekit = self.world.livekit();
        let on_start = |fault: Fault| livekit.fault(fault.on("StartParticipantEgress").times(1));
        match trouble {
            Trouble::None | Trouble::FindAgain => {}
            Trouble::AnswerLost => on_start(Fault::close().after_work()),
            Trouble::NoWorker => on_start(Fault::refuse("unavailable")),
            Trouble::StopUnheard => {
                livekit.fault(Fault::refuse("deadline_exceeded").on("StopEgress").times(1));
                self.may_run_on = RUNS_ON_SECS + MINUTE_SECS;
            }
            Trouble::Next(fault) => livekit.egress_fault(*fault),
            Trouble::Lose(loss) => {
                let from = livekit.webhooks().len();
                loss.events().for_each(|event| livekit.lose(event));
                self.losing = Some((from, loss.clone()));
            }
        }
    }

    /// Webhooks are not lost any more, and some of those that were come late, the last one first.
    fn find_again(&mut self) {
        let Some((from, loss)) = self.losing.take() else { return };
        let livekit = self.world.livekit();
        livekit.heal();
        let lost: Vec<String> = livekit.webhooks().into_iter().skip(from).map(|webhook| webhook.id).collect();
        for (n, id) in lost.iter().enumerate().rev() {
            if loss.comes_late(n) {
                livekit.send_again(id);
            }
        }
    }

    /// The entry that has somebody's recording looked at, asked for anew.
    async fn asked(&self, who: &UserId) -> Option<OutboxEntry> {
        let app = self.world.app();
        let stream = app.store.stream(who).await.unwrap()?;
        let vod_id = vod_id_of(who, &stream.media.broadcast?.id);
        let call = Call::SeeToRecording { user_id: who.clone(), vod_id };
        let entry = OutboxEntry::new(call, self.now(), &app.random);
        app.store.put_entry(&entry).await.unwrap();
        Some(entry)
    }

    async fn step(&mut self, n: usize, step: Step) {
        let who = self.creators[n].id.clone();
        let livekit = self.world.livekit();
        let until = Instant::now() + Duration::from_secs(9);
        match step {
            Step::Rest => {}
            Step::Push => _ = livekit.push_to_room(who.as_str()),
            Step::Stop => _ = livekit.stop(who.as_str()),
            Step::LoseWorker => _ = livekit.kill_worker(who.as_str()),
            Step::KillRecorder => _ = livekit.kill_recorder(who.as_str()),
            Step::EndRecorder(how) => _ = livekit.end_recorder(who.as_str(), how),
            Step::RefuseUploads => _ = livekit.refuse_uploads(who.as_str()),
            Step::TellAgain(place) => {
                let told = livekit.webhooks();
                let told: Vec<_> = told.iter().filter(|webhook| webhook.event.starts_with("egress")).collect();
                if let Some(webhook) = told.get(place % told.len().max(1)) {
                    livekit.send_again(&webhook.id);
                }
            }
            Step::Die(micros) => {
                if let Some(entry) = self.asked(&who).await {
                    // Where it stops is left to chance; what it did is done.
                    _ = tokio::time::timeout(Duration::from_micros(micros), self.worker.make(&entry, until)).await;
                }
            }
            Step::Lame => {
                if let Some(entry) = self.asked(&who).await {
                    self.lame.make(&entry, until).await.unwrap();
                }
            }
        }
    }

    async fn tick(&mut self) {
        self.world.clock().advance(TICK_SECS * 1_000);
        self.world.livekit().sweep();
        self.world.settle().await;
    }

    async fn play(mut self, history: &History) -> Figures {
        for (tick, trouble) in history.troubles.iter().enumerate() {
            self.trouble(trouble);
            for (n, life) in history.lives.iter().enumerate() {
                Box::pin(self.step(n, life[tick])).await;
            }
            Box::pin(self.tick()).await;
            if tick % TICKS_A_MINUTE == history.minute {
                Box::pin(self.world.reconcile()).await;
                Box::pin(self.world.settle()).await;
                Box::pin(self.look_at_vods()).await;
            }
            self.look_at_egresses();
        }
        self.find_again();
        self.world.livekit().heal();
        for creator in &self.creators {
            self.world.livekit().stop(creator.id.as_str());
        }
        let mut peace = 0;
        for _ in 0..MINUTES_AFTER {
            Box::pin(minutes(&self.world, 1)).await;
            self.look_at_egresses();
            let is_over = Box::pin(self.look_at_vods()).await;
            peace = if is_over { peace + 1 } else { 0 };
            if peace > MINUTES_OF_PEACE {
                break;
            }
        }
        Box::pin(self.look_at_the_end()).await;
        self.figures
    }

    /// The runs that egresses were asked for, by their Vods.
    fn asked_for(&self) -> BTreeMap<String, Vec<RunKey>> {
        let mut runs: BTreeMap<String, Vec<RunKey>> = BTreeMap::new();
        for egress in self.world.livekit().egresses() {
            let key = RunKey::parse(&egress.prefix).expect("a place of ours");
            runs.entry(key.vod_id.clone()).or_default().push(key);
        }
        runs
    }
}

#[test]
fn every_history_of_a_recording_ends_as_it_should() {
    let runtime = runtime();
    let all = std::cell::RefCell::new(Figures::default());
    let failed = concat!(env!("CARGO_MANIFEST_DIR"), "/it/recording_histories/failed.txt");
    let size = if asked_for().is_some() { LARGE } else { SMALL };
    let told = runner_beside(failed, CASES, 40).run(&history(size), |history| {
        let lives = history.lives.len();
        let figures = runtime.block_on(async { Box::pin(Play::begin(lives).await.play(&history)).await });
        let mut all = all.borrow_mut();
        let told = all.played / TOLD_EACH;
        all.played += lives;
        if all.played / TOLD_EACH > told {
            eprintln!("{} histories were played", all.played);
        }
        all.ready += figures.ready;
        all.failed += figures.failed;
        all.segments += figures.segments;
        all.runs += figures.runs;
        all.ran_on = all.ran_on.max(figures.ran_on);
        all.processing = all.processing.max(figures.processing);
        Ok(())
    });
    told.unwrap_or_else(|failed| panic!("{failed}"));
    let all = all.into_inner();
    eprintln!("{} histories were played, and came to: {all:?}", all.played);
    // Much is recorded, or this tells nothing; of two histories a trouble may leave nothing.
    assert!(asked_for().is_none() || (all.ready > 0 && all.segments > all.ready), "{all:?}");
}
