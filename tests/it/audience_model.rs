//! Figures of random broadcasts against a model: who comes and goes, what is lost, comes twice or late.

use std::collections::{BTreeMap, BTreeSet};

use domain::audience::{Day, Sample, Summary, Watchers};
use domain::{Time, UserId};
use harness::{Bearer, World};
use proptest::prelude::*;
use services::ViewerCounts;
use store::{Connection, Consistency, Count, Store};

use crate::hostile_events::{runner, runtime};

/// Cases that the suite runs; `PROPTEST_CASES` asks for more of them.
const CASES: u32 = 40;
/// The reconciler's minute.
const MINUTE: i64 = 60_000;
/// A record older than this is passed over.
const STALE_SECS: i64 = 60;

#[derive(Debug, Clone, Copy)]
enum Step {
    Join(u8),
    Leave(u8),
    /// Their event never comes.
    LostJoin(u8),
    LostLeave(u8),
    /// A record of a count comes again.
    Again(u8),
    /// The next record of a count comes only with a later step.
    Late,
}

#[derive(Debug, Clone)]
struct Story {
    /// An event each second and nothing lost: a count is at most 15 s behind. Otherwise the reconciler's minute holds.
    is_dense: bool,
    waiting: u8,
    steps: Vec<(Step, u8)>,
}

fn story() -> impl Strategy<Value = Story> {
    let step = prop_oneof![
        6 => any::<u8>().prop_map(Step::Join),
        4 => any::<u8>().prop_map(Step::Leave),
        1 => any::<u8>().prop_map(Step::LostJoin),
        1 => any::<u8>().prop_map(Step::LostLeave),
        1 => any::<u8>().prop_map(Step::Again),
        1 => Just(Step::Late),
    ];
    (any::<bool>(), 0..4_u8, prop::collection::vec((step, 1..45_u8), 1..32))
        .prop_map(|(is_dense, waiting, steps)| Story { is_dense, waiting, steps })
}

/// One broadcast, and what the model knows of it.
struct Play<'w> {
    world: &'w World,
    store: Store,
    counts: ViewerCounts,
    room: UserId,
    /// Who is there in truth, and whom our table holds: sid to identity.
    there: BTreeMap<String, String>,
    held: BTreeMap<String, String>,
    came: u32,
    /// Viewers in truth over time, from the go-live on.
    truth: Vec<(Time, usize)>,
    changes: u32,
    /// Every count that was made: when it was asked for, and who was held then. Somebody may be held twice.
    made: Vec<(Time, Vec<String>)>,
    records: Vec<(Count, Time)>,
    is_next_late: bool,
    late: Option<(Count, Time)>,
    reconciled: Time,
}

fn millis(from: Time, until: Time) -> u64 {
    u64::try_from(until.millis_since(from)).unwrap()
}

/// The integral of a number that stands until the next one, by itself and not by the code under test.
fn integral(steps: &[(Time, usize)], from: Time, until: Time) -> u64 {
    let ends = steps.iter().skip(1).map(|(at, _)| *at).chain([until]);
    let clipped = steps.iter().zip(ends).map(|((at, viewers), end)| ((*at).max(from), end.min(until), *viewers as u64));
    clipped.filter(|(begin, end, _)| begin < end).map(|(begin, end, viewers)| millis(begin, end) * viewers).sum()
}

impl Play<'_> {
    fn now(&self) -> Time {
        self.world.clock().now()
    }

    fn identity(who: u8) -> String {
        if who.is_multiple_of(3) { format!("guest-{}", who % 60) } else { format!("usr_{}", who % 60) }
    }

    fn note_truth(&mut self) {
        self.changes += 1;
        self.truth.push((self.now(), self.there.len()));
    }

    async fn join(&mut self, who: u8, is_told: bool) {
        let identity = Self::identity(who);
        if self.there.len() >= 60 || self.there.values().any(|there| *there == identity) {
            return;
        }
        self.came += 1;
        let sid = format!("PA_{}_{}", self.now().as_millis(), self.came);
        self.there.insert(sid.clone(), identity.clone());
        self.note_truth();
        if is_told {
            self.hold(sid, identity).await;
            self.event().await;
        }
    }

    async fn hold(&mut self, sid: String, identity: String) {
        let connection = Connection { room_sid: "RM_1", sid: &sid, identity: &identity };
        self.store.viewer_joined(&self.room, connection, self.now()).await.unwrap();
        self.held.insert(sid, identity);
    }

    async fn leave(&mut self, which: u8, is_told: bool) {
        let Some(sid) = self.there.keys().nth(usize::from(which) % self.there.len().max(1)).cloned() else { return };
        self.there.remove(&sid);
        self.note_truth();
        if is_told {
            self.let_go(&sid).await;
            self.event().await;
        }
    }

    async fn let_go(&mut self, sid: &str) {
        self.store.viewer_left(&self.room, sid, "", self.now()).await.unwrap();
        self.held.remove(sid);
    }

    /// What a webhook does: asks for a count where the last one is old, which the table's stream hands to `project`.
    async fn event(&mut self) {
        let asked = self.store.ask_for_count(&self.room, self.now()).await.unwrap();
        if asked.again_at.is_some() {
            return;
        }
        let record = (asked.count, self.now());
        if std::mem::take(&mut self.is_next_late) {
            self.late = Some(record);
        } else {
            self.count(record).await;
        }
    }

    async fn count(&mut self, (last, at): (Count, Time)) {
        if self.now() >= at.plus_secs(STALE_SECS) {
            return;
        }
        self.counts.recount(&self.room, &last, at).await.unwrap();
        self.made.push((at, self.held.values().cloned().collect()));
        self.records.push((last, at));
    }

    async fn again(&mut self, which: u8) {
        let Some((last, at)) = self.records.get(usize::from(which) % self.records.len().max(1)).cloned() else {
            return;
        };
        let before = self.course().await;
        self.counts.recount(&self.room, &last, at).await.unwrap();
        assert_eq!(self.course().await, before, "a repeated record adds nothing");
    }

    async fn course(&self) -> domain::audience::Course {
        let count = self.store.count(&self.room).await.unwrap();
        let id = count.broadcast_id.unwrap();
        self.store.course(&self.room, &id, Consistency::Strong, true).await.unwrap()
    }

    /// Presence is brought into line with the room's list, and counted.
    async fn reconcile(&mut self) {
        for (sid, identity) in self.there.clone() {
            if !self.held.contains_key(&sid) {
                self.hold(sid, identity).await;
            }
        }
        for sid in self.held.keys().cloned().collect::<Vec<_>>() {
            if !self.there.contains_key(&sid) {
                self.let_go(&sid).await;
            }
        }
        let (at, identities) = (self.now(), self.held.values().map(String::as_str).collect::<Vec<_>>());
        self.counts.set_listed_count(&self.room, &identities, 0, at).await.unwrap();
        self.made.push((at, self.held.values().cloned().collect()));
        self.reconciled = at;
    }

    /// Time passes; each minute the reconciler runs.
    async fn pass(&mut self, until: Time) {
        while self.reconciled.plus_millis(MINUTE) <= until {
            self.world.at(self.reconciled.plus_millis(MINUTE));
            self.reconcile().await;
        }
        self.world.at(until);
    }

    async fn step(&mut self, step: Step, is_dense: bool) {
        if let Some(late) = self.late.take() {
            self.count(late).await;
        }
        match step {
            Step::Join(who) => self.join(who, true).await,
            Step::Leave(which) => self.leave(which, true).await,
            Step::LostJoin(who) => self.join(who, is_dense).await,
            Step::LostLeave(which) => self.leave(which, is_dense).await,
            Step::Again(which) => self.again(which).await,
            Step::Late => self.is_next_late = !is_dense,
        }
    }
}

async fn play(world: &World, story: &Story) -> Summary {
    let alice = &Bearer::new("alice", world.clock().now());
    let room = world.stream_of(alice).await;
    // As patient as it takes: thousands of cases run on busy machines.
    let store = &world.patient_store();
    let mut play = Play {
        world,
        store: store.clone(),
        counts: ViewerCounts::new(store.clone()),
        room: room.clone(),
        there: BTreeMap::new(),
        held: BTreeMap::new(),
        came: 0,
        truth: vec![],
        changes: 0,
        made: vec![],
        records: vec![],
        is_next_late: false,
        late: None,
        reconciled: world.clock().now(),
    };
    // A case that failed leaves them behind.
    for left in store.present(&room).await.unwrap() {
        store.viewer_left(&room, &left.sid, "", world.clock().now()).await.unwrap();
    }
    if world.state_of(alice).await != "offline" {
        world.end_broadcast(alice).await;
    }
    world.clock().advance(20_000);
    for who in 0..story.waiting {
        play.join(who, true).await;
    }
    world.clock().advance(20_000);
    play.event().await;
    world.go_live(alice).await;
    let count = store.count(&room).await.unwrap();
    let (id, began) = (count.broadcast_id.clone().unwrap(), count.started_at.unwrap());
    let first = Sample { at: began, viewers: count.viewers_at_start };
    assert_eq!(count.viewers_at_start, u32::from(story.waiting), "who waited is known");
    for _ in 0..2 {
        store.keep_beginning(&room, &id, first, 0).await.unwrap();
    }
    (play.truth, play.changes, play.records, play.reconciled) = (vec![(began, play.there.len())], 0, vec![], began);
    play.made = vec![(began, vec![])];
    for (step, gap) in &story.steps {
        let gap = if story.is_dense { 1 } else { i64::from(*gap) };
        play.pass(play.now().plus_secs(gap)).await;
        play.step(*step, story.is_dense).await;
    }
    world.clock().advance(1_000);
    let ended = play.now();
    let course = play.course().await;
    world.end_broadcast(alice).await;

    let summary = store.settle(&room, &id, &course, 0).await.unwrap().expect("figures");
    assert_eq!(store.settle(&room, &id, &course, 0).await.unwrap(), None, "once");

    // The summary is that of the samples, and each sample is a count that was made, once.
    let samples: Vec<_> = course.samples().iter().map(|sample| (sample.at, sample.viewers as usize)).collect();
    assert_eq!(summary.watch_millis, integral(&samples, began, ended));
    assert_eq!(summary.live_millis, millis(began, ended));
    assert_eq!(Some(summary.peak_viewers as usize), samples.iter().map(|(_, viewers)| *viewers).max());
    let (mut users, mut guests) = (BTreeSet::new(), BTreeSet::new());
    for (at, viewers) in &samples {
        let mut made = play.made.iter().filter(|(asked, _)| asked == at);
        let of = made.find(|(asked, who)| who.len() == *viewers || *asked == began).expect("a count that was made");
        for who in &of.1 {
            if Watchers::is_user(who) {
                users.insert(who)
            } else {
                guests.insert(who)
            };
        }
    }
    let moments: BTreeSet<_> = samples.iter().map(|(at, _)| at).collect();
    assert!(samples.len() - moments.len() <= 1, "each once, but that a reconciler's may meet another one");
    assert_eq!((summary.unique_viewers, summary.guest_sessions), (users.len() as u64, guests.len() as u64));

    // And it is as near to the truth as the contract says.
    let behind = if story.is_dense { 15_000 } else { 75_000 };
    let off = summary.watch_millis.abs_diff(integral(&play.truth, began, ended));
    let bound = u64::from(play.changes) * behind;
    assert!(off <= bound, "{off} ms off, of {bound} at {} joins and leaves", play.changes);

    for sid in play.held.keys().cloned().collect::<Vec<_>>() {
        play.let_go(&sid).await;
    }
    summary
}

#[test]
fn the_figures_of_random_broadcasts_are_those_of_a_model() {
    let runtime = runtime();
    let world = runtime.block_on(async {
        let world = World::without_limits().await;
        world.creator("alice").await;
        world
    });
    let first = Day::of(world.clock().now());
    let sum = std::cell::Cell::new((0, 0));
    let told = runner(CASES).run(&story(), |story| {
        let summary = runtime.block_on(play(&world, &story));
        let (broadcasts, watched) = sum.get();
        sum.set((broadcasts + 1, watched + summary.watch_millis));
        Ok(())
    });
    told.unwrap_or_else(|failed| panic!("{failed}"));
    let days = runtime.block_on(async {
        let room = UserId::parse("usr_alice").unwrap();
        world.app().store.days(&room, first, Day::of(world.clock().now())).await.unwrap().days
    });
    let (broadcasts, watched) = sum.get();
    assert_eq!(days.iter().map(|(_, figures)| figures.broadcasts).sum::<u32>(), broadcasts);
    assert_eq!(days.iter().map(|(_, figures)| figures.watch_millis).sum::<u64>(), watched, "the days add up");
}
